using HAMgm.Contracts.Management;
using HAMgm.Linux.Processes;

namespace HAMgm.Daemon.Guarding;

/// <summary>What is known of the service's process, for whoever asks. For any thread; held only for a copy.</summary>
internal sealed class ServiceState
{
    private static readonly ProcessStatus None = new(0, false, false, 0, 0, "", 0, 0, 0, "");
    private readonly Lock gate = new();
    private ProcessStatus current = None;

    /// <summary>The newest.</summary>
    public ProcessStatus Current
    {
        get
        {
            lock (gate)
            {
                return current;
            }
        }
    }

    /// <summary>A process was started.</summary>
    public void Started(int pid, bool isRestart) => Change(was => was with
    {
        Pid = pid,
        IsRunning = true,
        IsReady = false,
        StartedAtUnixMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
        Restarts = was.Restarts + (isRestart ? 1 : 0),
        CpuPercent = 0,
        ResidentBytes = 0,
        OpenFiles = 0,
        Status = "",
    });

    /// <summary>It said READY.</summary>
    public void Ready() => Change(was => was with { IsReady = true });

    /// <summary>It said how it does.</summary>
    public void Said(string status) => Change(was => was with { Status = status });

    /// <summary>It ended.</summary>
    public void Ended(ExitStatus exit) => Change(was => was with
    {
        Pid = 0,
        IsRunning = false,
        IsReady = false,
        StartedAtUnixMs = 0,
        LastExit = exit.Signal != 0 ? $"signal {exit.Signal}" : $"exit {exit.ExitCode}",
        CpuPercent = 0,
        ResidentBytes = 0,
        OpenFiles = 0,
    });

    /// <summary>It was measured; a measurement of an earlier process is dropped.</summary>
    public void Measured(int pid, double cpuPercent, long residentBytes, int openFiles) => Change(was => was.Pid != pid
        ? was
        : was with { CpuPercent = cpuPercent, ResidentBytes = residentBytes, OpenFiles = openFiles });

    private void Change(Func<ProcessStatus, ProcessStatus> change)
    {
        lock (gate)
        {
            current = change(current);
        }
    }
}
