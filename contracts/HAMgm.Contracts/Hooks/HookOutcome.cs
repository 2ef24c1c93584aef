namespace HAMgm.Contracts.Hooks;

/// <summary>What the hooks of a point gave together.</summary>
/// <param name="Succeeded">False when one with policy abort failed.</param>
/// <param name="Details">Which ones ran, and what they said, for an operator.</param>
public sealed record HookOutcome(bool Succeeded, string Details);
