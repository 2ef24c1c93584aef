using System.Text.Json;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.StateMachine;
using HAMgm.TestSupport;

namespace HAMgm.Logic.StateMachine.Tests;

/// <summary>spec/1 section 5.1: the cache, its keys, its fields, the next life.</summary>
[TestClass]
public sealed class HistoryStoreTests
{
    private readonly FakeDataStore _store = new();
    private readonly FakeTime _time = new();
    private readonly RecordingLogger _log = new();

    private HistoryStore New() => new(_store, "node-001", _log, _time);

    [TestMethod]
    public void Save_Transition_HasTheFieldsOfTheSpecification()
    {
        New().Save([Line(NodeState.Unknown, NodeState.Standby, 3), Line(NodeState.Standby, NodeState.Primary, 4)], "node-002", TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(20));

        using var current = JsonDocument.Parse(_store.Get("statemachine:node-001:current_state")!);
        var root = current.RootElement;
        CollectionAssert.AreEqual(
            new[]
            {
                "current_state", "previous_state", "state_change_time", "election_term", "voted_for", "last_heartbeat_time",
                "heartbeat_timeout", "cache_version", "last_update_time", "ttl",
            },
            root.EnumerateObject().Select(field => field.Name).ToArray());
        Assert.AreEqual(("PRIMARY", "STANDBY", "30s"), (Text(root, "current_state"), Text(root, "previous_state"), Text(root, "heartbeat_timeout")));
        using var history = JsonDocument.Parse(_store.Get("statemachine:node-001:state_history")!);
        var last = history.RootElement[1];
        Assert.AreEqual(("STANDBY", "PRIMARY", "why 4", 4L), (Text(last, "from_state"), Text(last, "to_state"), Text(last, "reason"), last.GetProperty("election_term").GetInt64()));
    }

    [TestMethod]
    public void Restore_NextLife_HasTheLastHundred()
    {
        var history = new TransitionHistory();
        var stored = New();
        for (var term = 1; term <= 150; term++)
        {
            history.Add(Line(NodeState.Standby, NodeState.Primary, term));
            stored.Save(history.Read(), "", TimeSpan.FromMilliseconds(300), null);
        }

        var next = new TransitionHistory();
        var nextStored = New();
        nextStored.Restore(next);

        CollectionAssert.AreEqual(history.Read().ToArray(), next.Read().ToArray());
        Assert.HasCount(100, next.Read());
        nextStored.Save(next.Read(), "", TimeSpan.FromMilliseconds(300), null);
        using var current = JsonDocument.Parse(_store.Get("statemachine:node-001:current_state")!);
        Assert.AreEqual(151UL, current.RootElement.GetProperty("cache_version").GetUInt64());
        Assert.AreEqual("300ms", Text(current.RootElement, "heartbeat_timeout"));
    }

    [TestMethod]
    [DataRow("{}")]
    [DataRow("""[{"from_state":"HAPPY"}]""")]
    [DataRow("""[7]""")]
    public void Restore_Unreadable_IsLeftOutWithAWarning(string stored)
    {
        _store.Set("statemachine:node-001:state_history", stored);
        var history = new TransitionHistory();

        New().Restore(history);

        Assert.IsEmpty(history.Read());
        Assert.IsTrue(_log.Lines.Any(line => line.StartsWith("warn", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Save_DiskRefuses_WarnsOnceAndGoesOn()
    {
        var stored = New();
        _store.IsFull = true;
        for (var i = 0; i < 3; i++)
        {
            stored.Save([Line(NodeState.Standby, NodeState.Primary, 4)], "", TimeSpan.FromSeconds(1), null);
        }

        Assert.HasCount(1, _log.Lines.Where(line => line.StartsWith("warn", StringComparison.Ordinal)));
    }

    private static string? Text(JsonElement root, string name) => root.GetProperty(name).GetString();

    private static StateTransition Line(NodeState from, NodeState to, long term) => new(from, to, "RULE", $"why {term}", new Epoch(term), 1_700_000_000_000 + term);
}
