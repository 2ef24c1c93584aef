using HAMgm.Contracts.Scripts;

namespace HAMgm.Scripts;

/// <summary>One message of a worker.</summary>
/// <param name="LogLevel">Level of a line of the script's log, which is the outcome's message then; null for the end of a run.</param>
/// <param name="Outcome">What the run gave.</param>
/// <param name="IsSpent">The worker should be replaced.</param>
internal readonly record struct ReplyFrame(string? LogLevel, ScriptOutcome Outcome, bool IsSpent);
