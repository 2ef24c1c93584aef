using HAMgm.Linux.Processes;

namespace HAMgm.Daemon.Guarding;

/// <summary>How one life of the service went.</summary>
/// <param name="Exit">How it ended.</param>
/// <param name="WasReady">Whether it had said READY.</param>
/// <param name="WasKilled">Whether the guard killed it.</param>
/// <param name="ReadyFor">How long it was ready.</param>
/// <param name="RestartAtOnce">Somebody asked for the restart, or the service announced it.</param>
/// <param name="Handed">What the service left bound for its successor (R14); null for nothing.</param>
internal sealed record RunOutcome(ExitStatus Exit, bool WasReady, bool WasKilled, TimeSpan ReadyFor, bool RestartAtOnce, HandedLease? Handed);
