namespace HAMgm.Contracts.Scripts;

/// <summary>What one run of a script gave.</summary>
/// <param name="Verdict">What it found; Unhealthy when it gave no verdict.</param>
/// <param name="Failure">Why it gave none.</param>
/// <param name="Message">One line for an operator, at most 1024 characters.</param>
/// <param name="Metrics">Figures by name, at most 64.</param>
/// <param name="Duration">How long it ran.</param>
public sealed record ScriptOutcome(
    ScriptVerdict Verdict,
    ScriptFailure Failure,
    string Message,
    IReadOnlyDictionary<string, double> Metrics,
    TimeSpan Duration);
