using System.Text;
using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Errors;

namespace HAMgm.Management.Cluster.Tests;

[TestClass]
public class ReplicationTests
{
    private static Func<ReadOnlyMemory<byte>, bool> Is(string method) => payload => Encoding.Latin1.GetString(payload.Span).Contains(method, StringComparison.Ordinal);

    [TestMethod]
    public async Task SetConfig_SharedOnPrimary_IsOnBothNodesUnderOneVersion()
    {
        var pair = new TestPair();

        var text = await pair.A.SetAsync("cluster.auto_switch", "false");

        Assert.Contains("on both nodes", text);
        Assert.AreEqual(("false", 2L), (pair.A.Config.GetString("cluster.auto_switch"), pair.A.Config.Version));
        Assert.AreEqual(("false", 2L), (pair.B.Config.GetString("cluster.auto_switch"), pair.B.Config.Version));
        Assert.AreEqual(pair.A.Config.SharedHash, pair.B.Config.SharedHash);
        Assert.Contains("root@local", pair.A.Store.Get("config:history:2:4:node-a")!);
        Assert.Contains("root@local", pair.B.Store.Get("config:history:2:4:node-a")!);
    }

    [TestMethod]
    public async Task SetConfig_SharedOnStandby_IsForwardedWithTheCallersIdentity()
    {
        var pair = new TestPair();
        await pair.ExchangeAsync();

        await pair.B.SetAsync("quorum.on_isolation", "keep");

        Assert.AreEqual("keep", pair.A.Config.GetString("quorum.on_isolation"));
        Assert.AreEqual("keep", pair.B.Config.GetString("quorum.on_isolation"));
        var audit = pair.A.Log.Lines.Single(line => line.StartsWith("info audit", StringComparison.Ordinal));
        Assert.Contains("caller=root@local", audit);
        Assert.Contains("from=@hamgm-9090 via node:node-b", audit);
        Assert.Contains("result=ok", audit);
    }

    [TestMethod]
    public async Task SetConfig_NoPrimary_IsServiceUnavailable()
    {
        var pair = new TestPair();
        pair.A.Demote(4);
        await pair.ExchangeAsync();

        var error = await TestNode.FailureAsync(() => pair.B.SetAsync("cluster.auto_switch", "false"));

        Assert.AreEqual((ErrorKind.ServiceUnavailable, 503, "PRIMARY"), (error.Kind, error.Code, error.Subject));
    }

    [TestMethod]
    public async Task SetConfig_PrimaryKnownFromOldWordOnly_IsServiceUnavailable()
    {
        var pair = new TestPair();
        await pair.ExchangeAsync();
        pair.Cut(TimeSpan.FromSeconds(1));

        var error = await TestNode.FailureAsync(() => pair.B.SetAsync("cluster.auto_switch", "false"));

        Assert.AreEqual((ErrorKind.ServiceUnavailable, 503), (error.Kind, error.Code));
        Assert.AreEqual("true", pair.B.Config.GetString("cluster.auto_switch"));
    }

    [TestMethod]
    public async Task SetConfig_NodeLocal_StaysHere()
    {
        var pair = new TestPair();

        var text = await pair.B.SetAsync("log.level", "debug");

        Assert.Contains("on node 'node-b'", text);
        Assert.AreEqual("info", pair.A.Config.GetString("log.level"));
        Assert.IsEmpty(pair.B.Channel.Sent);
        Assert.Contains("log.level", pair.B.Store.Get("config:history:node:1")!);
    }

    [TestMethod]
    public async Task SetConfig_NeedsRestart_SaysSo()
    {
        var pair = new TestPair();

        Assert.Contains("next restart of both nodes", await pair.A.SetAsync("vip.address", "10.0.0.8/24"));
    }

    [TestMethod]
    public async Task SetConfig_PeerUnreachable_CommitsHereAndWarns()
    {
        var pair = new TestPair();
        pair.Cut(TimeSpan.FromSeconds(1));

        var text = await pair.A.SetAsync("cluster.auto_switch", "false");

        Assert.Contains("'node-b' is not reachable", text);
        Assert.AreEqual(("false", "true"), (pair.A.Config.GetString("cluster.auto_switch"), pair.B.Config.GetString("cluster.auto_switch")));
    }

    [TestMethod]
    public async Task Exchange_AfterReconnect_TheOneBehindTakesTheFullSet()
    {
        var pair = new TestPair();
        pair.Cut(TimeSpan.FromSeconds(1));
        await pair.A.SetAsync("cluster.heartbeat_timeout", "6s");
        await pair.A.SetAsync("cluster.heartbeat_interval", "2s");
        await pair.A.SetAsync("quorum.on_isolation", "keep");

        pair.Mend();
        await pair.ExchangeAsync();

        Assert.AreEqual((4L, 4L), (pair.A.Config.Version, pair.B.Config.Version));
        Assert.AreEqual(pair.A.Config.SharedHash, pair.B.Config.SharedHash);
        Assert.Contains("cluster.heartbeat_interval", pair.B.Store.Get("config:history:3:4:node-a")!);
        CollectionAssert.AreEqual(pair.A.Store.Keys("config:history:").ToArray(), pair.B.Store.Keys("config:history:").ToArray());
    }

    [TestMethod]
    [DataRow("config.stamp")]
    [DataRow("config.prepare")]
    public async Task SetConfig_PeerDoesNotAnswerBeforeTheDecision_ChangesNothingAnywhere(string lost)
    {
        foreach (var reply in new[] { false, true })
        {
            var pair = new TestPair();
            pair.A.Channel.LosesRequest = payload => !reply && Is(lost)(payload);
            pair.A.Channel.LosesReply = payload => reply && Is(lost)(payload);

            var error = await TestNode.FailureAsync(() => pair.A.SetAsync("cluster.auto_switch", "false"));

            Assert.AreEqual((ErrorKind.ServiceUnavailable, 503), (error.Kind, error.Code));
            Assert.Contains("nothing was changed", error.Message);
            pair.A.Channel.LosesRequest = pair.A.Channel.LosesReply = _ => false;
            await pair.ExchangeAsync();
            Assert.AreEqual((1L, 1L), (pair.A.Config.Version, pair.B.Config.Version));
            Assert.AreEqual(("true", "true"), (pair.A.Config.GetString("cluster.auto_switch"), pair.B.Config.GetString("cluster.auto_switch")));
            Assert.IsEmpty(pair.A.Manager.GetConfigHistory("", 10, false));
            await pair.A.SetAsync("cluster.auto_switch", "false");
            Assert.AreEqual((pair.A.Config.Stamp, pair.A.Config.SharedHash), (pair.B.Config.Stamp, pair.B.Config.SharedHash));
        }
    }

    [TestMethod]
    public async Task SetConfig_PeerDoesNotConfirm_IsAcknowledgedAndOnBothInTheEnd()
    {
        foreach (var reply in new[] { false, true })
        {
            var pair = new TestPair();
            pair.A.Channel.LosesRequest = payload => !reply && Is("config.commit")(payload);
            pair.A.Channel.LosesReply = payload => reply && Is("config.commit")(payload);

            var text = await pair.A.SetAsync("cluster.auto_switch", "false");

            Assert.Contains("on node 'node-a' only", text);
            pair.A.Channel.LosesRequest = pair.A.Channel.LosesReply = _ => false;
            await pair.ExchangeAsync();
            Assert.AreEqual("false", pair.B.Config.GetString("cluster.auto_switch"));
            AssertAlike(pair, 1);
        }
    }

    [TestMethod]
    public async Task SetConfig_AloneAndTheHeirSetsOtherwise_IsInBothHistoriesAsSuperseded()
    {
        var pair = new TestPair();
        await pair.A.SetAsync("cluster.auto_switch", "false");
        pair.Cut(TimeSpan.FromSeconds(1));
        await pair.A.SetAsync("quorum.on_isolation", "keep");
        await pair.A.SetAsync("cluster.heartbeat_timeout", "9s");
        pair.B.Promote(5);
        await pair.B.SetAsync("cluster.heartbeat_timeout", "7s");
        pair.A.Demote(5);

        pair.Mend();
        await pair.A.ExchangeAsync();

        AssertAlike(pair, 4);
        Assert.AreEqual(("7s", "release"), (pair.A.Config.GetString("cluster.heartbeat_timeout"), pair.A.Config.GetString("quorum.on_isolation")));
        foreach (var node in new[] { pair.A, pair.B })
        {
            var superseded = node.Manager.GetConfigHistory("", 10, false).Where(v => v.IsSuperseded).Select(v => v.Changes[0].Key).Order(StringComparer.Ordinal).ToArray();
            CollectionAssert.AreEqual(new[] { "cluster.heartbeat_timeout", "quorum.on_isolation" }, superseded);
        }

        var alert = pair.A.Bus.Published.OfType<AlertEvent>().Single(a => a.Type == "config_superseded");
        Assert.Contains("quorum.on_isolation=keep", alert.Message);
        await pair.ExchangeAsync();
        await pair.ExchangeAsync();
        Assert.HasCount(1, pair.A.Bus.Published.OfType<AlertEvent>().Where(a => a.Type == "config_superseded"));
    }

    [TestMethod]
    public async Task SetConfig_AloneAndTheHeirSetsNothing_IsTakenOver()
    {
        var pair = new TestPair();
        pair.Cut(TimeSpan.FromSeconds(1));
        await pair.A.SetAsync("quorum.on_isolation", "keep");
        pair.B.Promote(5);
        pair.A.Demote(5);

        pair.Mend();
        await pair.B.ExchangeAsync();

        Assert.AreEqual("keep", pair.B.Config.GetString("quorum.on_isolation"));
        AssertAlike(pair, 1);
        Assert.IsFalse(pair.B.Manager.GetConfigHistory("", 10, false)[0].IsSuperseded);
    }

    [TestMethod]
    public async Task RollBack_ToAnEarlierVersion_IsANewVersionOnBoth()
    {
        var pair = new TestPair();
        await pair.A.SetAsync("cluster.heartbeat_timeout", "9s");
        await pair.A.SetAsync("quorum.on_isolation", "keep");
        await pair.A.SetAsync("cluster.heartbeat_timeout", "8s");
        await pair.ExchangeAsync();
        CollectionAssert.AreEqual(
            new[] { "cluster.heartbeat_timeout 9s 8s", "quorum.on_isolation release keep" },
            pair.B.Manager.DiffConfig(2, null).Select(d => $"{d.Key} {d.Left} {d.Right}").ToArray());

        var text = await pair.B.Manager.RollBackConfigAsync(2, TestNode.Admin, CancellationToken.None);

        Assert.Contains("version 5", text);
        Assert.AreEqual(("9s", "release"), (pair.B.Config.GetString("cluster.heartbeat_timeout"), pair.B.Config.GetString("quorum.on_isolation")));
        AssertAlike(pair, 4);
        Assert.AreEqual("roll-back to version 2", pair.A.Manager.GetConfigHistory("", 1, false)[0].Note);
        Assert.IsEmpty(pair.A.Manager.DiffConfig(2, 5));
        Assert.AreEqual(404, (await TestNode.FailureAsync(() => pair.A.Manager.RollBackConfigAsync(77, TestNode.Admin, CancellationToken.None))).Code);
        Assert.AreEqual(400, (await TestNode.FailureAsync(() => pair.A.Manager.RollBackConfigAsync(2, TestNode.Admin, CancellationToken.None))).Code);
        Assert.AreEqual(403, (await TestNode.FailureAsync(() => pair.A.Manager.RollBackConfigAsync(2, TestNode.Viewer, CancellationToken.None))).Code);
    }

    private static void AssertAlike(TestPair pair, int entries)
    {
        Assert.AreEqual((pair.A.Config.Stamp, pair.A.Config.SharedHash), (pair.B.Config.Stamp, pair.B.Config.SharedHash));
        var (a, b) = (pair.A.Manager.GetConfigHistory("", 100, false), pair.B.Manager.GetConfigHistory("", 100, false));
        Assert.HasCount(entries, a);
        CollectionAssert.AreEqual(a.Select(Text).ToArray(), b.Select(Text).ToArray());
        Assert.AreEqual(pair.A.Manager.GetNode("node-a").ConfigHistory, pair.B.Manager.GetNode("node-b").ConfigHistory);
    }

    private static string Text(Contracts.Management.ConfigVersionInfo version) =>
        $"{version.Version} {version.Term} {version.NodeId} {version.Who} {version.IsSuperseded} {version.Note} {string.Join(',', version.Changes)}";

    [TestMethod]
    public async Task SetConfig_PeersDiskRefusesAfterItAgreed_IsTakenBackHere()
    {
        var pair = new TestPair();
        pair.B.Config.Unwritable.Add("cluster.auto_switch");

        var error = await TestNode.FailureAsync(() => pair.A.SetAsync("cluster.auto_switch", "false"));

        Assert.Contains("no space left", error.Message);
        Assert.Contains("taken back on 'node-a' too", error.Message);
        Assert.AreEqual(("true", "true"), (pair.A.Config.GetString("cluster.auto_switch"), pair.B.Config.GetString("cluster.auto_switch")));
        await pair.ExchangeAsync();
        AssertAlike(pair, 2);
        Assert.Contains("rolled back version 2", pair.B.Manager.GetConfigHistory("", 1, false)[0].Note);
    }

    [TestMethod]
    public async Task SetConfig_OwnDiskRefuses_IsRolledBackAndNothingHasChanged()
    {
        var pair = new TestPair();
        pair.A.Config.Unwritable.Add("cluster.auto_switch");

        var error = await TestNode.FailureAsync(() => pair.A.SetAsync("cluster.auto_switch", "false"));

        Assert.Contains("no space left", error.Message);
        Assert.AreEqual((1L, 1L), (pair.A.Config.Version, pair.B.Config.Version));
        Assert.IsNull(pair.A.Store.Get("config:prepared"));
        Assert.IsNull(pair.B.Store.Get("config:prepared"));
    }

    [TestMethod]
    public async Task SetConfig_BadValue_IsRefusedBeforeAnybodyIsAsked()
    {
        var pair = new TestPair();

        var error = await TestNode.FailureAsync(() => pair.A.SetAsync("cluster.heartbeat_timeout", "50ms"));
        var unknown = await TestNode.FailureAsync(() => pair.A.SetAsync("cluster.nonsense", "1"));

        Assert.AreEqual((ErrorKind.Configuration, 400), (error.Kind, error.Code));
        Assert.AreEqual((ErrorKind.Configuration, 404), (unknown.Kind, unknown.Code));
        Assert.IsEmpty(pair.A.Channel.Sent);
    }

    [TestMethod]
    public async Task SetConfig_Secret_IsRefusedAndNeverShown()
    {
        var pair = new TestPair();
        pair.A.Config.With("cluster.secret", "hush-hush");

        var error = await TestNode.FailureAsync(() => pair.A.SetAsync("cluster.secret", "louder"));

        Assert.Contains("both nodes", error.Message);
        Assert.AreEqual("***", pair.A.Manager.GetConfig("cluster.secret"));
        Assert.IsFalse(pair.A.Log.Lines.Any(line => line.Contains("louder", StringComparison.Ordinal)));
        pair.A.Config.Version = 2;
        await pair.ExchangeAsync();
        Assert.AreEqual((2L, ""), (pair.B.Config.Version, pair.B.Config.GetString("cluster.secret")));
    }

    [TestMethod]
    public async Task SetConfig_ByViewer_IsRefusedAndAudited()
    {
        var pair = new TestPair();

        var error = await TestNode.FailureAsync(() =>
            pair.A.Manager.SetConfigAsync("log.level", "debug", TestNode.Viewer, CancellationToken.None));

        Assert.AreEqual((ErrorKind.Authentication, 403), (error.Kind, error.Code));
        Assert.AreEqual("info", pair.A.Config.GetString("log.level"));
        Assert.IsTrue(pair.A.Log.Lines.Any(line => line.Contains("result=refused code=403", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task SetConfig_ForwardedForAViewer_IsRefusedByThePrimary()
    {
        var pair = new TestPair();
        var peer = new PeerClient(pair.B.Channel, new ClusterSettings(pair.B.Config));
        var body = PeerJson.Write(new SetConfigCall("cluster.auto_switch", "false", "x"), PeerJson.Default.SetConfigCall);

        var error = await TestNode.FailureAsync(() =>
            peer.CallAsync(PeerMethods.SetConfig, body, TestNode.Viewer, TimeSpan.FromSeconds(1), CancellationToken.None));

        Assert.AreEqual((ErrorKind.Authentication, 403), (error.Kind, error.Code));
        Assert.AreEqual("true", pair.A.Config.GetString("cluster.auto_switch"));
    }

    [TestMethod]
    public async Task SetConfig_ForwardedNodeLocalKey_IsRefused()
    {
        var pair = new TestPair();
        var peer = new PeerClient(pair.B.Channel, new ClusterSettings(pair.B.Config));
        var body = PeerJson.Write(new SetConfigCall("log.level", "debug", "x"), PeerJson.Default.SetConfigCall);

        var error = await TestNode.FailureAsync(() =>
            peer.CallAsync(PeerMethods.SetConfig, body, TestNode.Admin, TimeSpan.FromSeconds(1), CancellationToken.None));

        Assert.AreEqual(ErrorKind.Configuration, error.Kind);
        Assert.AreEqual("info", pair.A.Config.GetString("log.level"));
    }

    [TestMethod]
    public async Task SetConfig_ByPrimaryOfAnOlderTerm_IsRefusedByTheNewOne()
    {
        var pair = new TestPair();
        pair.B.Promote(5);

        var error = await TestNode.FailureAsync(() => pair.A.SetAsync("cluster.auto_switch", "false"));

        Assert.AreEqual((ErrorKind.Cluster, 409), (error.Kind, error.Code));
        Assert.AreEqual((1L, 1L), (pair.A.Config.Version, pair.B.Config.Version));
    }

    [TestMethod]
    public async Task Exchange_EqualVersionsDifferentSettings_AlertsOnceAndChangesNothing()
    {
        var pair = new TestPair();
        pair.B.Config.With("quorum.on_isolation", "keep");

        for (var i = 0; i < 5; i++)
        {
            await pair.A.ExchangeAsync();
        }

        var alert = pair.A.Bus.Published.OfType<AlertEvent>().Single();
        Assert.AreEqual("config_mismatch", alert.Type);
        Assert.AreEqual("release", pair.A.Config.GetString("quorum.on_isolation"));
        Assert.IsTrue(pair.A.Manager.GetNode("node-a").Warnings.Any(warning => warning.Contains("differ", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task SetConfig_AfterADifference_HealsItWithTheFullSet()
    {
        var pair = new TestPair();
        pair.B.Config.With("quorum.on_isolation", "keep");

        await pair.A.SetAsync("cluster.auto_switch", "false");

        Assert.AreEqual(pair.A.Config.SharedHash, pair.B.Config.SharedHash);
        Assert.AreEqual((2L, 2L), (pair.A.Config.Version, pair.B.Config.Version));
    }

    [TestMethod]
    public async Task SetConfig_DatabaseCannotBeWritten_IsRefusedAndNothingHasChanged()
    {
        foreach (var here in new[] { true, false })
        {
            var pair = new TestPair();
            (here ? pair.A : pair.B).Store.IsFull = true;

            var error = await TestNode.FailureAsync(() => pair.A.SetAsync("cluster.auto_switch", "false"));

            Assert.Contains("no space left", error.Message);
            Assert.AreEqual((1L, 1L), (pair.A.Config.Version, pair.B.Config.Version));
        }
    }

    [TestMethod]
    public async Task Apply_CrashBetweenPeerAndSelf_NeverTwoValuesUnderOneVersion()
    {
        // Every place at which the exchange of one change can break off, and what both have after the next contact.
        foreach (var (loseRequest, loseReply, ownDisk, peerDisk, lost) in
            from a in new[] { false, true } from b in new[] { false, true } from c in new[] { false, true } from d in new[] { false, true }
            from e in new[] { "config.stamp", "config.prepare", "config.commit", "config.abort" } select (a, b, c, d, e))
        {
            var pair = new TestPair();
            pair.A.Channel.LosesRequest = payload => loseRequest && Is(lost)(payload);
            pair.A.Channel.LosesReply = payload => loseReply && Is(lost)(payload);
            if (ownDisk)
            {
                pair.A.Config.Unwritable.Add("cluster.auto_switch");
            }

            if (peerDisk)
            {
                pair.B.Config.Unwritable.Add("cluster.auto_switch");
            }

            try
            {
                await pair.A.SetAsync("cluster.auto_switch", "false");
            }
            catch (HamgmException)
            {
                // The caller was told; what counts is the pair's state afterwards.
            }

            pair.A.Channel.LosesRequest = pair.A.Channel.LosesReply = _ => false;
            pair.A.Config.Unwritable.Clear();
            pair.B.Config.Unwritable.Clear();
            await pair.ExchangeAsync();

            AssertAlike(pair, pair.A.Manager.GetConfigHistory("", 100, false).Count);
        }
    }

    [TestMethod]
    public void GetConfig_UnknownOrHugeKey_IsConfigurationError()
    {
        var pair = new TestPair();

        Assert.AreEqual(404, Assert.ThrowsExactly<HamgmException>(() => pair.A.Manager.GetConfig("no.such")).Code);
        var huge = Assert.ThrowsExactly<HamgmException>(() => pair.A.Manager.GetConfig(new string('x', 100_000)));
        Assert.AreEqual((ErrorKind.Configuration, 400), (huge.Kind, huge.Code));
        Assert.IsLessThan(1000, huge.Message.Length + huge.Subject.Length);
    }
}
