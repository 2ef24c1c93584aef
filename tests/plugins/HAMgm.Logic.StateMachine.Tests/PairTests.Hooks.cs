using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Hooks;
using HAMgm.Contracts.StateMachine;

namespace HAMgm.Logic.StateMachine.Tests;

/// <content>Hooks (ADR 0046) between two real modules.</content>
public sealed partial class PairTests
{
    private static readonly HookPoint[] _allPoints = [HookPoint.BeforePromote, HookPoint.AfterPromote, HookPoint.BeforeDemote, HookPoint.AfterDemote, HookPoint.OnFault];

    [TestMethod]
    public async Task Switch_HooksOfBoth_InOrderWithTheTerms()
    {
        var (holder, other) = await Roles();
        holder.Hooks.Configured = [.. _allPoints];
        other.Hooks.Configured = [.. _allPoints];
        var old = holder.Module.GetNodeStatus().Term;

        await holder.Module.SwitchAsync(force: true, CancellationToken.None);
        await Until(() => holder.Hooks.Requests.Count == 2 && other.Hooks.Requests.Count == 2);

        var term = other.Module.GetNodeStatus().Term;
        CollectionAssert.AreEqual(
            new[] { (HookPoint.BeforeDemote, old, true), (HookPoint.AfterDemote, old, false) },
            holder.Hooks.Requests.Select(static r => (r.Point, r.Facts.Term, r.Planned)).ToArray());
        CollectionAssert.AreEqual(
            new[] { (HookPoint.BeforePromote, term, true), (HookPoint.AfterPromote, term, false) },
            other.Hooks.Requests.Select(static r => (r.Point, r.Facts.Term, r.Planned)).ToArray());
        var facts = other.Hooks.Requests.First().Facts;
        Assert.AreEqual("10.0.0.100/24", facts.Vips.Single());
        Assert.AreEqual("eth0", facts.VipInterface);
        Assert.AreEqual(NodeState.Standby, facts.Role);
        Assert.AreEqual(NodeState.Primary, facts.PeerState);
    }

    [TestMethod]
    public async Task Switch_BeforePromoteFails_RefusedWithTheReasonAndNobodyMoved()
    {
        var (holder, other) = await Roles();
        other.Hooks.Configured = [HookPoint.BeforePromote];
        other.Hooks.Run = static (_, _) => Task.FromResult(new HookOutcome(false, "pg_ctl: exit status 1"));

        var refused = await Assert.ThrowsAsync<HamgmException>(() => holder.Module.SwitchAsync(force: true, CancellationToken.None));

        Assert.Contains("before-promote", refused.Message);
        Assert.AreEqual(ErrorCodes.Conflict, refused.Code);
        Assert.IsTrue(holder.IsBound);
        Assert.AreEqual(NodeState.Primary, holder.Module.GetCurrentState());
        await Until(() => other.Published.OfType<AlertEvent>().Any(static a => a.Type == "hook_failed" && a.Message.Contains("pg_ctl", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task Switch_BeforeDemoteFails_RefusedWithWhatItSaid()
    {
        var (holder, other) = await Roles();
        holder.Hooks.Configured = [HookPoint.BeforeDemote];
        holder.Hooks.Run = static (_, _) => Task.FromResult(new HookOutcome(false, "nginx does not stop"));

        var refused = await Assert.ThrowsAsync<HamgmException>(() => holder.Module.SwitchAsync(force: false, CancellationToken.None));

        Assert.Contains("nginx does not stop", refused.Message);
        Assert.IsTrue(holder.IsBound);
        Assert.IsEmpty(other.Hooks.Requests);
    }

    [TestMethod]
    public async Task Switch_BeforePromoteTakesItsTime_TheHolderHoldsUntilItEnds()
    {
        var (holder, other) = await Roles();
        var end = new TaskCompletionSource<HookOutcome>();
        other.Hooks.Run = (_, _) => end.Task;
        other.Hooks.Configured = [HookPoint.BeforePromote];

        var switching = holder.Module.SwitchAsync(force: true, CancellationToken.None);
        await Until(() => !other.Hooks.Requests.IsEmpty);
        Assert.IsTrue(holder.IsBound);
        Assert.IsFalse(switching.IsCompleted);

        end.SetResult(new HookOutcome(true, ""));
        var outcome = await switching;
        Assert.AreEqual(other.Hooks.Requests.First().Facts.Term, outcome.Term);
    }

    /// <summary>A PRIMARY that cannot put its address back is STANDBY for everybody: those who watch, its hooks, and whoever asked for a hand-over.</summary>
    [TestMethod]
    public async Task AddressLost_CannotBePutBack_RoleChangeIsToldAndAfterDemoteRuns()
    {
        var (holder, other) = await Roles();
        holder.Hooks.Configured = [HookPoint.AfterDemote];
        var term = holder.Module.GetNodeStatus().Term;

        holder.BindFails = true;
        holder.LoseAddress();

        await Until(() => holder.Published.OfType<RoleChangedEvent>().Any(static e => e.Transition is { From: NodeState.Primary, To: NodeState.Standby }));
        Assert.Contains("HOLD-BIND-FAILED", holder.Module.GetHistory().Select(static t => t.RuleId));
        await Until(() => holder.Hooks.Requests.Count == 1);
        Assert.AreEqual((HookPoint.AfterDemote, term), (holder.Hooks.Requests.First().Point, holder.Hooks.Requests.First().Facts.Term));
        await Until(() => other.IsBound && other.Module.GetCurrentState() == NodeState.Primary);
    }

    [TestMethod]
    public async Task Settings_ChangedWhileAnOlderReadingIsUnderWay_TheNewerOnesCount()
    {
        var (holder, other) = await Roles();
        var hasRead = new TaskCompletionSource();
        using var goOn = new ManualResetEventSlim();
        // The scripts' thread has read the settings, and stands before it asks for the hooks.
        other.Hooks.Asked = () =>
        {
            hasRead.SetResult();
            goOn.Wait();
        };
        var older = Task.Run(() => other.Hooks.Configured = []);
        await hasRead.Task;

        var newer = Task.Run(() => other.Config.SetString("cluster.auto_switch", "false"));
        await Task.WhenAny(newer, Task.Delay(200));
        goOn.Set();
        await Task.WhenAll(older, newer);

        // What the loop was told last is what stands in its later messages.
        await Task.Delay(50);
        await Until(() => !holder.PeerIsEligible);
    }

    [TestMethod]
    public async Task Stop_AfterDemoteTakesItsTime_HasRunBeforeTheModuleHasStopped()
    {
        var (holder, _) = await Roles();
        var hasRun = false;
        holder.Hooks.Run = async (_, token) =>
        {
            await Task.Delay(50, token);
            hasRun = true;
            return new HookOutcome(true, "");
        };
        holder.Hooks.Configured = [HookPoint.AfterDemote];

        await holder.Module.StopAsync(CancellationToken.None);

        Assert.IsTrue(hasRun);
    }

    [TestMethod]
    public async Task PeerReleased_HooksThrow_NoTakeOverAndTold()
    {
        var (holder, other) = await Roles();
        other.Hooks.Run = static (_, _) => throw new InvalidOperationException("the worker is gone");
        other.Hooks.Configured = [HookPoint.BeforePromote];
        // Nobody to hand over to: it releases, and says so.
        other.Config.SetString("cluster.auto_switch", "false");
        await Until(() => !holder.PeerIsEligible);
        await holder.Module.LeaveAsync("test", CancellationToken.None);
        other.Config.SetString("cluster.auto_switch", "true");

        await Until(() => other.Published.OfType<AlertEvent>().Any(static a => a.Type == "hook_failed"));
        Assert.IsFalse(other.IsBound);
        Assert.AreEqual("its before-promote hooks have just failed", other.Module.GetNodeStatus().NotEligibleBecause);
    }
}
