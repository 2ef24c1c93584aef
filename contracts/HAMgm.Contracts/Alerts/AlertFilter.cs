namespace HAMgm.Contracts.Alerts;

/// <summary>Which alerts are wanted.</summary>
/// <param name="LeastSeverity">No lower ones.</param>
/// <param name="Type">Only this type; empty: all.</param>
/// <param name="NodeId">Only those that this node raised; empty: both nodes'.</param>
/// <param name="IncludeResolved">True: also what is over and not yet forgotten.</param>
public sealed record AlertFilter(
    AlertSeverity LeastSeverity = AlertSeverity.Info, string Type = "", string NodeId = "", bool IncludeResolved = false);
