using System.Composition;
using System.Text.Json;
using HAMgm.Contracts.Kernel;

namespace Fixture.Watchman;

/// <summary>Provides ICriticalGuard; its setting <c>why</c> is the reason why critical plugins may not stop, absent when they may.</summary>
[Export(typeof(IComponent))]
[Export(typeof(ICriticalGuard))]
public sealed class WatchmanComponent : IComponent, ICriticalGuard
{
    private readonly IEventBus _bus;
    private readonly string? _why;

    [ImportingConstructor]
    public WatchmanComponent(IEventBus bus, IPluginCatalog catalog)
    {
        _bus = bus;
        using JsonDocument settings = JsonDocument.Parse(catalog.GetPluginSettings("fixture.watchman"));
        _why = settings.RootElement.TryGetProperty("why", out JsonElement why) ? why.GetString() : null;
    }

    public bool IsReady => true;

    public Task LoadAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task UnloadAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public string? WhyNotNow() => _why;

    public Task StepDownAsync(string reason, CancellationToken cancellationToken)
    {
        _bus.Publish(new TopicEvent("watchman.stepped-down", JsonSerializer.Serialize(reason)));
        return Task.CompletedTask;
    }
}
