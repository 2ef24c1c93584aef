namespace HAMgm.Contracts.Detection;

/// <summary>One health check, as it stands.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Type">What kind of check: <c>tcp</c>, <c>disk</c>, …, <c>script</c>.</param>
/// <param name="State">Where it stands after rise, fall, roles and dependencies.</param>
/// <param name="Message">What its last run said; empty before the first.</param>
/// <param name="Metrics">Figures of the last run by name; percent, milliseconds and the like are in the names.</param>
/// <param name="Weight">What its failure takes from the priority; 0: it makes the node unhealthy.</param>
/// <param name="DependsOn">Checks without whose passing it does not count.</param>
/// <param name="SinceUnixMs">Since when it is in this state, Unix time in milliseconds.</param>
/// <param name="LastRunUnixMs">When its last run ended, Unix time in milliseconds; 0 before the first.</param>
/// <param name="LastRunDuration">How long that took.</param>
/// <param name="Runs">How many runs have ended.</param>
/// <param name="Failures">How many of them failed.</param>
/// <param name="HungFor">How long the run that goes on is beyond its deadline; null when none is.</param>
public sealed record CheckStatus(
    string Id,
    string Type,
    CheckState State,
    string Message,
    IReadOnlyDictionary<string, double> Metrics,
    int Weight,
    IReadOnlyList<string> DependsOn,
    long SinceUnixMs,
    long LastRunUnixMs,
    TimeSpan LastRunDuration,
    long Runs,
    long Failures,
    TimeSpan? HungFor);
