namespace HAMgm.Contracts.Kernel;

/// <summary>
/// A module: a plugin with a life cycle of its own (spec/1 section 2.3.1, class IModule). The kernel calls Initialize
/// once, then Start and Stop in turns. A module is exported with <c>[Export(typeof(IModule))]</c>, one a plugin.
/// </summary>
public interface IModule
{
    /// <summary>Reads settings and opens what can be opened without effect on others. Called once, before any Start.</summary>
    /// <param name="cancellationToken">Cancelled when the kernel's start-up deadline for a plugin has passed.</param>
    /// <exception cref="Errors.HamgmException">The settings or the system do not allow it to run; the message goes to the operator.</exception>
    Task InitializeAsync(CancellationToken cancellationToken);

    /// <summary>Begins to work.</summary>
    /// <param name="cancellationToken">Cancelled when the kernel's start-up deadline for a plugin has passed.</param>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Stops working, releases what it holds; may be called after a failed Start, and twice.</summary>
    /// <param name="cancellationToken">Cancelled when the kernel's stop deadline has passed; what is not done by then is abandoned.</param>
    Task StopAsync(CancellationToken cancellationToken);

    /// <summary>What it does just now. Never blocks.</summary>
    ModuleStatus GetStatus();
}
