using System.Globalization;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.StateMachine;
using HAMgm.Contracts.Time;
using HAMgm.Kernel;
using HAMgm.Linux.Notify;

namespace HAMgm.Service;

/// <summary>
/// A restart in place (docs/guard.md): the guard asks by signal, the state machine asks the peer and leaves the VIP bound, the
/// guard is told until when, and this process ends with success. Or the guard is told why not, and nothing has happened.
/// </summary>
internal sealed class RestartRequest(PluginKernel kernel, ServiceHost host, ServiceNotifier notifier, ILogger log)
{
    /// <summary>SIGUSR1. The guard sends it only to a service that has said <see cref="Capable"/>.</summary>
    public const int Signal = 10;

    /// <summary>Said at the start: this service can be restarted in place.</summary>
    public const string Capable = "X_HAMGM_CAN_ANNOUNCE";

    /// <summary>The restart is announced until this instant of the boot clock, in nanoseconds.</summary>
    public const string Until = "X_HAMGM_RESTART_UNTIL";

    /// <summary>It is refused, for this reason.</summary>
    public const string Refused = "X_HAMGM_RESTART_REFUSED";

    public async Task RunAsync()
    {
        if (kernel.Find<IAnnouncedRestart>() is not { } machine)
        {
            notifier.Custom(Refused, "no state machine runs");
            return;
        }

        try
        {
            MonotonicTime until = await machine.AnnounceAsync(host.Stopping).ConfigureAwait(false);
            notifier.Custom(Until, (until.Ticks * TimeSpan.NanosecondsPerTick).ToString(CultureInfo.InvariantCulture));
            host.RequestStop(ExitCodes.Success, "restart in place");
        }
        catch (Exception refusal) when (refusal is HamgmException or OperationCanceledException)
        {
            log.Warn("no restart in place", ("reason", refusal.Message));
            notifier.Custom(Refused, refusal.Message);
        }
    }
}
