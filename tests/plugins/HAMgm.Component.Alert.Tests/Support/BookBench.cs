using HAMgm.Component.Alert.Book;
using HAMgm.Component.Alert.Sending;
using HAMgm.Component.Alert.Settings;
using HAMgm.Contracts.Alerts;

namespace HAMgm.Component.Alert.Tests.Support;

/// <summary>A book with a clock and settings of the test's.</summary>
internal sealed class BookBench
{
    private int _lastId;

    public BookBench(string nodeId = "node-a", ManualClock? clock = null)
    {
        Clock = clock ?? new ManualClock();
        Settings = Plain with { NodeId = nodeId, PeerId = nodeId == "node-a" ? "node-b" : "node-a" };
        Book = new AlertBook(Clock, () => Settings, () => $"alert-20260302-{++_lastId * 2 - (nodeId == "node-a" ? 1 : 0):000}", () => LifeBegan);
    }

    public static AlertSettings Plain { get; } = new()
    {
        ClusterId = "test",
        NodeId = "node-a",
        PeerId = "node-b",
        LeastSeverity = AlertSeverity.Medium,
        GroupWait = TimeSpan.FromSeconds(5),
        AloneDelay = TimeSpan.FromMinutes(1),
        NodeDownAfter = TimeSpan.FromMinutes(1),
        GiveUpAfter = TimeSpan.FromDays(3),
        HistoryKeep = TimeSpan.FromDays(30),
        Channels = [Hook("chat"), Hook("mail")],
    };

    public ManualClock Clock { get; }

    public AlertSettings Settings { get; set; }

    public DateTimeOffset LifeBegan { get; set; } = DateTimeOffset.MinValue;

    public AlertBook Book { get; }

    public static Channel Hook(string name, AlertSeverity least = AlertSeverity.Info, bool sendsResolved = true) =>
        new(name, ChannelKind.Json, least, sendsResolved, TimeSpan.FromSeconds(10)) { Url = "https://example.invalid/x" };

    public static AlertEvent Event(string type = "peer_link_down", AlertSeverity severity = AlertSeverity.High, string key = "", bool resolves = false, string title = "t") =>
        new(type, severity, title, "m", "test") { Key = key, Resolves = resolves };

    public AlertRecord Raise(AlertEvent alert) => Get(Book.Raise(alert, Settings.NodeId)!);

    public AlertRecord Get(string alertId) => Book.Snapshot().Single(alert => alert.AlertId == alertId);

    /// <summary>Time passes, and what it makes due is done.</summary>
    public void Pass(TimeSpan by)
    {
        Clock.Advance(by);
        Book.Tick();
    }

    public void SendAll() => Book.Mark(Book.Pending().Select(waiting => waiting.Ids), NotificationStatus.Sent, "ok");

    public string[] Notices(string alertId) => [.. Get(alertId).Deliveries.Select(one => $"{one.Kind} {one.Channel}")];
}
