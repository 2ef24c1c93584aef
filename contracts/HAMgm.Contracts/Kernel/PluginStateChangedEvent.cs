namespace HAMgm.Contracts.Kernel;

/// <summary>A plugin moved in its life cycle.</summary>
/// <param name="PluginId">Which plugin.</param>
/// <param name="From">Where it was.</param>
/// <param name="To">Where it is.</param>
/// <param name="Reason">Why, for an operator; empty when it is the ordinary course.</param>
public sealed record PluginStateChangedEvent(string PluginId, ModuleState From, ModuleState To, string Reason) : IEvent;
