using HAMgm.Contracts.Kernel;

namespace HAMgm.Logic.VipControl.Tests.Support;

/// <summary>A host and bus that take everything and do nothing.</summary>
internal sealed class FakeHost : IHost, IEventBus, IDisposable
{
    public string ConfigPath => "/etc/hamgm/hamgm.yaml";

    public string BaseDirectory => "/";

    public string Version => "0.1.0";

    public long StartedAtUnixMs => 0;

    public bool IsGuarded => false;

    public CancellationToken Stopping => CancellationToken.None;

    public List<IEvent> Published { get; } = [];

    /// <summary>What <see cref="RequestStop"/> was called with; empty until then.</summary>
    public string StopReason { get; private set; } = "";

    public void RequestStop(int exitCode, string reason) => StopReason = $"{exitCode}: {reason}";

    public void ReportStatus(string status)
    {
    }

    public bool Publish<TEvent>(TEvent @event)
        where TEvent : class, IEvent
    {
        Published.Add(@event);
        return true;
    }

    public Task PublishSyncAsync<TEvent>(TEvent @event, CancellationToken cancellationToken)
        where TEvent : class, IEvent => Task.CompletedTask;

    public IDisposable Subscribe<TEvent>(IEventHandler<TEvent> handler, int queueLength = 256)
        where TEvent : class, IEvent => this;

    public void Unsubscribe<TEvent>(IEventHandler<TEvent> handler)
        where TEvent : class, IEvent
    {
    }

    public void Dispose()
    {
    }
}
