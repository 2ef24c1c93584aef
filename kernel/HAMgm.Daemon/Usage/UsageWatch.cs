using HAMgm.Contracts.Management;
using HAMgm.Daemon.Guarding;
using HAMgm.Daemon.Logging;
using HAMgm.Daemon.Options;
using HAMgm.Linux.Processes;
using HAMgm.Linux.Time;

namespace HAMgm.Daemon.Usage;

/// <summary>Measures the service every five seconds, restarts it in good order when it uses too much, and reaps orphans. A thread of ordinary priority.</summary>
internal sealed class UsageWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private readonly ServiceGuard guard;
    private readonly GuardLog log;
    private readonly UsageLimits limits;
    private readonly ManualResetEventSlim ended = new();
    private int lastPid;
    private TimeSpan lastCpu;
    private TimeSpan lastAt;

    /// <summary>Starts the thread.</summary>
    public UsageWatch(ServiceGuard guard, DaemonOptions options, GuardLog log)
    {
        this.guard = guard;
        this.log = log;
        limits = new UsageLimits(options.MaxResidentMegabytes, options.MaxDescriptors);
        new Thread(Run, 256 * 1024) { IsBackground = true, Name = "usage" }.Start();
    }

    /// <inheritdoc/>
    public void Dispose() => ended.Set();

    private void Run()
    {
        while (!ended.Wait(Interval))
        {
            int reaped = guard.ReapOrphans();
            if (reaped > 0)
            {
                log.Info("reaped orphans", ("count", reaped));
            }

            Measure(guard.GetProcessStatus());
        }
    }

    private void Measure(ProcessStatus status)
    {
        if (!status.IsRunning || ProcFs.Read(status.Pid) is not ProcessUsage usage)
        {
            return;
        }

        TimeSpan now = BootClock.Elapsed;
        bool isSame = status.Pid == lastPid;
        double percent = isSame && now > lastAt ? (usage.CpuTime - lastCpu) / (now - lastAt) * 100 : 0;
        (lastPid, lastCpu, lastAt) = (status.Pid, usage.CpuTime, now);
        guard.State.Measured(status.Pid, percent, usage.ResidentBytes, usage.OpenDescriptors);
        if (!isSame)
        {
            limits.Reset();
        }

        if (limits.Observe(usage.ResidentBytes, usage.OpenDescriptors) is string reason)
        {
            log.Warn("the service uses too much", ("pid", status.Pid), ("reason", reason));
            guard.RestartService(reason);
        }
    }
}
