using System.Text.Json;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Heartbeat.Beats;
using HAMgm.Logic.Heartbeat.History;
using HAMgm.Logic.Heartbeat.Tests.Fakes;
using HAMgm.TestSupport;

namespace HAMgm.Logic.Heartbeat.Tests.Beats;

/// <summary>spec/1 section 5.3: the cache of the beats.</summary>
[TestClass]
public sealed class SequenceHistoryTests
{
    private readonly BeatStatistics _statistics = new();
    private readonly FakeDataStore _store = new();
    private readonly FakeTime _time = new();
    private readonly Beater _beater;
    private ulong _number = 0x0000_0001_0000_0000;

    public SequenceHistoryTests() => _beater = new Beater(() => _number++, _statistics);

    private HistoryStore New() => new(_store, null, "node-001", "node-002", new FakeLog(), _time);

    [TestMethod]
    public void Write_Beats_HasTheKeysAndFieldsOfTheSpecification()
    {
        for (var i = 0; i < 250; i++)
        {
            Beat(answered: i % 10 != 0, microseconds: i);
        }

        _ = _beater.Tick(default, 0);
        using var history = New();
        history.Start([_statistics.History]);
        history.Write();

        using var stored = JsonDocument.Parse(_store.Get("heartbeat:sequence:node-001:history")!);
        var root = stored.RootElement;
        var records = root.GetProperty("sequence_history").EnumerateArray().ToArray();
        Assert.HasCount(100, records);
        Assert.AreEqual("node-001", root.GetProperty("node_id").GetString());
        Assert.AreEqual(_number - 1, root.GetProperty("current_sequence").GetUInt64());
        CollectionAssert.AreEqual(
            new[] { "sequence", "timestamp", "target_node_id", "status", "link" }, records[^1].EnumerateObject().Select(field => field.Name).ToArray());
        Assert.AreEqual(("sent", "node-002"), (records[^1].GetProperty("status").GetString(), records[^1].GetProperty("target_node_id").GetString()));
        Assert.AreEqual(9, records.Count(record => record.GetProperty("status").GetString() == "timeout"));
        Assert.AreEqual(90, records.Count(record => record.GetProperty("status").GetString() == "acked"));
        var link = root.GetProperty("links")[0];
        Assert.AreEqual(9.09, link.GetProperty("loss_percent").GetDouble());
        Assert.AreEqual(("0.199ms", "0.245ms", "0.249ms"), (Text(link, "latency_p50"), Text(link, "latency_p95"), Text(link, "latency_max")));
        Assert.AreEqual("251", _store.Get("heartbeat:sequence:global:counter"));
        using var current = JsonDocument.Parse(_store.Get("heartbeat:sequence:node-001:current")!);
        Assert.AreEqual(_number - 1, current.RootElement.GetProperty("current_sequence").GetUInt64());
    }

    [TestMethod]
    public void LeastSeconds_NextLife_IsBeyondEveryNumberThatWasUsed()
    {
        Assert.AreEqual(0, New().LeastSeconds());
        _number = 5000UL << 32;
        Beat(answered: true, microseconds: 1);
        using (var history = New())
        {
            history.Start([_statistics.History]);
        }

        Assert.AreEqual(5060, New().LeastSeconds());
        _store.Set("heartbeat:sequence:node-001:current", "[]");
        Assert.AreEqual(0, New().LeastSeconds(), "unreadable: the clock alone");
    }

    [TestMethod]
    public void Counter_NextLife_GoesOn()
    {
        _store.Set("heartbeat:sequence:global:counter", "1000");
        Beat(answered: true, microseconds: 1);
        using var history = New();
        history.Start([_statistics.History]);
        history.Write();

        Assert.AreEqual("1001", _store.Get("heartbeat:sequence:global:counter"));
    }

    [TestMethod]
    public void Beats_Steady_AllocateNothing()
    {
        for (var i = 0; i < 300; i++)
        {
            Beat(answered: i % 3 != 0, microseconds: i);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 300; i++)
        {
            Beat(answered: i % 3 != 0, microseconds: i);
        }

        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private void Beat(bool answered, int microseconds)
    {
        var step = _beater.Tick(default, 0);
        if (answered)
        {
            _ = _beater.Answer(step.Sequence, new MonotonicTime(microseconds * TimeSpan.TicksPerMicrosecond));
        }
        else
        {
            _beater.End();
        }
    }

    private static string? Text(JsonElement root, string name) => root.GetProperty(name).GetString();
}
