using System.Globalization;
using HAMgm.Component.Alert.Sending;
using HAMgm.Component.Alert.Settings;
using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Errors;

namespace HAMgm.Component.Alert;

/// <summary>Test alerts: past the queue, so that the caller learns what the server says.</summary>
internal static class AlertTest
{
    public static async Task<IReadOnlyList<AlertTestResult>> RunAsync(
        AlertSettings settings, string channel, INoticeSender sender, TimeProvider time, CancellationToken cancellationToken) =>
        await Task.WhenAll(Choose(settings, channel).Select(one => SendAsync(settings, one, sender, time, cancellationToken)));

    private static List<Channel> Choose(AlertSettings settings, string name)
    {
        var known = settings.Channels.Select(channel => channel.Name).ToArray();
        List<Channel> chosen = name switch
        {
            "" => [.. settings.Channels],
            "webhook" => [.. settings.Channels.Where(channel => channel.Kind != ChannelKind.Email)],
            _ => settings.Find(name) is { } channel ? [channel] : [],
        };
        return chosen.Count > 0 ? chosen : throw new HamgmException(
            ErrorKind.Cluster, ErrorCodes.NotFound, name.Length > 0 ? name : "alert",
            known.Length == 0
                ? "No channel is configured: set alert.email.host, alert.email.from and alert.email.to, or alert.webhooks; what is wrong with those that are set stands in the log."
                : $"There is no channel '{Book.Bounds.Cut(name, 64)}'; there are {string.Join(", ", known)}.");
    }

    private static async Task<AlertTestResult> SendAsync(
        AlertSettings settings, Channel channel, INoticeSender sender, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = string.Create(CultureInfo.InvariantCulture, $"test-{now:yyyyMMdd-HHmmssfff}");
        var alert = new AlertRecord
        {
            AlertId = id,
            Type = "test",
            Severity = AlertSeverity.Info,
            Title = $"test alert of {settings.NodeId} / {settings.NodeId} 的测试告警",
            Message = "Somebody asked for it (hamgm-cli alert test). Nothing is wrong. / 由 hamgm-cli alert test 触发，系统无异常。",
            Key = "test",
            SourceNodeId = settings.NodeId,
            SourceModule = "component.alert",
            CreateTime = now,
            UpdateTime = now,
            IsRouted = true,
        };
        var begun = time.GetTimestamp();
        var outcome = await sender.SendAsync(settings, channel, [new Notice(alert, $"{id}/test/{channel.Name}", "test")], cancellationToken);
        return new AlertTestResult(channel.Name, outcome.IsDelivered, outcome.Answer, time.GetElapsedTime(begun));
    }
}
