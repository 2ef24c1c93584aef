namespace HAMgm.Contracts.Alerts;

/// <summary>
/// The alerts of this node and, through management.cluster, of its peer (AlertComponent of spec/1 section 2.3.1, section 5.2). component.alert
/// provides it. Who only has something to report publishes an <see cref="AlertEvent"/>.
/// </summary>
public interface IAlertManager
{
    /// <summary>Takes an alert. Returns when it is on the disk, queue of notices included, not when it has been delivered.</summary>
    /// <exception cref="Errors.HamgmException">ServiceUnavailable/503: the disk refuses it. It is kept in memory, sent, and written when the disk permits.</exception>
    Task SendAlertAsync(AlertEvent alert, CancellationToken cancellationToken);

    /// <summary>Sets where alerts go, until the settings <c>alert.*</c> change or the plugin starts anew.</summary>
    /// <exception cref="Errors.HamgmException">Configuration/400.</exception>
    void ConfigureAlert(AlertConfig config);

    /// <summary>Every alert that is kept, the newest first.</summary>
    IReadOnlyList<AlertRecord> GetAlertHistory();

    /// <summary>Sends a test alert from this node, whatever its standing, and waits for the server's word.</summary>
    /// <param name="channel">A channel's name, <c>email</c>, <c>webhook</c> for all web hooks, or "" for all channels.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="Errors.HamgmException">Cluster/404: no such channel, or none is configured.</exception>
    Task<IReadOnlyList<AlertTestResult>> TestAlertAsync(string channel, CancellationToken cancellationToken);

    /// <summary>Alerts that are kept, the worst first, then the newest.</summary>
    IReadOnlyList<AlertRecord> GetAlerts(AlertFilter filter);

    /// <summary>Notes that somebody knows: nothing escalates any more, and a critical one can expire. On the disk when it returns.</summary>
    /// <param name="alertId">An alert that is kept.</param>
    /// <param name="by">Who.</param>
    /// <param name="comment">What they say to it; may be empty.</param>
    /// <exception cref="Errors.HamgmException">Cluster/404: no such alert. ServiceUnavailable/503: the disk refuses it.</exception>
    Task<AlertRecord> AcknowledgeAsync(string alertId, string by, string comment);

    /// <summary>Makes a silence. On the disk when it returns.</summary>
    /// <param name="silence">Without id.</param>
    /// <returns>With its id.</returns>
    /// <exception cref="Errors.HamgmException">Cluster/400: too long or over already. ServiceUnavailable/503: the disk refuses it.</exception>
    Task<AlertSilence> AddSilenceAsync(AlertSilence silence);

    /// <summary>Ends a silence: what it held back and is still there is sent.</summary>
    /// <exception cref="Errors.HamgmException">Cluster/404: no such silence. ServiceUnavailable/503: the disk refuses it.</exception>
    Task<AlertSilence> EndSilenceAsync(string silenceId, string by);

    /// <summary>The silences in force, the one that ends first before the others.</summary>
    IReadOnlyList<AlertSilence> GetSilences();

    /// <summary>What was raised, the newest first, forgotten alerts included.</summary>
    /// <param name="nodeId">Only by this node; empty: by both.</param>
    /// <param name="since">Not before this.</param>
    /// <param name="limit">1 … 1000.</param>
    IReadOnlyList<AlertHistoryEntry> GetHistory(string nodeId, DateTimeOffset since, int limit);

    /// <summary>Whether this node sends. management.cluster says so, whenever it changes.</summary>
    void SetStanding(AlertStanding standing);

    /// <summary>Rises with every change of an alert or a silence here.</summary>
    long Version { get; }

    /// <summary>Completes once <see cref="Version"/> is above a number.</summary>
    Task WaitForChangeAsync(long version, CancellationToken cancellationToken);

    /// <summary>What has changed since a cursor; 0: everything.</summary>
    /// <param name="cursor">Of the last answer.</param>
    AlertChanges GetChanges(long cursor);

    /// <summary>Takes the other node's changes. Doing it twice, or in another order, gives the same.</summary>
    /// <param name="json">From <see cref="GetChanges"/> there.</param>
    /// <exception cref="Errors.HamgmException">Cluster/400: it cannot be read; nothing was taken.</exception>
    void Merge(ReadOnlyMemory<byte> json);
}
