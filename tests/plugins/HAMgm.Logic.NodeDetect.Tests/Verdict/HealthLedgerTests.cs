using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Detection;
using HAMgm.Contracts.Time;
using HAMgm.Logic.NodeDetect.Verdict;

namespace HAMgm.Logic.NodeDetect.Tests.Verdict;

[TestClass]
public sealed class HealthLedgerTests
{
    private readonly HealthLedger _ledger = new();
    private double _now;

    [TestMethod]
    public void Judge_NoChecks_IsWell() => Assert.AreSame(HealthVerdict.AllWell, _ledger.Judge());

    [TestMethod]
    public void Judge_ChecksThatHaveNotRun_CountAsPassed()
    {
        Configure(Plans.Make("a"), Plans.Make("b", weight: 10));
        Assert.AreSame(HealthVerdict.AllWell, _ledger.Judge());
        Assert.AreEqual(CheckState.Pending, State("a"));
    }

    [TestMethod]
    public void Judge_WeightZeroFails_IsUnhealthyWithTheReason()
    {
        Configure(Plans.Make("db"), Plans.Make("web"));
        Run("db", 'U');
        var verdict = _ledger.Judge();
        Assert.IsFalse(verdict.IsHealthy);
        Assert.AreEqual(0, verdict.PriorityTaken);
        Assert.AreEqual("db fails: U", verdict.Details);
    }

    [TestMethod]
    public void Judge_Weights_AreTakenWholeWhenFailedAndHalfWhenDegraded()
    {
        Configure(Plans.Make("a", weight: 20), Plans.Make("b", weight: 5), Plans.Make("c"));
        Run("a", 'U');
        Run("b", 'D');
        Run("c", 'D');
        var verdict = _ledger.Judge();
        Assert.IsTrue(verdict.IsHealthy);
        Assert.AreEqual(23, verdict.PriorityTaken);
        Assert.AreEqual("a fails: U; c is degraded: D; b is degraded: D (priority -23)", verdict.Details);
    }

    [TestMethod]
    public void Judge_ManyWeights_TakeNoMoreThanThereIs()
    {
        Configure(Plans.Make("a", weight: 254), Plans.Make("b", weight: 254));
        Run("a", 'U');
        Run("b", 'U');
        Assert.AreEqual(254, _ledger.Judge().PriorityTaken);
    }

    [TestMethod]
    public void Judge_OneCauseBehindMany_IsTheOnlyReason()
    {
        Configure(Plans.Make("disk"), Plans.Make("db", dependsOn: ["disk"]), Plans.Make("web", dependsOn: ["db"]));
        Run("web", 'U');
        Run("db", 'U');
        Assert.AreEqual(CheckState.Blocked, State("web"));
        Run("disk", 'U');
        Assert.AreEqual(CheckState.Blocked, State("db"));
        Assert.AreEqual(CheckState.Blocked, State("web"));
        Assert.AreEqual("disk fails: U", _ledger.Judge().Details);
        Run("disk", 'H');
        Assert.AreEqual("db fails: U", _ledger.Judge().Details);
    }

    /// <summary>The alert of before a change of role is ended by the first run after it.</summary>
    [TestMethod]
    public void Count_BegunAnewAndPassesButTheOperatorWasToldOtherwise_IsNews()
    {
        Configure(Plans.Make("db", roles: [NodeState.Primary]));
        _ledger.SetRole(NodeState.Primary, Now);
        Run("db", 'U');
        _ledger.Find("db")!.Told = CheckLevel.Unhealthy;
        _ledger.SetRole(NodeState.Standby, Now);
        _ledger.SetRole(NodeState.Primary, Now);
        Assert.IsTrue(HealthLedger.Count(_ledger.Find("db")!, CheckOutcome.Healthy("well"), TimeSpan.Zero, Now));
    }

    [TestMethod]
    public void Configure_UnknownDependencyAndCircle_AreToldAndDoNotCount()
    {
        Configure(Plans.Make("a", dependsOn: ["b"]), Plans.Make("b", dependsOn: ["a", "nobody"]), Plans.Make("c", dependsOn: ["c"]));
        Assert.HasCount(3, _ledger.Problems);
        Run("a", 'U');
        Assert.IsTrue(_ledger.MayRun(_ledger.Find("b")!), "b's dependency on a closes the circle and does not count");
        Run("b", 'U');
        Assert.AreEqual(CheckState.Blocked, State("a"));
    }

    [TestMethod]
    public void SetRole_CheckOfAnotherRole_NeitherRunsNorCounts()
    {
        Configure(Plans.Make("writes", roles: [NodeState.Primary]));
        _ledger.SetRole(NodeState.Primary, Now);
        Run("writes", 'U');
        Assert.IsFalse(_ledger.Judge().IsHealthy);
        _ledger.SetRole(NodeState.Standby, Now);
        Assert.AreEqual(CheckState.Inactive, State("writes"));
        Assert.IsTrue(_ledger.Judge().IsHealthy);
        _ledger.SetRole(NodeState.Primary, Now);
        Assert.AreEqual(CheckState.Pending, State("writes"), "it begins anew");
    }

    [TestMethod]
    public void SetRole_FailedByAStandbysCheck_GoesOnRunningIt()
    {
        Configure(Plans.Make("replica", roles: [NodeState.Standby]));
        _ledger.SetRole(NodeState.Standby, Now);
        Run("replica", 'U');
        _ledger.SetRole(NodeState.Failed, Now);
        Assert.AreEqual(CheckState.Failing, State("replica"));
        Assert.IsTrue(_ledger.MayRun(_ledger.Find("replica")!));
    }

    [TestMethod]
    public void Configure_ChangedSettings_KeepWhereItStands()
    {
        Configure(Plans.Make("a"), Plans.Make("b"));
        Run("a", 'U');
        var gone = _ledger.Configure([Plans.Make("a", fall: 5)], Now);
        Assert.AreEqual("b", gone.Single().Plan.Id);
        Assert.IsFalse(_ledger.Judge().IsHealthy);
    }

    [TestMethod]
    public void Judge_OtherWords_AreTheSameKey()
    {
        Configure(Plans.Make("a"));
        Run("a", 'U');
        var before = _ledger.Judge();
        Assert.IsTrue(HealthLedger.Count(_ledger.Find("a")!, CheckOutcome.Unhealthy("other words"), TimeSpan.Zero, Now));
        var after = _ledger.Judge();
        Assert.AreEqual(before.Key, after.Key);
        Assert.AreNotEqual(before.Details, after.Details);
    }

    private MonotonicTime Now => CheckRecordTests.At(++_now);

    private void Configure(params CheckPlan[] plans) => _ledger.Configure(plans, Now);

    private void Run(string id, char outcome) => HealthLedger.Count(_ledger.Find(id)!, CheckRecordTests.Outcome(outcome), TimeSpan.Zero, Now);

    private CheckState State(string id) => _ledger.StateOf(_ledger.Find(id)!);
}
