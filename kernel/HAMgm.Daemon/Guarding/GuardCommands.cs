using HAMgm.Linux.Packets;

namespace HAMgm.Daemon.Guarding;

/// <summary>What signals, the control socket and the usage watch want of the guard's thread. For any thread; wakes the guard.</summary>
internal sealed class GuardCommands
{
    private readonly Lock gate = new();
    private Poller? poller;
    private int stops;
    private TimeSpan? stopTimeout;
    private string? restartReason;
    private int upgrades;

    /// <summary>Whether the guard is to stop the service in good order and leave.</summary>
    public bool IsStopping => Volatile.Read(ref stops) > 0;

    /// <summary>Whether it is to do so at once, without good order.</summary>
    public bool IsKilling => Volatile.Read(ref stops) > 1;

    /// <summary>Whether the guard is to go on as the program that is on the disk, once the service has ended.</summary>
    public bool IsUpgrading => Volatile.Read(ref upgrades) > 0;

    /// <summary>How long the stop may take, T of the lease not counted; null for the configured time.</summary>
    public TimeSpan? StopTimeout
    {
        get
        {
            lock (gate)
            {
                return stopTimeout;
            }
        }
    }

    /// <summary>Asks to stop; asked a second time, the service is killed.</summary>
    public void Stop(TimeSpan? timeout = null)
    {
        lock (gate)
        {
            stopTimeout ??= timeout;
            Interlocked.Increment(ref stops);
            poller?.Wake();
        }
    }

    /// <summary>Asks to restart the service in good order.</summary>
    public void Restart(string reason)
    {
        lock (gate)
        {
            restartReason = reason;
            poller?.Wake();
        }
    }

    /// <summary>Asks to restart the service, and the guard with it.</summary>
    public void Upgrade(string reason)
    {
        Interlocked.Increment(ref upgrades);
        Restart(reason);
    }

    /// <summary>Takes the wish to restart; null when there is none.</summary>
    public string? TakeRestart()
    {
        // Looked at without the lock first: the guard asks at every turn.
        if (Volatile.Read(ref restartReason) is null)
        {
            return null;
        }

        lock (gate)
        {
            string? reason = restartReason;
            restartReason = null;
            return reason;
        }
    }

    /// <summary>Says what to wake; null when it goes away. The one given before is not woken any more.</summary>
    public void Listen(Poller? target)
    {
        lock (gate)
        {
            poller = target;
        }
    }
}
