using System.Composition;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Hooks;
using HAMgm.Contracts.Scripts;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Policy;

namespace HAMgm.Logic.StateMachine;

/// <content>Hooks (ADR 0046): what they are told, and what runs them beside the core's orders.</content>
public sealed partial class StateMachineModule
{
    /// <summary>Runs hooks; null where no plugin does.</summary>
    [Import(AllowDefault = true)]
    public IHooks? Hooks { get; set; }

    /// <summary>While hooks are configured here or run at the peer, a hand-over takes as long as they do; the core ends the wait.</summary>
    private TimeSpan LongestHooks => _loop.Policy.DemoteHookTimeout + FailoverPolicy.LongestPreparation;

    /// <summary>What hooks are told of this node; the term is that of the change.</summary>
    private ScriptFacts ReadFacts()
    {
        var s = _loop.Snapshot(out _);
        var isHeard = s.PeerHeardAt != MonotonicTime.Never && Clock.Now - s.PeerHeardAt < _loop.Policy.Timeout;
        var vips = _vip.Bindings;
        return new ScriptFacts(
            _nodeId,
            s.Role,
            s.Term,
            s.IsBound,
            [.. vips.Select(static vip => $"{vip.Address}/{vip.PrefixLength}")],
            vips.Count > 0 ? vips[0].InterfaceName : "",
            _peerId,
            isHeard ? s.Peer.Role : NodeState.Unknown,
            isHeard);
    }

    /// <summary>A life that ended as PRIMARY without releasing has not run its after-demote: the guard released, or the kernel.</summary>
    private void NoteDeathAsPrimary()
    {
        if (_vip.Parked is null && _history.ReadNewest(1) is [{ To: NodeState.Primary } last])
        {
            _hookRunner.After(HookPoint.AfterDemote, last.Term, "The life before this one ended as PRIMARY, and its address was released for it.");
        }
    }

    /// <summary>A node that has let go runs its after-demote before it ends, as long as a stop may take.</summary>
    private async Task EndHooksAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _hookRunner.DrainAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _log.Warn("hooks have not ended in time and are killed");
        }
    }

    private void OnHookFailed(HookOrder order, string details) =>
        _events.Publish(AlertTexts.HookFailed(HookNames.Of(order.Point), _nodeId, details));
}
