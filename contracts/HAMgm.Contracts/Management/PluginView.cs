namespace HAMgm.Contracts.Management;

/// <summary>A plugin of one node, as an operator sees it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Its own version.</param>
/// <param name="Kind">module, component, executable or script.</param>
/// <param name="State">Where it is in its life cycle: the name of a <see cref="Kernel.ModuleState"/>.</param>
/// <param name="Reason">Why it is there, or what was wanted of it and refused; empty in the ordinary course.</param>
/// <param name="IsEnabled">Whether it shall run.</param>
/// <param name="IsCritical">Whether this node can serve without it.</param>
/// <param name="Restarts">How often the supervisor has restarted it.</param>
public sealed record PluginView(
    string Id, string Version, string Kind, string State, string Reason, bool IsEnabled, bool IsCritical, int Restarts)
{
    /// <summary>Size of the assemblies in its context, bytes; of a script the resident memory of its worker.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Earlier contexts of it that could not be unloaded.</summary>
    public int NotUnloaded { get; init; }

    /// <summary>How long it has been running; zero when it does not.</summary>
    public TimeSpan RunningFor { get; init; }

    /// <summary>One line for an operator.</summary>
    public string Description { get; init; } = "";

    /// <summary>Full path of its folder; empty for a part of the host.</summary>
    public string Folder { get; init; } = "";

    /// <summary>The versions of Contracts that it works with, e.g. <c>[0.1,0.2)</c>.</summary>
    public string Contracts { get; init; } = "";

    /// <summary>What it imports from other plugins; an optional one ends with <c>?</c>.</summary>
    public IReadOnlyList<string> Requires { get; init; } = [];

    /// <summary>What it exports for other plugins.</summary>
    public IReadOnlyList<string> Provides { get; init; } = [];
}
