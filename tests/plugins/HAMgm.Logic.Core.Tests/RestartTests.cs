using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Election;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Policy;
using HAMgm.Logic.Core.Rules;
using HAMgm.Logic.Core.State;

namespace HAMgm.Logic.Core.Tests;

/// <summary>The beginning of a life whose predecessor left the address bound (R14); the pair's part is simulated.</summary>
[TestClass]
public sealed class RestartTests
{
    private static readonly MonotonicTime _now = new(TimeSpan.TicksPerHour);

    private static readonly FailoverPolicy _policy = new()
    {
        Interval = TimeSpan.FromMilliseconds(100),
        Timeout = TimeSpan.FromMilliseconds(300),
        IsLowerNode = true,
    };

    private static readonly DurableFacts _facts = new() { Incarnation = 2, HighestTerm = new Epoch(4), LastPrimaryTerm = new Epoch(4) };

    [TestMethod]
    public void Start_LeaseLeft_IsAdopted()
    {
        var state = DecisionState.Start(_facts, _now, _policy, new Epoch(4), _now + TimeSpan.FromSeconds(3));
        Assert.IsTrue(state.IsBound);
        Assert.AreEqual(new Epoch(4), state.Term);
        Assert.AreEqual(_now + TimeSpan.FromSeconds(3), state.LeaseUntil);
    }

    [TestMethod]
    [DataRow(4L, 0.0)]
    [DataRow(4L, -1.0)]
    [DataRow(4L, 60.0)]
    [DataRow(6L, 3.0)]
    [DataRow(0L, 3.0)]
    public void Start_LeaseOverOrTooLongOrTermUnknown_IsAnOrdinaryStart(long term, double leftSeconds)
    {
        var state = DecisionState.Start(_facts, _now, _policy, new Epoch(term), _now + TimeSpan.FromSeconds(leftSeconds));
        Assert.IsFalse(state.IsBound);
        Assert.AreEqual(MonotonicTime.Never, state.LeaseUntil);
    }

    /// <summary>The lease was live when the state was made, and has ended before its first decision: what is bound is removed.</summary>
    [TestMethod]
    public void Start_LeaseEndsBeforeTheFirstDecision_IsReleased()
    {
        var bench = CoreBench.Adopting(isThere: true, lateByMs: 3001);

        Assert.AreEqual("START", bench.LastRule);
        Assert.IsFalse(bench.State.IsBound);
        Assert.AreEqual(MonotonicTime.Never, bench.State.LeaseUntil);
        Assert.AreEqual(new Epoch(4), bench.Actions.Single(static a => a.Kind == ActionKind.Release).Term);
        Assert.IsFalse(bench.Actions.Any(static a => a.Kind == ActionKind.Adopt));
    }

    [TestMethod]
    public void Start_PeerIsAway_HoldsOffAsLongAsItPromised()
    {
        var until = _now + TimeSpan.FromSeconds(2);
        var state = DecisionState.Start(_facts with { AwayHoldUntil = until }, _now, _policy);
        Assert.AreEqual(until, state.PromiseUntil);
    }

    /// <summary>What another boot wrote is read as Forever: no instant is known, so it is the longest that there is.</summary>
    [TestMethod]
    public void Start_PeerWasAwayInAnotherBoot_HoldsOffForTheLongest()
    {
        var state = DecisionState.Start(_facts with { AwayHoldUntil = MonotonicTime.Forever }, _now, _policy);
        Assert.AreEqual(_now + _policy.AwayLength(_policy.Timeout) + FailoverPolicy.AnnounceTimeout, state.PromiseUntil);
    }

    [TestMethod]
    [DataRow(60)]
    [DataRow(300)]
    [DataRow(30_000)]
    public void AwayLength_AnyTimeout_CoversTheKernelsLeaseAndTheMargin(int timeoutMs)
    {
        var policy = _policy with { Timeout = TimeSpan.FromMilliseconds(timeoutMs) };
        Assert.IsGreaterThanOrEqualTo(FailoverPolicy.LongestParking + policy.LeaseMargin, policy.AwayLength(policy.Timeout));
        Assert.IsGreaterThanOrEqualTo(policy.Timeout, policy.AwayLength(policy.Timeout));
    }

    [TestMethod]
    public void Rules_AdoptFirst_BeforeAnyOther() => Assert.AreEqual("ADOPT", RuleTable.Rules[0].Id);
}
