using System.Composition;
using HAMgm.Contracts.Kernel;

namespace Fixture.Greeter;

/// <summary>A well-behaved component: provides IMessageReceiver, and tells the bus what happens to it.</summary>
[Export(typeof(IComponent))]
[Export(typeof(IMessageReceiver))]
public sealed class GreeterComponent : IComponent, IMessageReceiver, IDisposable
{
    private readonly IEventBus _bus;

    [ImportingConstructor]
    public GreeterComponent(IEventBus bus)
    {
        _bus = bus;
    }

    public bool IsReady { get; private set; }

    public Task LoadAsync(CancellationToken cancellationToken)
    {
        IsReady = true;
        _bus.Publish(new TopicEvent("greeter.loaded", "{}"));
        return Task.CompletedTask;
    }

    public Task UnloadAsync(CancellationToken cancellationToken)
    {
        IsReady = false;
        _bus.Publish(new TopicEvent("greeter.unloaded", "{}"));
        return Task.CompletedTask;
    }

    public Task ReceiveMessageAsync(string from, object message, CancellationToken cancellationToken)
    {
        _bus.Publish(new TopicEvent(IsReady ? "greeter.greeted" : "greeter.greeted-while-not-ready", $"\"{from}: {message}\""));
        return Task.CompletedTask;
    }

    public void Dispose() => _bus.Publish(new TopicEvent("greeter.disposed", "{}"));
}
