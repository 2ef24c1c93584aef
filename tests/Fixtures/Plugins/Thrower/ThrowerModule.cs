using System.Composition;
using System.Text.Json;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;

namespace Fixture.Thrower;

/// <summary>Fails where its setting <c>in</c> says: constructor, initialize, start, hang, stop, status, handler, background, config, environment; leaks a thread with leak; else nowhere.</summary>
[Export(typeof(IModule))]
[Export(typeof(IMessageReceiver))]
public sealed class ThrowerModule : IModule, IMessageReceiver, IEventHandler<TopicEvent>
{
    private readonly IEventBus _bus;
    private readonly IFaultReporter _faults;
    private readonly string _where;

    [ImportingConstructor]
    public ThrowerModule(IEventBus bus, IPluginCatalog catalog, IFaultReporter faults)
    {
        _bus = bus;
        _faults = faults;
        using JsonDocument settings = JsonDocument.Parse(catalog.GetPluginSettings("fixture.thrower"));
        _where = settings.RootElement.TryGetProperty("in", out JsonElement where) ? where.GetString()! : "";
        FailIf("constructor");
    }

    public Task InitializeAsync(CancellationToken cancellationToken)
    {
        FailIf("initialize");
        return Task.CompletedTask;
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        FailIf("start");
        switch (_where)
        {
            case "hang":
                await Task.Delay(Timeout.Infinite, CancellationToken.None);
                break;
            case "leak":
                new Thread(Linger) { IsBackground = true }.Start();
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

    public Task ReceiveMessageAsync(string from, object message, CancellationToken cancellationToken) => Task.CompletedTask;

    // A loop, or the compiler would leave nothing of this method on the thread's stack.
    private static void Linger()
    {
        while (true)
        {
            Thread.Sleep(1000);
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
