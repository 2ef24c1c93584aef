using HAMgm.Contracts.Kernel;

namespace HAMgm.Contracts.Alerts;

/// <summary>Something an operator should be told (spec/1 section 5.2).</summary>
/// <param name="Type">One of spec/1's types (node_down, heartbeat_timeout, vip_switch, election_failed, config_change, sync_failed) or one of HAMgm's.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Title">One line.</param>
/// <param name="Message">What is the matter, and what to do.</param>
/// <param name="SourceModule">Plugin id.</param>
public sealed record AlertEvent(string Type, AlertSeverity Severity, string Title, string Message, string SourceModule) : IEvent;
