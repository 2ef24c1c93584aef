using HAMgm.Contracts.Scripts;

namespace HAMgm.Component.Plugin.Running;

/// <summary>What came of a run in a lane.</summary>
/// <param name="Outcome">The script's outcome.</param>
/// <param name="WorkerIsGone">Whether the run cost its worker, which the next run has to start anew.</param>
internal readonly record struct LaneOutcome(ScriptOutcome Outcome, bool WorkerIsGone);
