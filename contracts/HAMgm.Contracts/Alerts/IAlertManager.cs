namespace HAMgm.Contracts.Alerts;

/// <summary>
/// The operations of AlertComponent in spec/1 section 2.3.1. component.alert is to provide it; until it does, alerts are
/// <see cref="AlertEvent"/>s in the log and in the cluster's events.
/// </summary>
public interface IAlertManager
{
    /// <summary>Delivers an alert. Returns when it is in the outbox on the disk, not when it has been delivered.</summary>
    /// <exception cref="Errors.HamgmException">The disk refuses it.</exception>
    Task SendAlertAsync(AlertEvent alert, CancellationToken cancellationToken);

    /// <summary>Sets where alerts go.</summary>
    /// <exception cref="Errors.HamgmException">Configuration/400.</exception>
    void ConfigureAlert(AlertConfig config);

    /// <summary>Alerts that are kept, the newest first.</summary>
    IReadOnlyList<AlertEvent> GetAlertHistory();

    /// <summary>Sends a test alert through one channel, and waits for it to be delivered.</summary>
    /// <param name="type"><c>email</c> or <c>webhook</c>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="Errors.HamgmException">It could not be delivered; says why.</exception>
    Task TestAlertAsync(string type, CancellationToken cancellationToken);
}
