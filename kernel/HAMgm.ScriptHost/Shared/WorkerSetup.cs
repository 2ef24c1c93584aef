namespace HAMgm.Scripts;

/// <summary>How a worker is started.</summary>
/// <param name="Program">Full path of hamgm-script-host.</param>
/// <param name="User">The user that it runs as; empty for this process's own.</param>
/// <param name="HeapBytes">What JavaScript may have in memory at one time.</param>
/// <param name="Limits">What else it is held to.</param>
internal sealed record WorkerSetup(string Program, string User, long HeapBytes, WorkerLimits Limits);
