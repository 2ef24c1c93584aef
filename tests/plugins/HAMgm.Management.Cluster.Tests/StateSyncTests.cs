using System.Text.Json;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Data;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Sync;

namespace HAMgm.Management.Cluster.Tests;

/// <summary>spec/1 section 5.5: one state on both nodes, told, acknowledged, resolved.</summary>
[TestClass]
public class StateSyncTests
{
    [TestMethod]
    public async Task Run_Primary_TellsThePeerWhichStoresAndAcknowledges()
    {
        var pair = new TestPair();
        await pair.ExchangeAsync();

        await RunAsync(pair);

        var a = Stored(pair.A, "cluster:state:global");
        Assert.AreEqual(pair.A.Store.Get("cluster:state:global"), pair.B.Store.Get("cluster:state:global"));
        CollectionAssert.IsSubsetOf(
            new[]
            {
                "cluster_id", "version", "last_update_time", "nodes", "primary_node_id", "vip_status", "election_term",
                "election_in_progress", "config_version", "auto_switch_enabled", "sync_status", "checksum",
            },
            a.EnumerateObject().Select(field => field.Name).ToArray());
        Assert.AreEqual(("node-a", 4L), (a.GetProperty("primary_node_id").GetString(), a.GetProperty("election_term").GetInt64()));
        Assert.AreEqual(pair.A.Manager.State.AcknowledgedVersion, a.GetProperty("version").GetInt64());
        foreach (var node in new[] { pair.A, pair.B })
        {
            CollectionAssert.IsSubsetOf(
                new[] { "cluster:state:global", "cluster:state:node:node-a", "cluster:state:node:node-b", "cluster:state:version", "cluster:state:vip" },
                node.Store.Keys("cluster:state:").ToArray());
            Assert.AreEqual("node-a", Stored(node, "statemachine:global:cluster_state").GetProperty("primary_node_id").GetString());
            var detail = Stored(node, "cluster:state:node:node-a");
            CollectionAssert.AreEqual(
                new[]
                {
                    "node_id", "state", "ip_address", "port", "is_healthy", "last_heartbeat", "heartbeat_latency", "cpu_usage", "memory_usage",
                    "disk_usage", "version", "config_version", "state_change_time", "last_update_time",
                },
                detail.EnumerateObject().Select(field => field.Name).ToArray());
            Assert.AreEqual("PRIMARY", detail.GetProperty("state").GetString());
        }
    }

    [TestMethod]
    public async Task Run_NothingChanges_WritesAndTellsNothing()
    {
        var pair = new TestPair();
        await pair.ExchangeAsync();
        await RunAsync(pair);
        var (before, told) = (pair.A.Store.Get("cluster:state:global"), Pushes(pair.A));

        for (var i = 0; i < 10; i++)
        {
            pair.Time.Advance(TimeSpan.FromSeconds(1));
            await pair.ExchangeAsync();
            await pair.A.Manager.State.RunOnceAsync(CancellationToken.None);
        }

        Assert.AreEqual(before, pair.A.Store.Get("cluster:state:global"));
        Assert.AreEqual(told, Pushes(pair.A));
    }

    [TestMethod]
    public async Task Run_AcknowledgementLost_IsToldAgain()
    {
        var pair = new TestPair();
        await pair.ExchangeAsync();
        pair.A.Channel.LosesReply = _ => true;
        await pair.A.Manager.State.RunOnceAsync(CancellationToken.None);
        Assert.AreEqual(0, pair.A.Manager.State.AcknowledgedVersion);
        pair.A.Channel.LosesReply = _ => false;

        await pair.A.Manager.State.RunOnceAsync(CancellationToken.None);

        Assert.AreEqual(1, pair.A.Manager.State.AcknowledgedVersion);
    }

    [TestMethod]
    public async Task Run_AfterAPartition_TheNewPrimarysStateStandsOnBothWhateverTheClockSays()
    {
        var pair = new TestPair();
        await pair.ExchangeAsync();
        await RunAsync(pair);
        pair.Cut(TimeSpan.FromSeconds(40));

        // The old PRIMARY goes on changing its state, with a clock a day ahead; the new one has a term.
        pair.A.Demote(4);
        for (var version = 2; version < 9; version++)
        {
            pair.A.Config.Version = version;
            pair.Time.UtcStart = pair.Time.UtcStart.AddDays(1);
            await pair.A.Manager.State.RunOnceAsync(CancellationToken.None);
        }

        pair.Time.UtcStart = pair.Time.UtcStart.AddDays(-7);
        pair.B.Promote(5);
        await pair.B.Manager.State.RunOnceAsync(CancellationToken.None);
        Assert.IsGreaterThan(Version(pair.B), Version(pair.A));

        pair.A.Config.Version = 1;
        pair.Mend();
        await pair.ExchangeAsync();
        await RunAsync(pair);
        await RunAsync(pair);

        var state = Stored(pair.A, "cluster:state:global");
        Assert.AreEqual(pair.A.Store.Get("cluster:state:global"), pair.B.Store.Get("cluster:state:global"));
        Assert.AreEqual(("node-b", 5L), (state.GetProperty("primary_node_id").GetString(), state.GetProperty("election_term").GetInt64()));
        var binds = state.GetProperty("vip_status").GetProperty("bind_history").EnumerateArray().ToArray();
        Assert.AreEqual("node-b", binds[^1].GetProperty("node_id").GetString());
        Assert.IsFalse(binds[^1].TryGetProperty("unbind_time", out _));
        Assert.IsTrue(binds[0].TryGetProperty("unbind_time", out _));
    }

    [TestMethod]
    public async Task Run_StoreLost_TheStateComesBackFromThePeerAndGoesOn()
    {
        var pair = new TestPair();
        await pair.ExchangeAsync();
        for (var version = 2; version < 6; version++)
        {
            pair.A.Config.Version = version;
            await pair.A.Manager.State.RunOnceAsync(CancellationToken.None);
        }

        var before = Version(pair.B);
        var again = new TestNode("node-a", "10.0.0.1", "node-b", "10.0.0.2", pair.A.Channel, pair.Time);
        again.Promote(4);
        again.Config.Version = 5;
        await again.ExchangeAsync();
        await again.Manager.State.RunOnceAsync(CancellationToken.None);
        await again.Manager.State.RunOnceAsync(CancellationToken.None);

        Assert.IsGreaterThanOrEqualTo(before, Version(again));
        Assert.AreEqual(again.Store.Get("cluster:state:global"), pair.B.Store.Get("cluster:state:global"));
    }

    [TestMethod]
    public void Order_TermThenVersionThenTime_IsTheSameFromBothSides()
    {
        var low = Sample(term: 4, version: 9, time: 9000, author: "b");
        foreach (var high in new[]
        {
            Sample(term: 5, version: 1, time: 1, author: "a"),
            Sample(term: 4, version: 10, time: 1, author: "a"),
            Sample(term: 4, version: 9, time: 9001, author: "a"),
            Sample(term: 4, version: 9, time: 9000, author: "c"),
        })
        {
            Assert.IsGreaterThan(0, StateOrder.Compare(high, low));
            Assert.IsLessThan(0, StateOrder.Compare(low, high));
        }

        Assert.AreEqual(0, StateOrder.Compare(low, low));
    }

    [TestMethod]
    public void Codec_WrittenAndRead_IsTheSame()
    {
        var state = Sample(4, 9, 9000, "node-a");
        using var document = JsonDocument.Parse(StateCodec.Write(state));
        var read = StateCodec.Read(document.RootElement);

        CollectionAssert.AreEqual(StateCodec.Write(state), StateCodec.Write(read));
        Assert.AreEqual(state.Checksum, read.Checksum);
    }

    [TestMethod]
    [DataRow("{}")]
    [DataRow("[]")]
    [DataRow("7")]
    public async Task Push_NoState_IsRefused(string body)
    {
        var pair = new TestPair();
        var peer = new PeerClient(pair.A.Channel, new ClusterSettings(pair.A.Config));

        var error = await TestNode.FailureAsync(() => peer.CallAsync(PeerMethods.StatePush, System.Text.Encoding.UTF8.GetBytes(body), CancellationToken.None));

        Assert.AreEqual(ErrorCodes.BadRequest, error.Code);
    }

    [TestMethod]
    public async Task Push_ChangedOnTheWayOrOfAnotherCluster_IsRefused()
    {
        var pair = new TestPair();
        var peer = new PeerClient(pair.A.Channel, new ClusterSettings(pair.A.Config));
        var state = Sample(4, 9, 9000, "node-a");
        var changed = System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(StateCodec.Write(state)).Replace("\"version\":9", "\"version\":8", StringComparison.Ordinal));

        Assert.AreEqual(ErrorCodes.BadRequest, (await TestNode.FailureAsync(() => peer.CallAsync(PeerMethods.StatePush, changed, CancellationToken.None))).Code);
        Assert.AreEqual(ErrorCodes.Conflict, (await TestNode.FailureAsync(() => peer.CallAsync(PeerMethods.StatePush, StateCodec.Write(state), CancellationToken.None))).Code);
        Assert.IsNull(pair.B.Store.Get("cluster:state:global"));
    }

    [TestMethod]
    public async Task Recovery_AfterALoss_LearnsTheNewestTermsAndTheSharedHistory()
    {
        var pair = new TestPair();
        await pair.A.SetAsync("cluster.auto_switch", "false");
        pair.B.Store.Set("statemachine:node-b:election_state", """{"election_term":90,"reserved_term":93,"last_primary_term":2,"voted_term":88}""");
        pair.A.Store.Delete("config:history:2:4:node-a");
        pair.A.Store.Set("data:damage", """{"at_unix_ms":1700000000000,"file":"x","reason":"r","kept":0}""");

        var recovery = new LossRecovery(new ClusterSettings(pair.A.Config), pair.A.Store, pair.A.StateMachine, new PeerClient(pair.A.Channel, new ClusterSettings(pair.A.Config)), pair.A.Log);
        await recovery.RunOnceAsync(CancellationToken.None);

        Assert.AreEqual("""{"loss":1700000000000,"highest_term":90}""", pair.A.Store.Get("statemachine:node-a:learnt_terms"));
        Assert.AreEqual(pair.B.Store.Get("config:history:2:4:node-a"), pair.A.Store.Get("config:history:2:4:node-a"));
        Assert.Contains("root@local", pair.A.Store.Get("config:history:2:4:node-a")!);
        var sent = pair.A.Channel.Sent.Count;
        await recovery.RunOnceAsync(CancellationToken.None);
        Assert.HasCount(sent, pair.A.Channel.Sent, "once is enough");
    }

    private static ClusterState Sample(long term, long version, long time, string author) => StateCodec.Seal(new ClusterState
    {
        ClusterId = "another-cluster",
        Version = version,
        LastUpdateUnixMs = time,
        AuthorNodeId = author,
        Nodes = [new ClusterState.NodeDetail("node-a", NodeState.Primary, "10.0.0.1", 9090, true, 5, TimeSpan.FromMilliseconds(0.25), 12.5, null, null, "0.1.0", 3, 7, 8)],
        PrimaryNodeId = "node-a",
        Vip = new ClusterState.VipDetail("10.0.0.9", VipState.Bound, "node-a", "eth0", [new("node-b", 1, 2, "R1"), new("node-a", 3, null, "R2")], 3, 4),
        ElectionTerm = term,
        ElectionInProgress = false,
        ConfigVersion = 3,
        AutoSwitchEnabled = true,
        Sync = [new SyncStatus(default, "failed", 3, 2, ["c"], 1000, 2000, "why")],
    });

    private static async Task RunAsync(TestPair pair)
    {
        await pair.A.Manager.State.RunOnceAsync(CancellationToken.None);
        await pair.B.Manager.State.RunOnceAsync(CancellationToken.None);
    }

    private static int Pushes(TestNode node) =>
        node.Channel.Sent.Count(payload => System.Text.Encoding.Latin1.GetString(payload).Contains("state.push", StringComparison.Ordinal));

    private static JsonElement Stored(TestNode node, string key)
    {
        using var document = JsonDocument.Parse(node.Store.Get(key) ?? throw new AssertFailedException($"no {key}"));
        return document.RootElement.Clone();
    }

    private static long Version(TestNode node) => Stored(node, "cluster:state:version").GetInt64();
}
