namespace HAMgm.Contracts.Kernel;

/// <summary>
/// A component: a plugin that others use, without activity of its own (spec/1 section 2.3.1, class IComponent).
/// Exported with <c>[Export(typeof(IComponent))]</c>, one a plugin.
/// </summary>
public interface IComponent
{
    /// <summary>Makes the component usable.</summary>
    /// <param name="cancellationToken">Cancelled when the kernel's start-up deadline for a plugin has passed.</param>
    /// <exception cref="Errors.HamgmException">It cannot be used; the message goes to the operator.</exception>
    Task LoadAsync(CancellationToken cancellationToken);

    /// <summary>Flushes and closes. May be called after a failed Load, and twice.</summary>
    /// <param name="cancellationToken">Cancelled when the kernel's stop deadline has passed.</param>
    Task UnloadAsync(CancellationToken cancellationToken);

    /// <summary>True between a finished Load and the beginning of Unload.</summary>
    bool IsReady { get; }
}
