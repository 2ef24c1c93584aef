using System.Globalization;
using HAMgm.Linux.Notify;

namespace HAMgm.Daemon.Guarding;

/// <summary>
/// Passes on to systemd what the service says, in the guard's own name (MAINPID stays the guard), and feeds systemd's
/// watchdog. Without systemd everything is a no-op. Beats allocate nothing.
/// </summary>
internal sealed class SupervisorRelay : IDisposable
{
    private readonly ServiceNotifier notifier;
    private readonly long beatNs;
    private long lastBeatNs;
    private bool isReady;
    private bool isReadySaid;

    /// <summary>Creates the relay.</summary>
    /// <param name="notifier">systemd's end.</param>
    /// <param name="beatNs">How often to beat; 0 for never.</param>
    public SupervisorRelay(ServiceNotifier notifier, long beatNs)
    {
        this.notifier = notifier;
        this.beatNs = beatNs;
    }

    /// <summary>From NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID (sd_watchdog_enabled(3)).</summary>
    public static SupervisorRelay FromEnvironment()
    {
        ServiceNotifier notifier = new();
        string? owner = Environment.GetEnvironmentVariable("WATCHDOG_PID");
        bool isOurs = owner is null || owner == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        bool isSet = ulong.TryParse(Environment.GetEnvironmentVariable("WATCHDOG_USEC"), NumberStyles.None, CultureInfo.InvariantCulture, out ulong limitUs);
        return new SupervisorRelay(notifier, notifier.IsEnabled && isOurs && isSet && limitUs is > 0 and < long.MaxValue / 1000 ? (long)limitUs * 1000 / 2 : 0);
    }

    /// <summary>The node runs; said once, for a restarted service does not make the unit ready anew.</summary>
    public void Ready()
    {
        isReady = true;
        SayReady();
    }

    /// <summary>One line for people.</summary>
    public void Status(string text) => _ = notifier.Status(text);

    /// <summary>The guard itself is about to leave. A service that stops to be restarted is not the unit's stop.</summary>
    public void Stopping() => _ = notifier.Stopping();

    /// <summary>Says READY when it could not be said before, and beats when it is time; called from the guard's loop only, so that a hung loop does not beat.</summary>
    public void Beat(long nowNs)
    {
        if (isReady && !isReadySaid)
        {
            SayReady();
        }

        if (beatNs > 0 && nowNs - lastBeatNs >= beatNs)
        {
            lastBeatNs = nowNs;
            _ = notifier.Watchdog();
        }
    }

    /// <summary>After how long the next beat is due; a long time when there is none.</summary>
    public long NextBeatNs(long nowNs) => beatNs > 0 ? Math.Max(0, lastBeatNs + beatNs - nowNs) : long.MaxValue;

    // systemd's queue may be full, and a unit whose READY was lost is killed at its start time-out.
    private void SayReady() => isReadySaid = isReadySaid || !notifier.IsEnabled || notifier.Ready();

    /// <inheritdoc/>
    public void Dispose() => notifier.Dispose();
}
