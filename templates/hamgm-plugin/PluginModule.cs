using System.Composition;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.StateMachine;

namespace HamgmPlugin1;

/// <summary>Says in the log when this node's role changes.</summary>
[Export(typeof(IModule))]
public sealed class PluginModule : IModule, IEventHandler<RoleChangedEvent>
{
    private readonly IConfigManager _config;
    private readonly IEventBus _events;
    private readonly ILogger _log;
    private bool _isRunning;

    /// <summary>Imports only: what has an effect belongs into Initialize and Start.</summary>
    [ImportingConstructor]
    public PluginModule(IConfigManager config, IEventBus events, ILogger log)
    {
        _config = config;
        _events = events;
        _log = log;
    }

    /// <inheritdoc/>
    public Task InitializeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // The kernel ends a plugin's subscriptions when it stops.
        _events.Subscribe(this);
        _isRunning = true;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        // End here what you began: a thread, a timer or a static event that goes on keeps the plugin from being unloaded.
        _isRunning = false;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ModuleStatus GetStatus() => new(_isRunning ? ModuleState.Running : ModuleState.Stopped);

    /// <inheritdoc/>
    public ValueTask HandleEventAsync(RoleChangedEvent @event, CancellationToken cancellationToken)
    {
        // The setting is live: it is read when it is needed.
        _log.Info($"{_config.GetString("plugin_one.greeting")} {@event.Transition.To}", ("term", @event.Transition.Term.Value));
        return ValueTask.CompletedTask;
    }
}
