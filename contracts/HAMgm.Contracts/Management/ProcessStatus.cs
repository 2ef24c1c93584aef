namespace HAMgm.Contracts.Management;

/// <summary>The service's process, as its guard sees it (spec/1 section 2.3.1, GetProcessStatus).</summary>
/// <param name="Pid">0 when none runs.</param>
/// <param name="IsRunning">Whether it runs.</param>
/// <param name="IsReady">Whether it said READY.</param>
/// <param name="StartedAtUnixMs">Unix time in milliseconds; 0 when none runs.</param>
/// <param name="Restarts">How often the guard started it again.</param>
/// <param name="LastExit">How the last one ended: <c>exit 70</c>, <c>signal 9</c>; empty at first.</param>
/// <param name="CpuPercent">Of one core, over the last sample.</param>
/// <param name="ResidentBytes">RSS.</param>
/// <param name="OpenFiles">File descriptors.</param>
/// <param name="Status">Its last STATUS= line.</param>
public sealed record ProcessStatus(
    int Pid,
    bool IsRunning,
    bool IsReady,
    long StartedAtUnixMs,
    int Restarts,
    string LastExit,
    double CpuPercent,
    long ResidentBytes,
    int OpenFiles,
    string Status);
