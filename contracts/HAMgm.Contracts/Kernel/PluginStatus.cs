namespace HAMgm.Contracts.Kernel;

/// <summary>A plugin and where it is in its life cycle (spec/1 section 3.2.3, GetPluginStatus).</summary>
/// <param name="Info">Who it is.</param>
/// <param name="State">Where it is.</param>
/// <param name="Reason">Why it is there; empty in the ordinary course.</param>
/// <param name="Restarts">How often the supervisor has restarted it.</param>
public sealed record PluginStatus(PluginInfo Info, ModuleState State, string Reason, int Restarts);
