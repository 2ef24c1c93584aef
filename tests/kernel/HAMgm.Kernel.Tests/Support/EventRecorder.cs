using HAMgm.Contracts.Kernel;

namespace HAMgm.Kernel.Tests.Support;

/// <summary>Keeps what travels over the bus, and waits for it.</summary>
internal sealed class EventRecorder : IEventHandler<TopicEvent>, IEventHandler<PluginStateChangedEvent>
{
    private readonly Lock _lock = new();
    private readonly List<string> _seen = [];
    private readonly List<(string Wanted, int Count, TaskCompletionSource Done)> _waiting = [];

    public EventRecorder(IEventBus bus)
    {
        bus.Subscribe<TopicEvent>(this, 4096);
        bus.Subscribe<PluginStateChangedEvent>(this, 4096);
    }

    /// <summary>Topics, and state changes as <c>id:State</c>, in the order of their arrival (each kind by itself).</summary>
    public IReadOnlyList<string> Seen
    {
        get
        {
            lock (_lock)
            {
                return [.. _seen];
            }
        }
    }

    public Task WaitForAsync(string wanted, int count = 1)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_seen.Count(one => one == wanted) >= count)
            {
                return Task.CompletedTask;
            }

            _waiting.Add((wanted, count, done));
        }

        return done.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    public ValueTask HandleEventAsync(TopicEvent @event, CancellationToken cancellationToken) => Add(@event.Topic);

    public ValueTask HandleEventAsync(PluginStateChangedEvent @event, CancellationToken cancellationToken) => Add($"{@event.PluginId}:{@event.To}");

    private ValueTask Add(string what)
    {
        lock (_lock)
        {
            _seen.Add(what);
            foreach (var (wanted, count, done) in _waiting)
            {
                if (_seen.Count(one => one == wanted) >= count)
                {
                    done.TrySetResult();
                }
            }
        }

        return ValueTask.CompletedTask;
    }
}
