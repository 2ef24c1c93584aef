using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Management;
using HAMgm.TestSupport;

namespace HAMgm.Management.Cluster.Tests;

/// <summary>Alerts reach the other node, and each node knows whether it is the one that sends.</summary>
[TestClass]
public sealed class AlertSyncTests
{
    private readonly TestPair _pair = new();
    private readonly FakeAlertManager _a = new();
    private readonly FakeAlertManager _b = new();

    public AlertSyncTests()
    {
        _pair.A.Manager.AlertManager = _a;
        _pair.B.Manager.AlertManager = _b;
    }

    [TestMethod]
    public async Task RunOnce_APairInContact_ThePrimarySendsAndTheOtherFollows()
    {
        await _pair.ExchangeAsync();
        await RunAsync();

        CollectionAssert.AreEqual(new[] { AlertStanding.Sender }, _a.Standings);
        CollectionAssert.AreEqual(new[] { AlertStanding.Follower }, _b.Standings);
    }

    [TestMethod]
    public async Task RunOnce_WhatEitherNodeHas_IsOnBoth()
    {
        _a.PartSize = 2;
        foreach (var word in new[] { "a1", "a2", "a3", "a4", "a5" })
        {
            _a.Say(word);
        }

        _b.Say("b1");
        await _pair.ExchangeAsync();
        await RunAsync();

        CollectionAssert.AreEquivalent(new[] { "a1", "a2", "a3", "a4", "a5", "b1" }, _a.Words.ToArray());
        CollectionAssert.AreEquivalent(_a.Words.ToArray(), _b.Words.ToArray());
    }

    [TestMethod]
    public async Task RunOnce_APrimaryThatTakesNoAlerts_IsNotCountedOn()
    {
        _pair.A.Manager.AlertManager = null;
        await _pair.ExchangeAsync();
        await _pair.B.Manager.AlertSync.RunOnceAsync(CancellationToken.None);

        CollectionAssert.AreEqual(new[] { AlertStanding.Alone }, _b.Standings);
        Assert.HasCount(1, _pair.B.Log.Lines.Where(line => line.Contains("did not take the alerts", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task RunOnce_ContactLostAndBack_TellsEverythingAgain()
    {
        await _pair.ExchangeAsync();
        await RunAsync();
        _pair.Cut(TimeSpan.FromMinutes(1));
        _a.Say("while apart");
        await RunAsync();
        Assert.AreEqual(AlertStanding.Alone, _b.Standings[^1]);
        Assert.IsEmpty(_b.Words);

        _pair.Mend();
        await _pair.ExchangeAsync();
        await RunAsync();

        CollectionAssert.AreEqual(new[] { "while apart" }, _b.Words.ToArray());
        Assert.AreEqual(AlertStanding.Follower, _b.Standings[^1]);
        Assert.AreEqual(AlertStanding.Sender, _a.Standings[^1]);
    }

    [TestMethod]
    public async Task Run_AChange_IsToldAtOnce()
    {
        using var stop = new CancellationTokenSource();
        await _pair.ExchangeAsync();
        await RunAsync();
        var running = _pair.A.Manager.AlertSync.RunAsync(stop.Token);

        _a.Say("now");
        await _b.WaitForChangeAsync(0, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));

        CollectionAssert.AreEqual(new[] { "now" }, _b.Words.ToArray());
        await stop.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => running);
    }

    [TestMethod]
    public async Task RunOnce_NoPrimaryForLong_RaisesElectionFailedAndEndsIt()
    {
        _pair.A.Demote(4);
        await _pair.ExchangeAsync();
        await RunAsync();
        _pair.Time.Advance(TimeSpan.FromSeconds(14));
        await RunAsync();
        Assert.IsEmpty(_pair.A.Bus.Published.OfType<AlertEvent>());
        _pair.Time.Advance(TimeSpan.FromSeconds(2));
        await _pair.ExchangeAsync();
        await RunAsync();
        await RunAsync();
        var raised = _pair.A.Bus.Published.OfType<AlertEvent>().Single();
        Assert.AreEqual((AlertTypes.ElectionFailed, AlertSeverity.Critical), (raised.Type, raised.Severity));

        _pair.A.Promote(6);
        await _pair.ExchangeAsync();
        await RunAsync();

        Assert.IsTrue(_pair.A.Bus.Published.OfType<AlertEvent>().Last().Resolves);
    }

    [TestMethod]
    public async Task Push_OnSomebodysBehalf_IsRefused()
    {
        var refused = await TestNode.FailureAsync(() => new PeerClient(_pair.B.Channel, new ClusterSettings(_pair.B.Config)).CallAsync(
            PeerMethods.AlertPush, [], TestNode.Admin, TimeSpan.FromSeconds(1), CancellationToken.None));

        Assert.AreEqual(403, refused.Code);
    }

    [TestMethod]
    public async Task Desk_ChangingCalls_NeedAnAdminAndAreAudited()
    {
        var desk = ((IClusterManager)_pair.A.Manager).Alerts;
        Assert.AreEqual(403, (await TestNode.FailureAsync(() => desk.AcknowledgeAsync("x", "", TestNode.Viewer))).Code);
        Assert.AreEqual(403, (await TestNode.FailureAsync(() => desk.TestAsync("", TestNode.Viewer, CancellationToken.None))).Code);
        Assert.AreEqual(404, (await TestNode.FailureAsync(() => desk.AcknowledgeAsync("unknown", "", TestNode.Admin))).Code);

        Assert.AreEqual("root@local", (await desk.AcknowledgeAsync("alert-1", "seen", TestNode.Admin)).AcknowledgedBy);

        Assert.IsTrue(_pair.A.Log.Lines.Any(line => line.Contains("AcknowledgeAlert", StringComparison.Ordinal) && line.Contains("alert-1", StringComparison.Ordinal)));
        _pair.A.Manager.AlertManager = null;
        Assert.AreEqual(503, (await TestNode.FailureAsync(() => desk.TestAsync("", TestNode.Admin, CancellationToken.None))).Code);
    }

    private async Task RunAsync()
    {
        await _pair.A.Manager.AlertSync.RunOnceAsync(CancellationToken.None);
        await _pair.B.Manager.AlertSync.RunOnceAsync(CancellationToken.None);
        await _pair.A.Manager.AlertSync.RunOnceAsync(CancellationToken.None);
    }
}
