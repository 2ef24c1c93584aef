namespace HAMgm.Contracts.Kernel;

/// <summary>A plugin and where it is in its life cycle (spec/1 section 3.2.3, GetPluginStatus).</summary>
/// <param name="Info">Who it is.</param>
/// <param name="State">Where it is.</param>
/// <param name="Reason">Why it is there; empty in the ordinary course.</param>
/// <param name="Restarts">How often the supervisor has restarted it.</param>
public sealed record PluginStatus(PluginInfo Info, ModuleState State, string Reason, int Restarts)
{
    /// <summary>
    /// Size of the assemblies in its context, bytes. What it has on the heap besides cannot be told from what others have; a
    /// script's worker is a process, and this is its resident memory.
    /// </summary>
    public long MemoryBytes { get; init; }

    /// <summary>Earlier contexts of it that could not be unloaded, because something of them still runs or is held on to.</summary>
    public int NotUnloaded { get; init; }

    /// <summary>Whether it shall run: plugins.json or an operator said so.</summary>
    public bool IsEnabled { get; init; }

    /// <summary>Marked critical, or required by one that is.</summary>
    public bool IsCritical { get; init; }

    /// <summary>How long it has been running; zero when it does not.</summary>
    public TimeSpan RunningFor { get; init; }

    /// <summary>The versions of this assembly that it works with, e.g. <c>[0.1,0.2)</c>.</summary>
    public string Contracts { get; init; } = "";

    /// <summary>What it imports from other plugins, by full name; an optional one ends with <c>?</c>.</summary>
    public IReadOnlyList<string> Requires { get; init; } = [];

    /// <summary>What it exports for other plugins, by full name.</summary>
    public IReadOnlyList<string> Provides { get; init; } = [];
}
