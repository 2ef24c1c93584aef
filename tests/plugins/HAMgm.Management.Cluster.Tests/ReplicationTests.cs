using System.Text;
using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Errors;

namespace HAMgm.Management.Cluster.Tests;

[TestClass]
public class ReplicationTests
{
    private static bool IsApply(ReadOnlyMemory<byte> payload) => Encoding.Latin1.GetString(payload.Span).Contains("config.apply", StringComparison.Ordinal);

    [TestMethod]
    public async Task SetConfig_SharedOnPrimary_IsOnBothNodesUnderOneVersion()
    {
        var pair = new TestPair();

        var text = await pair.A.SetAsync("cluster.auto_switch", "false");

        Assert.Contains("on both nodes", text);
        Assert.AreEqual(("false", 2L), (pair.A.Config.GetString("cluster.auto_switch"), pair.A.Config.Version));
        Assert.AreEqual(("false", 2L), (pair.B.Config.GetString("cluster.auto_switch"), pair.B.Config.Version));
        Assert.AreEqual(pair.A.Config.SharedHash, pair.B.Config.SharedHash);
        Assert.Contains("root@local", pair.A.Store.Get("config:history:2")!);
        Assert.Contains("root@local", pair.B.Store.Get("config:history:2")!);
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
        Assert.Contains("cluster.heartbeat_interval", pair.B.Store.Get("config:history:4")!);
    }

    [TestMethod]
    public async Task SetConfig_RequestLost_ChangesNothingAnywhere()
    {
        var pair = new TestPair();
        pair.A.Channel.LosesRequest = IsApply;

        var error = await TestNode.FailureAsync(() => pair.A.SetAsync("cluster.auto_switch", "false"));

        Assert.AreEqual((ErrorKind.ServiceUnavailable, 504), (error.Kind, error.Code));
        Assert.AreEqual((1L, 1L), (pair.A.Config.Version, pair.B.Config.Version));
    }

    [TestMethod]
    public async Task SetConfig_AcknowledgementLost_PrimaryTakesItOverAtTheNextContact()
    {
        var pair = new TestPair();
        pair.A.Channel.LosesReply = IsApply;

        var error = await TestNode.FailureAsync(() => pair.A.SetAsync("cluster.auto_switch", "false"));
        Assert.AreEqual(504, error.Code);
        Assert.AreEqual(("true", 1L), (pair.A.Config.GetString("cluster.auto_switch"), pair.A.Config.Version));

        pair.A.Channel.LosesReply = _ => false;
        await pair.ExchangeAsync();

        Assert.AreEqual(("false", 2L), (pair.A.Config.GetString("cluster.auto_switch"), pair.A.Config.Version));
        Assert.AreEqual(pair.A.Config.SharedHash, pair.B.Config.SharedHash);
    }

    [TestMethod]
    public async Task SetConfig_RetryAfterLostAcknowledgement_Succeeds()
    {
        var pair = new TestPair();
        pair.A.Channel.LosesReply = IsApply;
        await TestNode.FailureAsync(() => pair.A.SetAsync("cluster.auto_switch", "false"));
        pair.A.Channel.LosesReply = _ => false;

        await pair.A.SetAsync("cluster.auto_switch", "false");

        Assert.AreEqual((3L, 3L), (pair.A.Config.Version, pair.B.Config.Version));
        Assert.AreEqual(pair.A.Config.SharedHash, pair.B.Config.SharedHash);
    }

    [TestMethod]
    public async Task SetConfig_PeersDiskRefuses_ChangesNothing()
    {
        var pair = new TestPair();
        pair.B.Config.Unwritable.Add("cluster.auto_switch");

        var error = await TestNode.FailureAsync(() => pair.A.SetAsync("cluster.auto_switch", "false"));

        Assert.Contains("no space left", error.Message);
        Assert.AreEqual((1L, 1L), (pair.A.Config.Version, pair.B.Config.Version));
    }

    [TestMethod]
    public async Task SetConfig_OwnDiskRefuses_SaysThatThePeerHasItAndHealsLater()
    {
        var pair = new TestPair();
        pair.A.Config.Unwritable.Add("cluster.auto_switch");

        var error = await TestNode.FailureAsync(() => pair.A.SetAsync("cluster.auto_switch", "false"));
        Assert.Contains("written on 'node-b'", error.Message);
        Assert.AreEqual((1L, 2L), (pair.A.Config.Version, pair.B.Config.Version));

        pair.A.Config.Unwritable.Clear();
        await pair.ExchangeAsync();
        Assert.AreEqual((2L, "false"), (pair.A.Config.Version, pair.A.Config.GetString("cluster.auto_switch")));
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
    public async Task SetConfig_HistoryCannotBeWritten_StandsAndSaysSo()
    {
        var pair = new TestPair();
        pair.A.Store.IsFull = true;

        var text = await pair.A.SetAsync("cluster.auto_switch", "false");

        Assert.Contains("could not be noted", text);
        Assert.AreEqual("false", pair.A.Config.GetString("cluster.auto_switch"));
    }

    [TestMethod]
    public async Task Apply_CrashBetweenPeerAndSelf_NeverTwoValuesUnderOneVersion()
    {
        // Every place at which the exchange of one change can break off, and what both have after the next contact.
        foreach (var (loseRequest, loseReply, ownDisk, peerDisk) in
            from a in new[] { false, true } from b in new[] { false, true } from c in new[] { false, true } from d in new[] { false, true } select (a, b, c, d))
        {
            var pair = new TestPair();
            pair.A.Channel.LosesRequest = payload => loseRequest && IsApply(payload);
            pair.A.Channel.LosesReply = payload => loseReply && IsApply(payload);
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

            Assert.AreEqual(pair.A.Config.Version, pair.B.Config.Version);
            Assert.AreEqual(pair.A.Config.SharedHash, pair.B.Config.SharedHash);
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
