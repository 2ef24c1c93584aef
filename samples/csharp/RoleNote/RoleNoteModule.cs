using System.Composition;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.StateMachine;

namespace Acme.RoleNote;

/// <summary>Writes a line to a file whenever this node's role changes.</summary>
[Export(typeof(IModule))]
public sealed class RoleNoteModule : IModule, IEventHandler<RoleChangedEvent>
{
    private readonly IConfigManager _config;
    private readonly IEventBus _events;
    private readonly ILogger _log;
    private bool _isRunning;

    [ImportingConstructor]
    public RoleNoteModule(IConfigManager config, IEventBus events, ILogger log)
    {
        _config = config;
        _events = events;
        _log = log;
    }

    public Task InitializeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Here and not in the constructor: the kernel ends a plugin's subscriptions when it stops.
        _events.Subscribe(this);
        _isRunning = true;
        _log.Info("role notes begin", ("file", _config.GetPath("role_note.file")));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _isRunning = false;
        return Task.CompletedTask;
    }

    public ModuleStatus GetStatus() => new(_isRunning ? ModuleState.Running : ModuleState.Stopped, "");

    public async ValueTask HandleEventAsync(RoleChangedEvent role, CancellationToken cancellationToken)
    {
        string line = $"{role.NodeId}: {role.Transition.From} -> {role.Transition.To}, term {role.Transition.Term}\n";
        await File.AppendAllTextAsync(_config.GetPath("role_note.file"), line, cancellationToken);
        _events.Publish(new TopicEvent("acme.role-note.written", $$"""{"node":"{{role.NodeId}}"}"""));
    }
}
