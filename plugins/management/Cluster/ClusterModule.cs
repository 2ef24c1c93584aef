using System.Composition;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.StateMachine;

namespace HAMgm.Management.Cluster;

/// <summary>management.cluster: starts and stops the exchange with the peer and the event history.</summary>
[Shared]
[Export(typeof(IModule))]
public sealed class ClusterModule : IModule, IDisposable
{
    /// <summary>This plugin's id.</summary>
    public const string Id = "management.cluster";

    private readonly ClusterManager _manager;
    private readonly IPeerChannel _channel;
    private readonly IFaultReporter _faults;
    private readonly List<IDisposable> _subscriptions = [];
    private CancellationTokenSource? _stopping;
    private Task _exchange = Task.CompletedTask;

    /// <summary>Called by the composition.</summary>
    [ImportingConstructor]
    public ClusterModule(ClusterManager manager, IPeerChannel channel, IFaultReporter faults)
    {
        _manager = manager;
        _channel = channel;
        _faults = faults;
    }

    /// <summary>Made before the peer may ask for it; null in a test that has none.</summary>
    [Import(AllowDefault = true)]
    public ClusterLog? Log { get; set; }

    /// <inheritdoc/>
    public Task InitializeAsync(CancellationToken cancellationToken)
    {
        _manager.MarkStart();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _manager.RecoverConfig();
        _stopping = new CancellationTokenSource();
        _subscriptions.AddRange(_manager.Feed.Subscribe(_manager.Bus));
        _subscriptions.Add(_manager.Bus.Subscribe<RoleChangedEvent>(_manager.Exchange));
        _subscriptions.Add(_manager.Bus.Subscribe<AccessRefusedEvent>(_manager.Audit));
        _channel.HandleRequests(_manager.Server.AnswerAsync);
        _manager.ConnectDetector(true);
        _manager.UpgradeCoordinator?.Connect(_manager.UpgradeDesk);
        var token = _stopping.Token;
        _exchange = Task.WhenAll(
            Start(() => _manager.Exchange.RunAsync(token)),
            Start(() => _manager.AlertSync.RunAsync(token)));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_stopping is null)
        {
            return;
        }

        foreach (var subscription in _subscriptions)
        {
            subscription.Dispose();
        }

        _subscriptions.Clear();
        _channel.HandleRequests(null);
        _manager.ConnectDetector(false);
        _manager.UpgradeCoordinator?.Connect(null);
        await _stopping.CancelAsync();
        await _exchange.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _manager.AlertSync.Leave();
        _stopping.Dispose();
        _stopping = null;
    }

    /// <summary>Called by the composition when the plugin is unloaded, after Stop.</summary>
    public void Dispose() => _stopping?.Dispose();

    /// <inheritdoc/>
    public ModuleStatus GetStatus() => this switch
    {
        { _stopping: null } => new ModuleStatus(ModuleState.Stopped),
        _ => new ModuleStatus(ModuleState.Running, _manager.Describe()),
    };

    private Task Start(Func<Task> loop)
    {
        var running = Task.Run(loop, CancellationToken.None);
        running.ContinueWith(
            failed => _faults.Report(failed.Exception!.InnerException!),
            CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return running;
    }
}
