using System.Text.Json;
using HAMgm.Component.Alert.Book;
using HAMgm.Component.Alert.Tests.Support;
using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Data;
using HAMgm.Contracts.Errors;
using HAMgm.TestSupport;

namespace HAMgm.Component.Alert.Tests;

/// <summary>What lies in the data store, and what happens when the disk refuses it.</summary>
[TestClass]
public sealed class StoreTests
{
    private readonly BookBench _bench = new();
    private readonly FakeDataStore _store = new();
    private readonly RecordingLogger _log = new();

    [TestMethod]
    public async Task Flush_AnAlertsLife_LiesUnderTheSpecificationsKeys()
    {
        using var store = new AlertStore(_bench.Book, _store, _log);
        var alert = _bench.Raise(BookBench.Event());
        await store.FlushAsync();
        CollectionAssert.AreEqual(
            new[] { $"alert:active:{alert.AlertId}", "alert:history:node-a:2026-03-02", "alert:stats:node-a:2026-03-02" }, _store.Keys("alert:").ToArray());

        _bench.Book.Raise(BookBench.Event(resolves: true), "node-a");
        await store.FlushAsync();
        CollectionAssert.AreEqual(
            new[] { "alert:history:node-a:2026-03-02", $"alert:resolved:{alert.AlertId}", "alert:stats:node-a:2026-03-02" }, _store.Keys("alert:").ToArray());

        _bench.SendAll();
        _bench.Pass(TimeSpan.FromDays(2));
        await store.FlushAsync();
        CollectionAssert.AreEqual(new[] { "alert:history:node-a:2026-03-02", "alert:stats:node-a:2026-03-02" }, _store.Keys("alert:").ToArray());
        Assert.AreEqual(AlertStatus.Resolved, store.ReadHistory("", DateTimeOffset.MinValue.AddDays(2)).Single().Status);

        store.ForgetBefore(_bench.Clock.GetUtcNow());
        Assert.IsEmpty(_store.Keys("alert:"));
    }

    // Spec/1 section 5.2.1, field by field.
    [TestMethod]
    public void Write_AnAlert_HasTheSpecificationsFields()
    {
        var alert = _bench.Raise(BookBench.Event() with { Details = new Dictionary<string, string> { ["link"] = "1" } });
        _bench.Book.Raise(BookBench.Event(resolves: true), "node-a");
        _bench.SendAll();

        using var json = JsonDocument.Parse(AlertCodec.Write(_bench.Get(alert.AlertId)));
        var root = json.RootElement;
        CollectionAssert.AreEqual(
            new[]
            {
                "alert_id", "alert_type", "severity", "title", "message", "details", "status", "create_time", "update_time", "resolve_time", "source_node_id",
                "source_module", "notification_status", "notification_attempts", "last_notification_time", "expiry_time", "retry_count",
            },
            root.EnumerateObject().Select(field => field.Name).Take(17).ToArray());
        Assert.AreEqual("high", root.GetProperty("severity").GetString());
        Assert.AreEqual("resolved", root.GetProperty("status").GetString());
        Assert.AreEqual("sent", root.GetProperty("notification_status").GetString());
        Assert.AreEqual("1", root.GetProperty("details").GetProperty("link").GetString());
        Assert.AreEqual("2026-03-02T10:00:00.000Z", root.GetProperty("create_time").GetString());
        Assert.AreEqual("2026-03-03T10:00:00.000Z", root.GetProperty("expiry_time").GetString());
        Assert.AreEqual(AlertCodec.Write(_bench.Get(alert.AlertId)), AlertCodec.Write(AlertCodec.Read(root.GetRawText())));
    }

    [TestMethod]
    public async Task Stats_OfADay_CountWhatItsHistoryHolds()
    {
        using var store = new AlertStore(_bench.Book, _store, _log);
        _bench.Raise(BookBench.Event());
        _bench.Raise(BookBench.Event("stall", AlertSeverity.Medium));
        _bench.Raise(BookBench.Event("stall", AlertSeverity.Medium));
        _bench.SendAll();
        await store.FlushAsync();

        using var json = JsonDocument.Parse(_store.Get("alert:stats:node-a:2026-03-02")!);
        Assert.AreEqual(2, json.RootElement.GetProperty("total").GetInt32());
        Assert.AreEqual(2, json.RootElement.GetProperty("notified").GetInt32());
        Assert.AreEqual(1, json.RootElement.GetProperty("by_type").GetProperty("stall").GetInt32());
        Assert.AreEqual(1, json.RootElement.GetProperty("by_severity").GetProperty("high").GetInt32());
    }

    [TestMethod]
    public async Task Load_AfterARestart_HasAlertsNoticesAndSilences()
    {
        var now = _bench.Clock.GetUtcNow();
        using (var store = new AlertStore(_bench.Book, _store, _log))
        {
            _bench.Raise(BookBench.Event(key: "a"));
            _bench.Raise(BookBench.Event(severity: AlertSeverity.Critical, key: "b"));
            _bench.Book.AddSilence(new AlertSilence("s1", "stall", "", AlertSeverity.High, now, now + TimeSpan.FromHours(1), "admin", "x"));
            await store.FlushAsync();
        }

        _store.Set("alert:active:broken", "{}");
        var next = new BookBench(clock: _bench.Clock);
        using var loaded = new AlertStore(next.Book, _store, _log);
        loaded.Load();

        CollectionAssert.AreEqual(
            _bench.Book.Snapshot().Select(AlertCodec.Write).Order(StringComparer.Ordinal).ToArray(), next.Book.Snapshot().Select(AlertCodec.Write).Order(StringComparer.Ordinal).ToArray());
        Assert.HasCount(4, next.Book.Pending());
        Assert.AreEqual("s1", next.Book.Silences().Single().Id);
        Assert.IsTrue(_log.Lines.Any(line => line.Contains("alert:active:broken", StringComparison.Ordinal)));
        Assert.IsEmpty(next.Book.TakeDirty());
    }

    [TestMethod]
    public async Task Flush_DiskFull_RefusesAndWritesLater()
    {
        using var store = new AlertStore(_bench.Book, _store, _log);
        _store.IsFull = true;
        var alert = _bench.Raise(BookBench.Event());
        await Assert.ThrowsExactlyAsync<HamgmException>(store.FlushAsync);
        Assert.IsTrue(store.IsRefused);
        Assert.HasCount(2, _bench.Book.Pending(), "what cannot be written can be sent");

        _store.IsFull = false;
        await store.FlushAsync();

        Assert.IsFalse(store.IsRefused);
        Assert.IsNotNull(_store.Get($"alert:active:{alert.AlertId}"));
    }

    [TestMethod]
    public void Ids_OfTwoNodes_NeverMeetAndHaveTheSpecificationsForm()
    {
        var clock = new ManualClock();
        var (a, b) = (new AlertIds(new Counters(), clock, () => ("node-a", "node-b")), new AlertIds(new Counters(), clock, () => ("node-b", "node-a")));

        CollectionAssert.AreEqual(new[] { "alert-20260302-001", "alert-20260302-003" }, new[] { a.Next(), a.Next() });
        CollectionAssert.AreEqual(new[] { "alert-20260302-002", "alert-20260302-004" }, new[] { b.Next(), b.Next() });
        var withoutDisk = new AlertIds(new Counters { IsFull = true }, clock, () => ("node-a", ""));
        Assert.AreNotEqual(withoutDisk.Next(), withoutDisk.Next());
    }

    private sealed class Counters : ICounters
    {
        private ulong _last;

        public bool IsFull { get; init; }

        public ulong Next(string name) => IsFull ? throw new HamgmException(ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, name, "full") : ++_last;

        public void Note(string name, ulong value) => throw new NotSupportedException();

        public CounterState? Read(string name) => null;
    }
}
