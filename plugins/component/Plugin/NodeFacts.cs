using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Scripts;
using HAMgm.Contracts.StateMachine;

namespace HAMgm.Component.Plugin;

/// <summary>What this node knows of itself, for scripts that are run without being told: from the settings and the events of the bus.</summary>
internal sealed class NodeFacts(IConfigManager config) : IEventHandler<RoleChangedEvent>, IEventHandler<PeerChangedEvent>
{
    private volatile RoleChangedEvent? _role;
    private volatile PeerChangedEvent? _peer;

    /// <summary>As of now.</summary>
    public ScriptFacts Get()
    {
        NodeState role = _role?.Transition.To ?? NodeState.Unknown;
        return new ScriptFacts(
            config.GetString("node.id"),
            role,
            _role?.Transition.Term ?? Epoch.None,
            role == NodeState.Primary,
            [.. new[] { config.GetString("vip.address") }.Concat(config.GetList("vip.more")).Where(vip => vip.Length > 0)],
            config.GetString("vip.interface"),
            config.GetString("peer.id"),
            _peer?.State ?? NodeState.Unknown,
            _peer?.IsHeard ?? false);
    }

    public ValueTask HandleEventAsync(RoleChangedEvent @event, CancellationToken cancellationToken)
    {
        _role = @event;
        return ValueTask.CompletedTask;
    }

    public ValueTask HandleEventAsync(PeerChangedEvent @event, CancellationToken cancellationToken)
    {
        _peer = @event;
        return ValueTask.CompletedTask;
    }
}
