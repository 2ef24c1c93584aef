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
}
