using System.Composition;
using System.Runtime.Loader;
using System.Text.Json;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;

namespace Fixture.Thrower;

/// <summary>
/// Fails where its setting <c>in</c> (without it, the environment's HAMGM_THROWER) says: constructor, initialize, start, hang, stop, status, handler, message, background, dispose,
/// config, environment; blocks its thread for ever in block-constructor, block-initialize, block-start and block-stop; leaks a thread
/// with leak, a timer with leak-timer; ends the process with fail-fast, stack-overflow and unhandled; else it does nothing wrong.
/// </summary>
[Export(typeof(IModule))]
[Export(typeof(IMessageReceiver))]
public sealed class ThrowerModule : IModule, IMessageReceiver, IEventHandler<TopicEvent>, IDisposable
{
    private readonly IEventBus _bus;
    private readonly IFaultReporter _faults;
    private readonly string _where;
    private Timer? _timer;

    [ImportingConstructor]
    public ThrowerModule(IEventBus bus, IPluginCatalog catalog, IFaultReporter faults)
    {
        _bus = bus;
        _faults = faults;
        using JsonDocument settings = JsonDocument.Parse(catalog.GetPluginSettings(AssemblyLoadContext.GetLoadContext(typeof(ThrowerModule).Assembly)!.Name!));
        _where = settings.RootElement.TryGetProperty("in", out JsonElement where) ? where.GetString()! : Environment.GetEnvironmentVariable("HAMGM_THROWER") ?? "";
        FailIf("constructor");
        BlockIf("block-constructor");
    }

    public Task InitializeAsync(CancellationToken cancellationToken)
    {
        FailIf("initialize");
        BlockIf("block-initialize");
        return Task.CompletedTask;
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        FailIf("start");
        BlockIf("block-start");
        switch (_where)
        {
            case "hang":
                await Task.Delay(Timeout.Infinite, CancellationToken.None);
                break;
            case "leak":
                new Thread(Linger) { IsBackground = true }.Start();
                break;
            case "leak-timer":
                _timer = new Timer(_ => _bus.Publish(new TopicEvent("thrower.ticks", "{}")), null, 10, 10);
                break;
            case "fail-fast":
                Environment.FailFast("asked to");
                break;
            case "stack-overflow":
                Overflow(0);
                break;
            case "unhandled":
                var thread = new Thread(() => throw new InvalidOperationException("thrown where nobody catches"));
                thread.Start();
                thread.Join();
                break;
            case "config":
                throw new HamgmException(ErrorKind.Configuration, ErrorCodes.BadRequest, "thrower.key", "thrower.key is wrong; write 5");
            case "environment":
                throw new HamgmException(ErrorKind.Vip, ErrorCodes.Unavailable, "eth9", "interface eth9 does not exist; name one that does");
        }

        _bus.Subscribe<TopicEvent>(this);
        _bus.Publish(new TopicEvent("thrower.started", "{}"));
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        FailIf("stop");
        BlockIf("block-stop");
        _bus.Publish(new TopicEvent("thrower.stopped", "{}"));
        return Task.CompletedTask;
    }

    public ModuleStatus GetStatus()
    {
        FailIf("status");
        return new ModuleStatus(ModuleState.Running, "well");
    }

    public ValueTask HandleEventAsync(TopicEvent @event, CancellationToken cancellationToken)
    {
        if (@event.Topic == "poke")
        {
            FailIf("handler");
            if (_where == "background")
            {
                new Thread(() => _faults.Report(new InvalidOperationException("thrown in background"))).Start();
            }
        }

        return ValueTask.CompletedTask;
    }

    public Task ReceiveMessageAsync(string from, object message, CancellationToken cancellationToken)
    {
        FailIf("message");
        return Task.CompletedTask;
    }

    // The leaked timer stays, on purpose.
    public void Dispose() => FailIf("dispose");

    // A loop, or the compiler would leave nothing of this method on the thread's stack.
    private static void Linger()
    {
        while (true)
        {
            Thread.Sleep(1000);
        }
    }

    private static int Overflow(int depth) => Overflow(depth + 1) + 1;

    private void BlockIf(string where)
    {
        if (_where == where)
        {
            Linger();
        }
    }

    private void FailIf(string where)
    {
        if (_where == where)
        {
            throw new InvalidOperationException($"thrown in {where}");
        }
    }
}
