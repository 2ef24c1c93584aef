using HAMgm.Component.Alert.Book;
using HAMgm.Component.Alert.Settings;
using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.StateMachine;

namespace HAMgm.Component.Alert;

/// <summary>
/// Where alerts come from: those that others publish, and what other events mean (a plugin that failed, a setting that was changed, a silence that
/// lasts, a role that ends a trouble). What is made here is published, so that it stands in the event list like any other.
/// </summary>
internal sealed class AlertSources(AlertBook book, IEventBus bus, Func<AlertSettings> settings, Func<AlertStanding> standing, Action onRaised)
    : IEventHandler<AlertEvent>, IEventHandler<RoleChangedEvent>, IEventHandler<PeerChangedEvent>, IEventHandler<PluginStateChangedEvent>, IEventHandler<EventsDroppedEvent>
{
    // Alerts come in storms, and none is to be dropped.
    private const int QueueLength = 4096;
    private const string Source = "component.alert";

    private readonly Lock _gate = new();
    private TimeSpan? _silentSince;
    private bool _isDown;

    /// <summary>Begins; dispose what it returns to end.</summary>
    public IReadOnlyList<IDisposable> Subscribe() =>
    [
        bus.Subscribe<AlertEvent>(this, QueueLength),
        bus.Subscribe<RoleChangedEvent>(this),
        bus.Subscribe<PeerChangedEvent>(this),
        bus.Subscribe<PluginStateChangedEvent>(this),
        bus.Subscribe<EventsDroppedEvent>(this),
    ];

    /// <summary>Takes an alert.</summary>
    public void Raise(AlertEvent alert)
    {
        if (alert.Key.StartsWith(AlertTypes.HeartbeatTimeout, StringComparison.Ordinal))
        {
            NoteSilence(!alert.Resolves);
        }

        book.Raise(alert, settings().NodeId);
        onRaised();
    }

    /// <summary>Looks whether a silence has lasted long enough.</summary>
    /// <returns>When to look again; null: not before something happens.</returns>
    public TimeSpan? Tick()
    {
        lock (_gate)
        {
            if (_silentSince is not { } since || _isDown)
            {
                return null;
            }

            var due = since + settings().NodeDownAfter;
            if (due > book.Now)
            {
                return due;
            }

            _isDown = true;
        }

        var peer = settings().PeerId;
        bus.Publish(new AlertEvent(
            AlertTypes.NodeDown, AlertSeverity.High, $"{peer} is down / {peer} 已宕机",
            $"{peer} has been silent for {settings().NodeDownAfter.TotalSeconds:0} s beyond the heartbeat time-out: there is no other node to take over. Start or mend it. / {peer} 持续无响应，集群已失去冗余，请启动或修复该节点。",
            Source));
        return null;
    }

    /// <summary>A setting was changed: kept as an alert of the lowest severity. What both nodes take over is told by one of them.</summary>
    public void OnConfigChanged(ConfigChange change, ConfigScope scope)
    {
        if (change.OldValue == change.NewValue || (scope == ConfigScope.Shared && standing() == AlertStanding.Follower))
        {
            return;
        }

        bus.Publish(new AlertEvent(
            AlertTypes.ConfigChange, AlertSeverity.Info, $"{change.Key} was changed / 配置项 {change.Key} 已变更",
            Bounds.Cut($"'{change.OldValue}' → '{change.NewValue}', version {change.Version}", Bounds.Message), Source)
        {
            Key = $"{AlertTypes.ConfigChange}:{change.Key}",
        });
    }

    /// <inheritdoc/>
    public ValueTask HandleEventAsync(AlertEvent @event, CancellationToken cancellationToken)
    {
        Raise(@event);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask HandleEventAsync(RoleChangedEvent @event, CancellationToken cancellationToken)
    {
        if (@event.Transition.To == NodeState.Primary)
        {
            End("vip_bind_failed", "claim_failed", AlertTypes.ElectionFailed);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask HandleEventAsync(PeerChangedEvent @event, CancellationToken cancellationToken)
    {
        if (@event.IsHeard)
        {
            End("claim_failed");
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask HandleEventAsync(PluginStateChangedEvent @event, CancellationToken cancellationToken)
    {
        var key = $"plugin_failed:{@event.PluginId}";
        if (@event.To == ModuleState.Faulted)
        {
            bus.Publish(new AlertEvent(
                "plugin_failed", AlertSeverity.High, $"the plugin {@event.PluginId} failed / 插件 {@event.PluginId} 故障",
                $"{@event.Reason} The supervisor starts it again, with pauses; 'hamgm-cli cluster events' and the log tell more. / 插件故障，系统将自动重试，原因见事件和日志。", Source)
            { Key = key });
        }
        else if (@event.To is ModuleState.Running or ModuleState.Disabled)
        {
            End(key);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask HandleEventAsync(EventsDroppedEvent @event, CancellationToken cancellationToken)
    {
        bus.Publish(new AlertEvent(
            "events_dropped", AlertSeverity.Low, $"events for {@event.Subscriber} were dropped / {@event.Subscriber} 的事件被丢弃",
            $"{@event.Dropped} events of {@event.EventType}: it is too slow for them. / 处理过慢，丢弃了 {@event.Dropped} 个 {@event.EventType} 事件。", Source)
        { Key = $"events_dropped:{@event.Subscriber}" });
        return ValueTask.CompletedTask;
    }

    private void NoteSilence(bool isSilent)
    {
        lock (_gate)
        {
            if (isSilent)
            {
                _silentSince ??= book.Now;
                return;
            }

            _silentSince = null;
            _isDown = false;
        }

        book.Resolve(settings().NodeId, AlertTypes.NodeDown);
    }

    private void End(params ReadOnlySpan<string> keys)
    {
        var before = book.Version;
        foreach (var key in keys)
        {
            book.Resolve(settings().NodeId, key);
        }

        if (book.Version != before)
        {
            onRaised();
        }
    }
}
