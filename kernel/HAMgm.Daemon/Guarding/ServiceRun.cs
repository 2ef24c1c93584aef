using System.Globalization;
using HAMgm.Daemon.Control;
using HAMgm.Daemon.Logging;
using HAMgm.Linux.Memory;
using HAMgm.Linux.Notify;
using HAMgm.Linux.Packets;
using HAMgm.Linux.Processes;
using HAMgm.Linux.Time;

namespace HAMgm.Daemon.Guarding;

/// <summary>
/// One life of the service, from its start until it has ended and its holding with it (safety rule R12). The turns of the
/// loop allocate nothing while the service is well.
/// </summary>
internal sealed class ServiceRun : IDisposable
{
    private const int ChildIndex = 0;
    private const int NotifyIndex = 1;
    private const int MaxMessagesPerTurn = 32;
    private const long LongestWaitNs = 1_000_000_000;
    private const long RecordSearchNs = 50_000_000;
    private const long KillPatienceNs = 100_000_000;
    private const long UnbindIntervalNs = 50_000_000;
    private static readonly TimeSpan ReapPause = TimeSpan.FromMilliseconds(50);

    private readonly GuardParts parts;
    private readonly GuardLog log;
    private readonly ChildProcess child;
    private readonly Poller poller;
    private readonly LeaseWatch watch = new();
    private readonly bool isSuccessor;
    private HandedLease? inherited;
    private long announcedUntilNs;
    private long startDeadlineNs;
    private long stopDeadlineNs = long.MaxValue;
    private long readyAtNs;
    private bool isStopping;
    private bool isRestart;
    private bool hasStrangers;
    private RestartWish wish = new(0);

    /// <summary>Takes a child that has just been started.</summary>
    /// <param name="parts">The guard's parts.</param>
    /// <param name="child">The child; this object disposes it.</param>
    /// <param name="inherited">What its predecessor left bound for it.</param>
    public ServiceRun(GuardParts parts, ChildProcess child, HandedLease? inherited)
    {
        this.parts = parts;
        this.child = child;
        this.inherited = inherited;
        isSuccessor = inherited is not null;
        log = parts.Log;
        poller = new Poller(child.Descriptor, parts.Listener.Descriptor);
        parts.Commands.Listen(poller);
        parts.Reader.Attach(child.Pid);
    }

    /// <summary>Whether the data folder belongs to another guard: the service is stopped, and the guard leaves.</summary>
    public bool IsFolderTaken { get; private set; }

    /// <summary>Watches until the service has ended.</summary>
    public RunOutcome Watch()
    {
        long lastNs = BootClock.Now;
        long waitNs = 0;
        startDeadlineNs = lastNs + Nanoseconds(parts.Options.StartTimeout);
        watch.Restart(lastNs);

        // Signal 0 does nothing, and compiles the way that SIGKILL takes.
        _ = child.SendSignal(0);
        while (true)
        {
            _ = poller.Wait(waitNs);
            long nowNs = BootClock.Now;
            if (nowNs - lastNs - waitNs > LeaseWatch.SilenceLimitNs(parts.Reader.Pulse) / 2)
            {
                // Who slept, the guard or everybody? The service gets a whole window to show that it is well.
                watch.Restart(nowNs);
                log.Warn("the guard was late", ("late_ms", (nowNs - lastNs - waitNs) / 1_000_000));
            }

            lastNs = nowNs;
            if (poller.IsReadable(ChildIndex))
            {
                return End("died", wasKilled: false, nowNs);
            }

            if (poller.IsReadable(NotifyIndex))
            {
                Receive();
            }

            Obey(nowNs);
            if (parts.Reader.Refresh())
            {
                parts.Releaser.Prepare(parts.Reader.Lease);
            }

            Settle(nowNs);
            if (Fault(nowNs) is string cause)
            {
                return Kill(cause, nowNs);
            }

            parts.Relay.Beat(nowNs);
            waitNs = NextWaitNs(nowNs);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        parts.Commands.Listen(null);
        poller.Dispose();
        child.Dispose();
    }

    private static long Nanoseconds(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;

    private string? Fault(long nowNs)
    {
        if (parts.Commands.IsKilling)
        {
            return "second-stop";
        }

        if (nowNs > stopDeadlineNs)
        {
            return "stop-timeout";
        }

        if (readyAtNs == 0 && !isStopping && nowNs > startDeadlineNs)
        {
            return "start-timeout";
        }

        // It might take the address up in the very moment in which the peer is told that nobody does: killed first (R12).
        if (inherited is not null && nowNs >= inherited.UntilNs)
        {
            return "not-taken-up";
        }

        // One that has announced its end stops its loop on the way; the peer's word bounds what it leaves, its own deadline the way.
        if (!parts.Reader.HasLease || (announcedUntilNs > nowNs && isStopping))
        {
            return null;
        }

        return watch.Judge(parts.Reader.Pulse, nowNs, isStopping) switch
        {
            LeaseVerdict.Silent => "silent",
            LeaseVerdict.Overdue => "overdue",
            _ => null,
        };
    }

    private long NextWaitNs(long nowNs)
    {
        long wait = parts.Reader.HasLease
            ? watch.NextLookNs(parts.Reader.Pulse, nowNs)
            : parts.Reader.HasPath ? RecordSearchNs : LongestWaitNs;
        wait = Math.Min(wait, parts.Relay.NextBeatNs(nowNs));
        wait = Math.Min(wait, stopDeadlineNs - nowNs);
        if (readyAtNs == 0)
        {
            wait = Math.Min(wait, startDeadlineNs - nowNs);
        }

        if (inherited is not null)
        {
            wait = Math.Min(wait, inherited.UntilNs - nowNs);
        }

        wait = Math.Min(wait, wish.DeadlineNs - nowNs);

        // A little later than the limit, for the limits are to be exceeded, not met.
        return Math.Clamp(wait + 100_000, 100_000, LongestWaitNs);
    }

    private void Obey(long nowNs)
    {
        if (isStopping)
        {
            return;
        }

        if (parts.Commands.IsStopping)
        {
            parts.Relay.Stopping();
            log.Info("stopping the service", ("pid", child.Pid));
            Terminate(nowNs, parts.Commands.StopTimeout ?? parts.Options.StopTimeout);
        }
        else if (IsSettled && parts.Commands.TakeRestart() is string reason)
        {
            log.Info("restarting the service", ("pid", child.Pid), ("reason", reason), ("guard_too", parts.Commands.IsUpgrading));
            isRestart = true;
            if (!wish.TryBegin(child, readyAtNs != 0, nowNs))
            {
                Terminate(nowNs, parts.Options.StopTimeout);
            }
        }
        else if (wish.IsOver(nowNs))
        {
            RestartInGoodOrder("no answer", nowNs);
        }
    }

    // One that takes an address up is not restarted before it has, and is ready: it could only release it. What is asked of it waits.
    private bool IsSettled => inherited is null && (!isSuccessor || readyAtNs != 0);

    /// <summary>Not in place: it hands over, or releases when nobody is there to take.</summary>
    private void RestartInGoodOrder(string reason, long nowNs)
    {
        log.Warn("no restart in place; the service stops in good order instead", ("pid", child.Pid), ("reason", reason));
        wish.End();
        Terminate(nowNs, parts.Options.StopTimeout);
    }

    private void Terminate(long nowNs, TimeSpan timeout)
    {
        isStopping = true;
        stopDeadlineNs = nowNs + Nanoseconds(timeout) + LeaseWatch.TimeoutNs(parts.Reader.Pulse);
        _ = child.SendSignal(Signals.Terminate);
    }

    /// <summary>Ends what the predecessor left bound, once its successor has taken it up or the time for that is over.</summary>
    private void Settle(long nowNs)
    {
        if (inherited is null)
        {
            return;
        }

        if (parts.Reader.HasLease && parts.Reader.Pulse.Holding)
        {
            log.Info("the new service has taken the holding up", ("pid", child.Pid), ("term", parts.Reader.Pulse.Term));
            inherited = null;
        }
        else if (parts.Reader.HasLease)
        {
            // The successor's record says that it holds nothing: it has declined, and will not take it up any more.
            Release(inherited.Lease, "not-taken-up", nowNs, nowNs);
            inherited = null;
            parts.Releaser.Prepare(parts.Reader.Lease);
        }
    }

    private void Receive()
    {
        for (int count = 0; count < MaxMessagesPerTurn && parts.Listener.TryReceive() is NotifyMessage message; count++)
        {
            if (message.SenderPid == child.Pid)
            {
                Hear(message.Fields);
            }
            else if (!hasStrangers)
            {
                hasStrangers = true;
                log.Warn("ignoring notifications that are not the service's", ("sender", message.SenderPid), ("pid", child.Pid));
            }
        }
    }

    private void Hear(IReadOnlyDictionary<string, string> fields)
    {
        if (fields.TryGetValue("X_HAMGM_DATA_DIR", out string? folder))
        {
            Enter(folder);
        }

        if (fields.TryGetValue("STATUS", out string? status))
        {
            parts.State.Said(status);
            parts.Relay.Status(status);
        }

        if (fields.TryGetValue("READY", out string? ready) && ready == "1" && readyAtNs == 0)
        {
            readyAtNs = BootClock.Now;
            parts.State.Ready();
            parts.Relay.Ready();
            log.Info("service ready", ("pid", child.Pid));
        }

        if (fields.ContainsKey(RestartWish.Capable))
        {
            wish = new RestartWish(RestartWish.SignalNumber);
        }

        if (fields.TryGetValue("X_HAMGM_RESTART_UNTIL", out string? until))
        {
            _ = long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out announcedUntilNs);
            wish.End();
            isStopping = true;
            stopDeadlineNs = Math.Min(stopDeadlineNs, BootClock.Now + RestartWish.LongestWayNs);
            log.Info("restart in place announced", ("pid", child.Pid), ("left_ms", (announcedUntilNs - BootClock.Now) / 1_000_000));
        }

        if (fields.TryGetValue(RestartWish.Refused, out string? refusal) && wish.IsPending)
        {
            RestartInGoodOrder(refusal, BootClock.Now);
        }

        if (fields.TryGetValue("STOPPING", out string? stopping) && stopping == "1" && !isStopping)
        {
            isStopping = true;
            stopDeadlineNs = BootClock.Now + Nanoseconds(parts.Options.StopTimeout) + LeaseWatch.TimeoutNs(parts.Reader.Pulse);
        }
    }

    private void Enter(string folder)
    {
        if (!Path.IsPathFullyQualified(folder) || !Directory.Exists(folder))
        {
            log.Error("the service named no folder", ("data_dir", folder));
            return;
        }

        if (!parts.Folder.Enter(folder, out string refusal))
        {
            log.Error(refusal, ("data_dir", folder), ("remedy", "stop the other hamgm-daemon, or give this node a data_dir of its own"));
            IsFolderTaken = true;
            Terminate(BootClock.Now, parts.Options.StopTimeout);
            return;
        }

        parts.Reader.SetDirectory(folder);
    }

    private RunOutcome Kill(string cause, long decidedNs)
    {
        _ = child.SendSignal(Signals.Kill);
        poller.SetEnabled(NotifyIndex, false);
        if (!HasEnded(KillPatienceNs))
        {
            // Stuck in the kernel: it may still come back for a moment, so nothing is told, but the address is kept off.
            log.Error("the killed service does not end; removing its addresses until it does", ("pid", child.Pid), ("cause", cause));
            do
            {
                _ = parts.Releaser.Unbind(parts.Reader.Lease);
                parts.Relay.Beat(BootClock.Now);
            }
            while (!HasEnded(UnbindIntervalNs));
        }

        return End(cause, wasKilled: true, decidedNs);
    }

    /// <summary>Waits for the end of the child, whatever else wakes the poller.</summary>
    private bool HasEnded(long patienceNs)
    {
        long untilNs = BootClock.Now + patienceNs;
        while (true)
        {
            long leftNs = untilNs - BootClock.Now;
            _ = poller.Wait(Math.Max(0, leftNs));
            if (poller.IsReadable(ChildIndex))
            {
                return true;
            }

            if (leftNs <= 0)
            {
                return false;
            }
        }
    }

    /// <summary>
    /// Reaps the child. The pidfd has said that it will never run again, but a debugger may have a claim on its body first:
    /// then the guard waits for that, and only the restart is late.
    /// </summary>
    private ExitStatus Reap()
    {
        while (true)
        {
            if (child.WaitExit(TimeSpan.Zero) is ExitStatus exit)
            {
                return exit;
            }

            parts.Relay.Beat(BootClock.Now);
            Thread.Sleep(ReapPause);
        }
    }

    private RunOutcome End(string cause, bool wasKilled, long decidedNs)
    {
        ExitStatus? known = child.WaitExit(TimeSpan.Zero);
        bool isSuccess = known is { IsSuccess: true };
        long exitedNs = BootClock.Now;
        if (isSuccess)
        {
            // It may have announced a restart in its last message, and that decides whether its addresses stay.
            Receive();
        }

        // Its last word: it may have written after the guard's last look.
        _ = parts.Reader.Refresh();
        bool isAnnounced = !wasKilled && isSuccess && announcedUntilNs > exitedNs && parts.Reader.HasLease && !parts.Commands.IsStopping && !IsFolderTaken;
        HandedLease? handed = isAnnounced
            ? new HandedLease(parts.Reader.Lease, Math.Min(announcedUntilNs, exitedNs + HandedLease.LongestNs))
            : null;
        if (inherited is not null)
        {
            Release(inherited.Lease, "not-taken-up", decidedNs, exitedNs);
        }

        if (handed is null && parts.Reader.HasLease)
        {
            Release(parts.Reader.Lease, cause, decidedNs, exitedNs);
        }

        // What it said last, after all that mattered: a message sent just before the end is still in the queue.
        Receive();
        ExitStatus exit = known ?? Reap();
        parts.State.Ended(exit);
        TimeSpan readyFor = readyAtNs == 0 ? TimeSpan.Zero : TimeSpan.FromTicks((exitedNs - readyAtNs) / TimeSpan.NanosecondsPerTick);
        log.Info("service ended", ("pid", child.Pid), ("exit", exit), ("cause", cause), ("ready_s", readyFor.TotalSeconds));
        return new RunOutcome(exit, readyAtNs != 0, wasKilled, readyFor, isRestart || isAnnounced, handed);
    }

    private void Release(in GuardLease lease, string cause, long decidedNs, long exitedNs)
    {
        ReleaseReport report = parts.Releaser.Release(lease);
        log.Info(
            "released",
            ("cause", cause),
            ("term", lease.Term),
            ("removed", report.Removed),
            ("clear", report.IsClear),
            ("notices", report.NoticesSent),
            ("exit_us", (exitedNs - decidedNs) / 1000),
            ("unbind_us", Math.Max(0, report.UnboundAtNs - exitedNs) / 1000),
            ("told_us", Math.Max(0, report.ToldAtNs - exitedNs) / 1000),
            ("decided_ns", decidedNs));
    }
}
