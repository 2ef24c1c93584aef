using System.Composition;
using System.Runtime.Loader;
using System.Text.Json;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;

namespace Fixture.Ticker;

/// <summary>
/// An ordinary plugin, as hot reloads meet them: a timer, a thread, a subscription, memory of its own, a file. Puts one byte more into the
/// file of its setting <c>file</c> with each start, and does what it ought to in Stop.
/// </summary>
[Export(typeof(IModule))]
public sealed class TickerModule : IModule, IEventHandler<TopicEvent>, IDisposable
{
    private readonly IEventBus _bus;
    private readonly ILogger _log;
    private readonly string _file;
    private readonly ManualResetEventSlim _ended = new();
    private readonly byte[] _work = new byte[256 * 1024];
    private Timer? _timer;
    private Thread? _thread;
    private int _seen;

    [ImportingConstructor]
    public TickerModule(IEventBus bus, IPluginCatalog catalog, ILogger log)
    {
        _bus = bus;
        _log = log;
        using JsonDocument settings = JsonDocument.Parse(catalog.GetPluginSettings(AssemblyLoadContext.GetLoadContext(typeof(TickerModule).Assembly)!.Name!));
        _file = settings.RootElement.GetProperty("file").GetString()!;
    }

    public Task InitializeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _bus.Subscribe(this);
        _timer = new Timer(_ => _bus.Publish(new TopicEvent("ticker.tick", "{}")), null, 20, 20);
        _thread = new Thread(Work) { IsBackground = true, Name = "ticker" };
        _thread.Start();
        _log.Info("ticker starts");
        await File.AppendAllTextAsync(_file, ".", cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _timer?.Dispose();
        _ended.Set();
        _thread?.Join();
        return Task.CompletedTask;
    }

    public ModuleStatus GetStatus() => new(ModuleState.Running, $"{_seen} ticks");

    public ValueTask HandleEventAsync(TopicEvent @event, CancellationToken cancellationToken)
    {
        _seen++;
        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _ended.Dispose();
    }

    private void Work()
    {
        while (!_ended.Wait(50))
        {
            _work.AsSpan().Reverse();
        }
    }
}
