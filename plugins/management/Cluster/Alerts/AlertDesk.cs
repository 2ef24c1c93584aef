using System.Globalization;
using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;

namespace HAMgm.Management.Cluster;

/// <summary>Alerts for operators: reads here, since both nodes have both nodes'; changes with an audit line.</summary>
internal sealed class AlertDesk(AuditLog audit, Func<IAlertManager?> manager) : IAlertDesk
{
    private IAlertManager Manager => manager() ?? throw NotThere();

    /// <inheritdoc/>
    public IReadOnlyList<AlertRecord> GetAlerts(AlertFilter filter) => Manager.GetAlerts(filter);

    /// <inheritdoc/>
    public IReadOnlyList<AlertSilence> GetSilences() => Manager.GetSilences();

    /// <inheritdoc/>
    public IReadOnlyList<AlertHistoryEntry> GetHistory(string nodeId, DateTimeOffset since, int limit) => Manager.GetHistory(nodeId, since, limit);

    /// <inheritdoc/>
    public Task<AlertRecord> AcknowledgeAsync(string alertId, string comment, CallerIdentity caller) =>
        audit.RunAsync(caller, "AcknowledgeAlert", ClusterErrors.Bound(alertId), () => Manager.AcknowledgeAsync(alertId, caller.Name, comment));

    /// <inheritdoc/>
    public Task<IReadOnlyList<AlertTestResult>> TestAsync(string channel, CallerIdentity caller, CancellationToken cancellationToken) =>
        audit.RunAsync(caller, "TestAlert", ClusterErrors.Bound(channel), () => Manager.TestAlertAsync(channel, cancellationToken));

    /// <inheritdoc/>
    public Task<AlertSilence> AddSilenceAsync(AlertSilence silence, CallerIdentity caller)
    {
        var until = silence.Until.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var what = ClusterErrors.Bound($"type={silence.Type} node={silence.NodeId} severity<={silence.MostSeverity} until={until}");
        return audit.RunAsync(caller, "SilenceAlerts", what, () => Manager.AddSilenceAsync(silence with { CreatedBy = caller.Name }));
    }

    /// <inheritdoc/>
    public Task<AlertSilence> EndSilenceAsync(string silenceId, CallerIdentity caller) =>
        audit.RunAsync(caller, "EndSilence", ClusterErrors.Bound(silenceId), () => Manager.EndSilenceAsync(silenceId, caller.Name));

    /// <summary>The error of every call where there is no component.alert.</summary>
    public static HamgmException NotThere() => ClusterErrors.Unavailable(
        "component.alert", "The plugin component.alert, which keeps and sends alerts, does not run here. Enable it in plugins.json.");
}
