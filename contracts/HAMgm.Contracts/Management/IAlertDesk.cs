using HAMgm.Contracts.Alerts;

namespace HAMgm.Contracts.Management;

/// <summary>
/// Alerts for operators: both nodes', whichever is asked; changes are audited, and the other node has them as soon as it is reached.
/// management.cluster provides it over <see cref="IAlertManager"/>. Every call fails with ServiceUnavailable/503 where component.alert does not run.
/// </summary>
public interface IAlertDesk
{
    /// <summary>Alerts that are kept, the worst first.</summary>
    IReadOnlyList<AlertRecord> GetAlerts(AlertFilter filter);

    /// <summary>Silences in force.</summary>
    IReadOnlyList<AlertSilence> GetSilences();

    /// <summary>What was raised, the newest first.</summary>
    /// <param name="nodeId">Only by this node; empty: by both.</param>
    /// <param name="since">Not before this.</param>
    /// <param name="limit">1 … 1000.</param>
    IReadOnlyList<AlertHistoryEntry> GetHistory(string nodeId, DateTimeOffset since, int limit);

    /// <summary>Notes that somebody knows.</summary>
    /// <exception cref="Errors.HamgmException">Cluster/404: no such alert; Authentication; ServiceUnavailable.</exception>
    Task<AlertRecord> AcknowledgeAsync(string alertId, string comment, CallerIdentity caller);

    /// <summary>Sends a test alert from the asked node, and waits for the servers' words.</summary>
    /// <param name="channel">A channel; <c>webhook</c>: all web hooks; empty: all channels.</param>
    /// <param name="caller">Must be admin.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="Errors.HamgmException">Cluster/404: no such channel; Authentication; ServiceUnavailable.</exception>
    Task<IReadOnlyList<AlertTestResult>> TestAsync(string channel, CallerIdentity caller, CancellationToken cancellationToken);

    /// <summary>Makes a silence.</summary>
    /// <param name="silence">Without id; made by the caller.</param>
    /// <param name="caller">Must be admin.</param>
    /// <exception cref="Errors.HamgmException">Cluster/400: too long, or an unknown node; Authentication; ServiceUnavailable.</exception>
    Task<AlertSilence> AddSilenceAsync(AlertSilence silence, CallerIdentity caller);

    /// <summary>Ends a silence.</summary>
    /// <exception cref="Errors.HamgmException">Cluster/404: no such silence; Authentication; ServiceUnavailable.</exception>
    Task<AlertSilence> EndSilenceAsync(string silenceId, CallerIdentity caller);
}
