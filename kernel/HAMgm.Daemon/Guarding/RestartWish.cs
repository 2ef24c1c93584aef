using HAMgm.Linux.Processes;

namespace HAMgm.Daemon.Guarding;

/// <summary>
/// The guard's wish that the service be restarted in place (safety rule R14): asked by signal, answered by notification. Only a
/// service that has said that it can is asked, for another one would die of the signal.
/// </summary>
/// <param name="signal">The signal; 0 when this service cannot be asked.</param>
internal sealed class RestartWish(int signal)
{
    /// <summary>The service says at its start that it can be asked.</summary>
    public const string Capable = "X_HAMGM_CAN_ANNOUNCE";

    /// <summary>The service says why it goes on instead.</summary>
    public const string Refused = "X_HAMGM_RESTART_REFUSED";

    /// <summary>SIGUSR1.</summary>
    public const int SignalNumber = 10;

    /// <summary>From the announcement to the exit: what takes longer is killed, and its addresses released.</summary>
    public const long LongestWayNs = 1_500_000_000;

    // The peer's disk has 2 s, the executor too, and something for the way.
    private const long PatienceNs = 6_000_000_000;

    /// <summary>When an answer is overdue; a long time when none is awaited.</summary>
    public long DeadlineNs { get; private set; } = long.MaxValue;

    /// <summary>Whether an answer is awaited.</summary>
    public bool IsPending => DeadlineNs != long.MaxValue;

    /// <summary>Asks. False when this service cannot be asked.</summary>
    public bool TryBegin(ChildProcess child, bool isReady, long nowNs)
    {
        if (signal == 0 || !isReady || !child.SendSignal(signal))
        {
            return false;
        }

        DeadlineNs = nowNs + PatienceNs;
        return true;
    }

    /// <summary>Whether the answer is overdue.</summary>
    public bool IsOver(long nowNs) => nowNs >= DeadlineNs;

    /// <summary>An answer came, or none is wanted any more.</summary>
    public void End() => DeadlineNs = long.MaxValue;
}
