using System.Globalization;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;
using HAMgm.Daemon.Control;
using HAMgm.Daemon.Logging;
using HAMgm.Daemon.Options;
using HAMgm.Linux;
using HAMgm.Linux.Notify;
using HAMgm.Linux.Packets;
using HAMgm.Linux.Processes;
using HAMgm.Linux.Time;

namespace HAMgm.Daemon.Guarding;

/// <summary>
/// Starts the service, guards it on a thread of its own, and starts it again (spec/1 section 2.3.1, DaemonManager). The
/// thread is the only one that touches the service's process, its lease and its addresses.
/// </summary>
internal sealed class ServiceGuard : IDaemonManager
{
    // Above the service's own loop, so that one that spins cannot keep its guard from acting; below the kernel's threads.
    private const int FifoPriority = 55;

    // Before everything ordinary, behind what is real-time.
    private const int ServiceNice = -15;
    private const int NoSuchFile = 2;
    private const int NoAccess = 13;

    // How the service learns that the one before it crashed (it counts, and sets the newest plugin aside after the third time).
    private const string CrashVariable = "HAMGM_PREDECESSOR";
    private readonly DaemonOptions options;
    private readonly GuardLog log;
    private readonly Lock spawning = new();
    private readonly GuardCommands commands = new();
    private readonly ServiceState state = new();
    private readonly HandedLease? first;
    private Thread? thread;
    private bool hasCrashed;

    /// <summary>Creates the guard; nothing runs before <see cref="StartMonitoring"/>.</summary>
    /// <param name="options">The command line.</param>
    /// <param name="log">Its log.</param>
    /// <param name="handed">What the service of the guard before this one left bound; null for nothing.</param>
    public ServiceGuard(DaemonOptions options, GuardLog log, HandedLease? handed = null)
    {
        this.options = options;
        this.log = log;
        first = handed;
    }

    /// <summary>Whether this guard has ended to make room for the program on the disk, and what that one inherits.</summary>
    public (bool IsWanted, HandedLease? Handed) Successor { get; private set; }

    /// <summary>What the service's process is known to do.</summary>
    public ServiceState State => state;

    /// <summary>The code to leave with, once <see cref="Join"/> has returned.</summary>
    public int ExitCode { get; private set; }

    /// <inheritdoc/>
    public void StartMonitoring()
    {
        if (thread is not null)
        {
            throw new InvalidOperationException("The guard runs already.");
        }

        thread = new Thread(Guard, 512 * 1024) { Name = "guard" };
        thread.Start();
    }

    /// <inheritdoc/>
    public void StopMonitoring(TimeSpan timeout)
    {
        commands.Stop(timeout);
        Join();
    }

    /// <inheritdoc/>
    public void RestartService() => RestartService("asked");

    /// <summary>Stops the service in good order and starts it again, saying why.</summary>
    public void RestartService(string reason) => commands.Restart(reason);

    /// <inheritdoc/>
    public void Upgrade() => Upgrade("asked");

    /// <summary>Restarts the service, and this guard as the program on the disk, saying why.</summary>
    public void Upgrade(string reason) => commands.Upgrade(reason);

    /// <inheritdoc/>
    public ProcessStatus GetProcessStatus() => state.Current;

    /// <summary>Begins to stop and returns; asked a second time, the service is killed. For signal handlers.</summary>
    public void RequestStop() => commands.Stop();

    /// <summary>Waits until the guard has ended.</summary>
    public void Join() => thread?.Join();

    /// <summary>Reaps orphans that fell to this process. Never the service: not even one that was started this instant.</summary>
    public int ReapOrphans()
    {
        lock (spawning)
        {
            return Subreaper.ReapOrphans();
        }
    }

    private void Guard()
    {
        if (!RealTime.TrySetCurrentThreadFifo(FifoPriority, out string reason))
        {
            log.Warn("the guard runs without real-time priority", ("reason", reason));
        }

        using NotifyListener listener = new();
        using SupervisorRelay relay = SupervisorRelay.FromEnvironment();
        using LeaseReader reader = new();
        using Releaser releaser = new(log);
        using DataFolder folder = new(log, this);
        if (first is null)
        {
            Rehearse(releaser);
        }

        ExitCode = Supervise(new GuardParts(options, log, commands, state, relay, listener, reader, releaser, folder));
        if (Successor.IsWanted)
        {
            return;
        }

        relay.Stopping();
        log.Info("leaving", ("code", ExitCode));
    }

    private void Rehearse(Releaser releaser)
    {
        lock (spawning)
        {
            Rehearsal.Run(releaser);
        }
    }

    private int Supervise(GuardParts parts)
    {
        BackOff backOff = new();
        HandedLease? handed = first;
        for (bool isRestart = false; ; isRestart = true)
        {
            if (commands.IsStopping)
            {
                return Leave(parts, handed, ExitCodes.Success);
            }

            TimeSpan wait;
            try
            {
                using ServiceRun run = new(parts, Start(parts.Listener.SocketName, isRestart), handed);
                if (!isRestart && handed is not null)
                {
                    // The successor's start comes first: somebody waits for it.
                    Rehearse(parts.Releaser);
                }

                RunOutcome outcome = run.Watch();
                handed = outcome.Handed;
                hasCrashed = !outcome.WasKilled && ExitPolicy.IsCrash(outcome.Exit);
                if (run.IsFolderTaken)
                {
                    return ExitCodes.Environment;
                }

                if (commands.IsStopping)
                {
                    return Leave(parts, handed, ExitCodes.Success);
                }

                if (commands.IsUpgrading)
                {
                    Successor = (true, handed);
                    return ExitCodes.Success;
                }

                if (!outcome.RestartAtOnce && ExitPolicy.LeaveWith(outcome.Exit, outcome.WasReady, outcome.WasKilled) is int code)
                {
                    return code;
                }

                wait = outcome.RestartAtOnce ? TimeSpan.Zero : backOff.After(outcome.ReadyFor);
            }
            catch (LinuxException refusal) when (refusal.Operation.StartsWith("start ", StringComparison.Ordinal))
            {
                log.Error("cannot start the service", ("path", options.ServicePath), ("reason", refusal.Message));
                if (refusal.Errno is NoSuchFile or NoAccess && !isRestart)
                {
                    return ExitCodes.Environment;
                }

                handed = Abandon(parts, handed);
                wait = backOff.After(TimeSpan.Zero);
            }

            Pause(parts, wait);
            if (commands.IsUpgrading && !commands.IsStopping)
            {
                // Asked for while nothing ran: the new guard starts the service.
                Successor = (true, handed);
                return ExitCodes.Success;
            }
        }
    }

    private ChildProcess Start(string notifySocket, bool isRestart)
    {
        lock (spawning)
        {
            ChildProcess child = ChildProcess.Start(options.ServicePath, [options.ServicePath, "--config", options.ConfigPath], ServiceEnvironment(notifySocket));
            Favour(child);
            state.Started(child.Pid, isRestart);
            log.Info("service started", ("pid", child.Pid), ("path", options.ServicePath), ("restarts", state.Current.Restarts));
            return child;
        }
    }

    /// <summary>
    /// The loops that keep the lease have real-time threads, but the runtime stops all threads for a collection, and waits for
    /// the ordinary ones to get there. On a busy host these must not queue behind everybody else. At once after the start, so
    /// that all threads of the child inherit it; SCHED_FIFO they do not inherit (RealTime resets it on fork).
    /// </summary>
    private void Favour(ChildProcess child)
    {
        _ = Niceness.TrySetOwnSession(ServiceNice);
        if (!Niceness.TrySet(child.Pid, ServiceNice, out string refusal))
        {
            log.Warn("the service has no more than an ordinary share of a busy processor", ("reason", refusal));
        }
    }

    /// <summary>This process's environment, but the service talks to its guard instead of systemd.</summary>
    private List<string> ServiceEnvironment(string notifySocket)
    {
        List<string> all = [];
        foreach (System.Collections.DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            if (entry.Key is not ("NOTIFY_SOCKET" or "WATCHDOG_USEC" or "WATCHDOG_PID" or "HAMGM_GUARD_PID" or CrashVariable or HandedLease.Variable))
            {
                all.Add($"{entry.Key}={entry.Value}");
            }
        }

        all.Add($"NOTIFY_SOCKET={notifySocket}");
        all.Add(string.Create(CultureInfo.InvariantCulture, $"HAMGM_GUARD_PID={Environment.ProcessId}"));
        if (hasCrashed)
        {
            all.Add($"{CrashVariable}=crashed");
        }

        return all;
    }

    private void Pause(GuardParts parts, TimeSpan wait)
    {
        if (wait == TimeSpan.Zero)
        {
            return;
        }

        log.Info("waiting before the next start", ("wait_ms", (long)wait.TotalMilliseconds));
        using Poller poller = new();
        commands.Listen(poller);
        long untilNs = BootClock.Now + (wait.Ticks * TimeSpan.NanosecondsPerTick);
        for (long nowNs = BootClock.Now; nowNs < untilNs && !commands.IsStopping && commands.TakeRestart() is null; nowNs = BootClock.Now)
        {
            // systemd hears that the guard is well; a restart by systemd would only begin the back-off anew.
            parts.Relay.Beat(nowNs);
            _ = poller.Wait(Math.Min(untilNs - nowNs, parts.Relay.NextBeatNs(nowNs)));
        }

        commands.Listen(null);
    }

    private int Leave(GuardParts parts, HandedLease? handed, int code)
    {
        _ = Abandon(parts, handed);
        return code;
    }

    /// <summary>There will be no successor in time.</summary>
    private HandedLease? Abandon(GuardParts parts, HandedLease? handed)
    {
        if (handed is not null)
        {
            ReleaseReport report = parts.Releaser.Release(handed.Lease);
            log.Info("released", ("cause", "not-taken-up"), ("removed", report.Removed), ("clear", report.IsClear), ("notices", report.NoticesSent));
        }

        return null;
    }
}
