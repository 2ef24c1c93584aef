using HAMgm.Thrift;

namespace HAMgm.Cli.Tests.Harness;

/// <summary>The fake cluster's alerts.</summary>
internal sealed partial class FakeCluster
{
    private const long RaisedMs = 1_705_312_200_000;

    /// <summary>What a test alert comes to at the web hook.</summary>
    public bool TestFails { get; set; }

    public Task<AlertsResponse> GetAlerts(AlertFilter filter, CancellationToken cancellationToken = default)
    {
        var least = filter.__isset.leastSeverity ? filter.LeastSeverity.ToString() : "-";
        return AnswerAsync(
            $"GetAlerts {least} {filter.AlertType ?? "-"} {filter.NodeId ?? "-"} {filter.IncludeResolved}",
            frame => new AlertsResponse(frame) { Alerts = [LinkAlert(), SwitchAlert()], Silences = [SilenceOf("9f2c41aa", "stall")] },
            cancellationToken);
    }

    public Task<AlertHistoryResponse> GetAlertHistory(string nodeId, long since, int limit, CancellationToken cancellationToken = default) =>
        AnswerAsync(
            $"GetAlertHistory {nodeId} {since} {limit}",
            frame => new AlertHistoryResponse(frame)
            {
                Entries =
                [
                    new("alert-20240115-003", "vip_switch", AlertSeverity.HIGH, "node-001 is PRIMARY", "resolved", "node-001", RaisedMs, 1, "sent") { ResolveTime = RaisedMs + 3_600_000 },
                    new("alert-20240115-001", "split_brain", AlertSeverity.CRITICAL, "two PRIMARYs met", "acknowledged", "node-002", RaisedMs - 1000, 2, "sent") { AcknowledgedBy = "root@local" },
                ],
            },
            cancellationToken);

    public Task<AlertResponse> AcknowledgeAlert(string alertId, string comment, CancellationToken cancellationToken = default) =>
        AnswerAsync(
            $"AcknowledgeAlert {alertId} {comment}",
            frame =>
            {
                var alert = LinkAlert();
                alert.Status = "acknowledged";
                alert.AcknowledgedBy = "root@local";
                alert.AcknowledgeTime = AnsweredAtMs;
                alert.AcknowledgeComment = comment;
                return new AlertResponse(frame) { Alert = alert };
            },
            cancellationToken);

    public Task<AlertTestResponse> TestAlert(string channel, CancellationToken cancellationToken = default) =>
        AnswerAsync(
            $"TestAlert {channel}",
            frame => new AlertTestResponse(frame)
            {
                NodeId = "node-001",
                Results =
                [
                    new("email", true, "250 2.0.0 Ok: queued as 4F1C2", 38.5),
                    TestFails ? new("chat", false, "https://chat.example.com: HTTP 403: invalid_token", 12.25) : new("chat", true, "https://chat.example.com: HTTP 200: ok", 12.25),
                ],
            },
            cancellationToken);

    public Task<AlertSilenceResponse> SilenceAlerts(AlertSilence silence, CancellationToken cancellationToken = default) =>
        AnswerAsync(
            $"SilenceAlerts {silence.AlertType ?? "-"} {silence.NodeId ?? "-"} {silence.MostSeverity} {silence.DurationMs} {silence.Comment}",
            frame => new AlertSilenceResponse(frame) { Silence = SilenceOf("9f2c41aa", silence.AlertType) },
            cancellationToken);

    public Task<AlertSilenceResponse> EndSilence(string silenceId, CancellationToken cancellationToken = default) =>
        AnswerAsync($"EndSilence {silenceId}", frame => new AlertSilenceResponse(frame) { Silence = SilenceOf(silenceId, null) }, cancellationToken);

    private static Alert LinkAlert() => new(
        "alert-20240115-002", "peer_link_down", AlertSeverity.HIGH, "active", "the link 10.1.0.1 - 10.1.0.2 is silent", "1 of 2 links works.", "node-001", "logic.heartbeat",
        RaisedMs, RaisedMs + 5000, 3, "retrying", 4)
    {
        LastNotificationTime = RaisedMs + 4000,
        ExpiryTime = RaisedMs + 259_200_000,
        Details = new() { ["link"] = "1" },
        Deliveries =
        [
            new("alert-20240115-002/raised/email", "email", "raised", "sent", 1) { Answer = "250 Ok", LastAttemptTime = RaisedMs + 1000, TriedBy = "node-001" },
            new("alert-20240115-002/raised/chat", "chat", "raised", "retrying", 3) { Answer = "HTTP 500", LastAttemptTime = RaisedMs + 4000, TriedBy = "node-001" },
        ],
    };

    private static Alert SwitchAlert() => new(
        "alert-20240115-003", "vip_switch", AlertSeverity.MEDIUM, "suppressed", "node-001 is PRIMARY", "It took the VIP.", "node-001", "logic.statemachine",
        RaisedMs, RaisedMs, 1, "none", 0)
    {
        SuppressedBy = "silence 9f2c41aa",
    };

    private static AlertSilence SilenceOf(string id, string? type)
    {
        var silence = new AlertSilence(id, AlertSeverity.HIGH) { FromTime = RaisedMs, UntilTime = RaisedMs + 7_200_000, CreatedBy = "root@local", Comment = "work on the switch" };
        if (type is not null)
        {
            silence.AlertType = type;
        }

        return silence;
    }
}
