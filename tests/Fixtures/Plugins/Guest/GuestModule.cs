using System.Composition;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;

namespace Fixture.Guest;

/// <summary>A well-behaved module: uses another plugin, handles events, takes messages.</summary>
[Export(typeof(IModule))]
public sealed class GuestModule : IModule, IMessageReceiver, IEventHandler<GuestEvent>
{
    private readonly IEventBus _bus;
    private readonly ILogger _log;
    private readonly IMessageReceiver _greeter;
    private readonly ICriticalGuard? _guard;

    [ImportingConstructor]
    public GuestModule(IEventBus bus, ILogger log, IMessageReceiver greeter, [Import(AllowDefault = true)] ICriticalGuard? guard)
    {
        _bus = bus;
        _log = log;
        _greeter = greeter;
        _guard = guard;
    }

    public Task InitializeAsync(CancellationToken cancellationToken)
    {
        _bus.Publish(new TopicEvent("guest.initialized", "{}"));
        return Task.CompletedTask;
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // An event type of the plugin's own: it must not pin the context.
        _bus.Subscribe<GuestEvent>(this);
        _bus.Publish(new GuestEvent());
        _log.Info("guest starts", ("guarded", _guard is not null));
        await _greeter.ReceiveMessageAsync("guest", "hello", cancellationToken);
        _bus.Publish(new TopicEvent("guest.started", _guard is null ? "\"alone\"" : "\"guarded\""));
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _bus.Publish(new TopicEvent("guest.stopped", "{}"));
        return Task.CompletedTask;
    }

    public ModuleStatus GetStatus() => new(ModuleState.Running, "at the party");

    public Task ReceiveMessageAsync(string from, object message, CancellationToken cancellationToken) =>
        message is "boom" ? throw new InvalidOperationException("no such message") : _greeter.ReceiveMessageAsync(from, message, cancellationToken);

    public ValueTask HandleEventAsync(GuestEvent @event, CancellationToken cancellationToken)
    {
        _bus.Publish(new TopicEvent("guest.handled", "{}"));
        return ValueTask.CompletedTask;
    }
}
