using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.StateMachine;
using HAMgm.Linux.Memory;

namespace HAMgm.Logic.StateMachine.Tests;

/// <summary>Two real modules, threads and clocks and all, wired in memory.</summary>
[TestClass]
public sealed partial class PairTests
{
    private readonly MemorySegment _segment = new();

    [TestInitialize]
    public async Task StartPair()
    {
        // They enter the segment's list, which the clean-up empties.
        _ = new MemoryNode(_segment, "node-001", "node-002", 1);
        _ = new MemoryNode(_segment, "node-002", "node-001", 2);
        foreach (var node in _segment.Nodes)
        {
            await node.Module.InitializeAsync(CancellationToken.None);
            await node.Module.StartAsync(CancellationToken.None);
        }

        await Until(() => _segment.Nodes.Exists(static node => node.Module.GetCurrentState() == NodeState.Primary));
    }

    [TestCleanup]
    public async Task StopPair()
    {
        foreach (var node in _segment.Nodes)
        {
            await node.Module.StopAsync(CancellationToken.None);
            node.Dispose();
            Assert.IsEmpty(node.Faults);
        }

        Assert.IsFalse(_segment.HadTwoHolders);
    }

    [TestMethod]
    public async Task Start_Pair_OnePrimaryAndItsStatus()
    {
        var (holder, other) = await Roles();
        await Until(() => other.Module.GetNodeStatus().PeerHolds && holder.Module.GetNodeStatus().LeaseRemaining > TimeSpan.Zero);
        var status = holder.Module.GetNodeStatus();

        Assert.AreEqual(NodeState.Primary, status.State);
        Assert.IsTrue(status.HoldsVip);
        Assert.AreEqual("gateway", status.Witness);
        Assert.AreEqual("BIND-DONE", status.LastRuleId);
        Assert.AreEqual("", status.NotEligibleBecause);
        Assert.IsTrue(status.PeerHeard);
        Assert.AreEqual(NodeState.Standby, other.Module.GetCurrentState());
        Assert.AreEqual(status.Term, other.Module.GetNodeStatus().PeerTerm);
        Assert.AreEqual(NodeState.Primary, other.Module.GetNodeStatus().PeerState);
        Assert.IsGreaterThan(TimeSpan.Zero, other.Module.GetNodeStatus().PromiseRemaining);

        // Told by a task of its own, after the state is what it is.
        await Until(() => holder.Module.GetHistory().Any(static t => t.RuleId == "BIND-DONE") && holder.GetElectionResult().Term == status.Term);
        Assert.AreEqual(status.Term, holder.GetElectionResult().Term);
        Assert.IsTrue(holder.Published.OfType<RoleChangedEvent>().Any(static e => e.Transition.To == NodeState.Primary));
        Assert.IsNotNull(holder.Module.WhyNotNow());
        Assert.IsNull(other.Module.WhyNotNow());
    }

    [TestMethod]
    public async Task Start_Pair_GuardLeaseSaysWhoHoldsWhat()
    {
        var (holder, other) = await Roles();
        var lease = ReadLease(holder);

        Assert.IsTrue(lease.Holding);
        Assert.AreEqual(Environment.ProcessId, lease.ServicePid);
        Assert.AreEqual((ulong)holder.Module.GetNodeStatus().Term.Value, lease.Term);
        Assert.AreEqual("10.0.0.100", lease.Addresses.Single().Address.ToString());
        Assert.AreEqual("hamgm_test", lease.GateTable);
        Assert.AreEqual(4, lease.ReleaseDatagram.Length);
        Assert.HasCount(1, lease.Peers);
        Assert.IsFalse(ReadLease(other).Holding);
        Assert.AreEqual(0, ReadLease(other).ReleaseDatagram.Length);
    }

    [TestMethod]
    public async Task Switch_OnThePrimary_TheOtherHolds()
    {
        var (holder, other) = await Roles();

        var outcome = await holder.Module.SwitchAsync(force: false, CancellationToken.None);

        Assert.AreEqual(other.Config.GetString("node.id"), outcome.NewPrimaryNodeId);
        await Until(() => other.Module.GetCurrentState() == NodeState.Primary && holder.Module.GetCurrentState() == NodeState.Standby);
        Assert.IsTrue(other.IsBound && !holder.IsBound);
    }

    /// <summary>The decisions of both nodes and the orders to the executors say which call they follow from; those before and after do not.</summary>
    [TestMethod]
    public async Task Switch_WithinACall_DecisionsAndOrdersBearItsNumber()
    {
        var (holder, other) = await Roles();
        ulong id;
        using (Correlation.Begin())
        {
            id = Correlation.Current;
            other.Module.NoteCause(id);
            await holder.Module.SwitchAsync(force: false, CancellationToken.None);
        }

        await Until(() => other.Module.GetHistory()[^1].To == NodeState.Primary && holder.Module.GetHistory()[^1].To == NodeState.Standby);
        Assert.AreEqual(id, holder.ReleasedUnder);
        Assert.AreEqual(id, other.BoundUnder);
        foreach (var module in (StateMachineModule[])[holder.Module, other.Module])
        {
            var history = module.GetHistory();
            Assert.AreEqual(Correlation.Text(id), history[^1].Correlation, history[^1].RuleId);
            Assert.AreEqual("", history[0].Correlation);
        }

        Assert.AreEqual(0UL, holder.BoundUnder);
    }

    [TestMethod]
    public async Task Switch_OnTheStandby_Refused()
    {
        var (_, other) = await Roles();

        var error = await Assert.ThrowsExactlyAsync<HamgmException>(() => other.Module.SwitchAsync(force: true, CancellationToken.None));

        Assert.AreEqual(ErrorCodes.Conflict, error.Code);
    }

    [TestMethod]
    public async Task Leave_ThePrimary_TheOtherHolds()
    {
        var (holder, other) = await Roles();

        await holder.Module.LeaveAsync("test", CancellationToken.None);

        await Until(() => other.Module.GetCurrentState() == NodeState.Primary);
        Assert.IsFalse(holder.IsBound);
        Assert.AreEqual("it is leaving", holder.Module.GetNodeStatus().NotEligibleBecause);
    }

    [TestMethod]
    public async Task SetHealth_PrimaryUnhealthy_HandsOver()
    {
        var (holder, other) = await Roles();

        holder.Module.SetHealth(false, 0, "disk is full");

        await Until(() => other.Module.GetCurrentState() == NodeState.Primary && holder.Module.GetCurrentState() == NodeState.Failed);
        var status = holder.Module.GetNodeStatus();
        Assert.AreEqual("its health checks fail", status.NotEligibleBecause);
        Assert.AreEqual("disk is full", status.HealthDetails);
    }

    [TestMethod]
    public async Task Config_Changed_AppliedLive()
    {
        var (_, other) = await Roles();
        await Until(() => other.Module.GetNodeStatus().NotEligibleBecause.Length == 0);

        other.Config.SetString("cluster.auto_switch", "false");

        Assert.AreEqual("cluster.auto_switch is false", other.Module.GetNodeStatus().NotEligibleBecause);
    }

    [TestMethod]
    public async Task SetMaintenance_OnThePrimary_HandsOverFirstAndComesBackAsStandby()
    {
        var (holder, other) = await Roles();

        await holder.Module.SetMaintenanceAsync(on: true, force: false, CancellationToken.None);

        await Until(() => other.Module.GetCurrentState() == NodeState.Primary && holder.Module.GetCurrentState() == NodeState.Maintenance);
        var status = holder.Module.GetNodeStatus();
        Assert.IsTrue(status.IsMaintenance);
        Assert.AreEqual("it is in maintenance", status.NotEligibleBecause);
        await Until(() => other.Module.GetNodeStatus().PeerState == NodeState.Maintenance);
        var refused = await Assert.ThrowsExactlyAsync<HamgmException>(() => other.Module.SwitchAsync(force: true, CancellationToken.None));
        Assert.Contains("maintenance", refused.Message);

        await holder.Module.SetMaintenanceAsync(on: false, force: false, CancellationToken.None);
        await Until(() => holder.Module.GetCurrentState() == NodeState.Standby);
    }

    [TestMethod]
    public async Task SetMaintenance_PrimaryWithUnhealthyPeer_RefusedWithAReason()
    {
        var (holder, other) = await Roles();
        other.Module.SetHealth(false, 0, "disk is full");
        await Until(() => holder.Module.GetNodeStatus().PeerState == NodeState.Failed);

        var refused = await Assert.ThrowsExactlyAsync<HamgmException>(() => holder.Module.SetMaintenanceAsync(on: true, force: false, CancellationToken.None));

        Assert.Contains("not healthy", refused.Message);
        Assert.AreEqual(NodeState.Primary, holder.Module.GetCurrentState());
    }

    [TestMethod]
    public async Task SetFrozen_OnTheStandby_BothAreFrozenAndNothingIsSwitched()
    {
        var (holder, other) = await Roles();

        await other.Module.SetFrozenAsync(frozen: true, force: false, CancellationToken.None);

        Assert.IsTrue(holder.Module.GetNodeStatus().IsFrozen);
        Assert.AreEqual("an operator has frozen the role decisions", other.Module.GetNodeStatus().FrozenBecause);
        var refused = await Assert.ThrowsExactlyAsync<HamgmException>(() => holder.Module.SwitchAsync(force: true, CancellationToken.None));
        Assert.Contains("frozen", refused.Message);

        await holder.Module.SetFrozenAsync(frozen: false, force: false, CancellationToken.None);
        Assert.IsFalse(other.Module.GetNodeStatus().IsFrozen || holder.Module.GetNodeStatus().IsFrozen);
    }

    [TestMethod]
    public async Task GetNodeStatus_AfterASwitch_LastDecisionsSayWhy()
    {
        var (holder, other) = await Roles();
        await holder.Module.SwitchAsync(force: false, CancellationToken.None);
        await Until(() => other.Module.GetNodeStatus().LastDecisions.Any(static d => d.RuleId == "BIND-DONE"));

        var taken = other.Module.GetNodeStatus().LastDecisions.First(static d => d.RuleId == "TAKE-HANDOVER");

        Assert.IsTrue(taken.Inputs.Any(word => word.StartsWith($"{holder.Config.GetString("node.id")} heard", StringComparison.Ordinal)), string.Join("; ", taken.Inputs));
        CollectionAssert.Contains(taken.Inputs.ToArray(), "healthy");
    }

    [TestMethod]
    public async Task PeerReleased_WithAFence_FencedBeforeTheTakeOver()
    {
        var (holder, other) = await Roles();
        other.Fence.IsConfigured = true;
        // Nobody to hand over to: it releases, and says so.
        other.Config.SetString("cluster.auto_switch", "false");
        await Until(() => !holder.PeerIsEligible);
        await holder.Module.LeaveAsync("test", CancellationToken.None);
        other.Config.SetString("cluster.auto_switch", "true");

        await Until(() => other.Module.GetCurrentState() == NodeState.Primary);

        var request = other.Fence.Requests.First();
        Assert.AreEqual(holder.Config.GetString("node.id"), request.PeerNodeId);
        Assert.AreEqual(other.Module.GetNodeStatus().Term, request.Term);
    }

    private static GuardLease ReadLease(MemoryNode node)
    {
        using var record = SharedRecord.OpenReader(node.LeasePath);
        var bytes = new byte[SharedRecord.MaxPayloadBytes];
        Assert.IsTrue(record.TryRead(bytes, out var length));
        Assert.IsTrue(GuardLeaseCodec.TryDecode(bytes.AsSpan(0, length), out var lease));
        return lease;
    }

    private async Task<(MemoryNode Holder, MemoryNode Other)> Roles()
    {
        await Until(() => _segment.Nodes.TrueForAll(static node => node.Module.GetNodeStatus().PeerHeard));
        var (a, b) = (_segment.Nodes[0], _segment.Nodes[1]);
        return a.Module.GetCurrentState() == NodeState.Primary ? (a, b) : (b, a);
    }

    // The modules run on real threads: wait for what has to come, however slow the machine is.
    private static async Task Until(Func<bool> condition)
    {
        for (var i = 0; i < 6000; i++)
        {
            if (condition())
            {
                return;
            }

            await Task.Delay(5);
        }

        Assert.Fail("it did not come about within 30 s");
    }
}
