namespace HAMgm.Kernel.Loading;

/// <summary>A contract that a plugin imports (<c>requires</c> of plugin.json).</summary>
/// <param name="Contract">The contract's type.</param>
/// <param name="IsOptional">Written with a trailing <c>?</c>: the plugin runs without it, too.</param>
public readonly record struct Requirement(Type Contract, bool IsOptional)
{
    /// <summary>What every plugin needs that is no assembly.</summary>
    public static Requirement OfRuntime { get; } = new(typeof(Contracts.Kernel.IPluginRuntime), false);
}
