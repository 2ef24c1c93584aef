using System.Globalization;
using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.StateMachine;
using HAMgm.Contracts.Vip;

namespace HAMgm.Management.Cluster;

/// <summary>Turns what the other modules publish into lines of the cluster's history.</summary>
internal sealed class EventFeed(EventLog log, IConfigManager config, IVipControl vipControl)
    : IEventHandler<RoleChangedEvent>, IEventHandler<PeerChangedEvent>, IEventHandler<AlertEvent>, IEventHandler<PluginStateChangedEvent>
{
    private VipState? _lastVipState;

    /// <summary>Begins; dispose what it returns to end.</summary>
    public IReadOnlyList<IDisposable> Subscribe(IEventBus bus) =>
    [
        bus.Subscribe<RoleChangedEvent>(this),
        bus.Subscribe<PeerChangedEvent>(this),
        bus.Subscribe<AlertEvent>(this),
        bus.Subscribe<PluginStateChangedEvent>(this),
        config.WatchConfig("", OnConfigChanged),
    ];

    /// <summary>Looks at the VIP, whose changes nobody publishes. Called every interval.</summary>
    public void ObserveVip(long term)
    {
        var vip = vipControl.GetVipStatus();
        var last = _lastVipState;
        _lastVipState = vip.State;
        if (last == vip.State || (last is null && vip.State == VipState.Unbound))
        {
            return;
        }

        var address = vip.Addresses.Count > 0 ? vip.Addresses[0] : "the VIP";
        var why = vip.State == VipState.Error ? $": {vip.LastError}" : "";
        log.Add("vip", $"{address} is {vip.State.ToString().ToUpperInvariant()} on {vip.InterfaceName}{why}", term: term);
    }

    /// <inheritdoc/>
    public ValueTask HandleEventAsync(RoleChangedEvent @event, CancellationToken cancellationToken)
    {
        var change = @event.Transition;
        log.Add("role", $"{Name(change.From)} → {Name(change.To)}: {change.Reason}", change.RuleId, change.Term.Value, @event.NodeId);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask HandleEventAsync(PeerChangedEvent @event, CancellationToken cancellationToken)
    {
        var message = @event.IsHeard
            ? string.Create(CultureInfo.InvariantCulture, $"{@event.PeerNodeId} is heard: {Name(@event.State)}, term {@event.Term.Value}")
            : $"{@event.PeerNodeId} is not heard";
        log.Add("peer", message, term: @event.Term.Value, nodeId: @event.PeerNodeId);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask HandleEventAsync(AlertEvent @event, CancellationToken cancellationToken)
    {
        log.Add("alert", $"{@event.Severity}: {@event.Title}. {@event.Message}");
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask HandleEventAsync(PluginStateChangedEvent @event, CancellationToken cancellationToken)
    {
        var why = @event.Reason.Length > 0 ? $": {@event.Reason}" : "";
        log.Add("plugin", $"{@event.PluginId}: {@event.From} → {@event.To}{why}");
        return ValueTask.CompletedTask;
    }

    private void OnConfigChanged(ConfigChange change)
    {
        if (change.OldValue != change.NewValue)
        {
            var (before, after) = (ClusterSettings.Show(change.Key, change.OldValue), ClusterSettings.Show(change.Key, change.NewValue));
            log.Add("config", $"{change.Key}: '{before}' → '{after}', version {change.Version}");
        }
    }

    private static string Name(NodeState state) => state.ToString().ToUpperInvariant();
}
