using System.Composition;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Records;
using HAMgm.Contracts.Sync;
using HAMgm.Contracts.Upgrades;
using HAMgm.Logic.Upgrade.Machine;

namespace HAMgm.Logic.Upgrade;

/// <summary>
/// logic.upgrade: coordinates upgrades of the pair (spec/3). Without one it does nothing. What keeps it from working stands in its status; it
/// never takes the service down with it.
/// </summary>
[Export(typeof(IModule)), Export(typeof(IUpgradeCoordinator)), Shared]
public sealed class UpgradeModule : IModule, IUpgradeCoordinator, IDisposable
{
    private const int MaxRecords = 1000;

    private readonly IUpgradeRecords _records;
    private readonly IFaultReporter _faults;
    private readonly Func<IUpgradePlatform?, ISynchronizer?, Coordinator> _make;
    private readonly CancellationTokenSource _stopping = new();
    private Coordinator? _coordinator;
    private IUpgradePlatform? _platform;
    private string _problem = "";
    private Task _work = Task.CompletedTask;

    /// <summary>Called by the composition.</summary>
    [ImportingConstructor]
    public UpgradeModule(IConfigManager config, IUpgradeRecords records, IHost host, IEventBus events, IFaultReporter faults, ILogger log)
        : this(config, records, host, events, faults, log, TimeProvider.System, null)
    {
    }

    /// <summary>With a clock, and with something around the acts, for tests.</summary>
    internal UpgradeModule(
        IConfigManager config, IUpgradeRecords records, IHost host, IEventBus events, IFaultReporter faults, ILogger log, TimeProvider time, CoordinatorOptions? options)
    {
        _records = records;
        _faults = faults;
        _make = (platform, sync) => new Coordinator(config, records, host, () => sync, events, log, time, options ?? new CoordinatorOptions());
    }

    /// <summary>logic.sync, where it runs.</summary>
    [Import(AllowDefault = true)]
    public ISynchronizer? Synchronizer { get; set; }

    /// <inheritdoc/>
    public string? ConfigurationLock => _coordinator is { } coordinator ? UpgradeTexts.LockOf(coordinator.Current) : _problem.Length > 0 ? _problem : null;

    /// <inheritdoc/>
    public Task InitializeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _coordinator = _make(_platform, Synchronizer);
        }
        catch (HamgmException unreadable)
        {
            // What an interrupted upgrade left is not known: nothing is begun on top of it, and the settings stay as they are.
            _problem = unreadable.Message;
            return Task.CompletedTask;
        }

        _coordinator.Connect(_platform);
        _work = Task.WhenAll(Begin(_coordinator.RunAsync), Begin(_coordinator.WatchAsync));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _work.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Interlocked.Exchange(ref _coordinator, null) is { } coordinator)
        {
            await coordinator.DisposeAsync();
        }
    }

    /// <summary>Called by the composition, after Stop.</summary>
    public void Dispose() => _stopping.Dispose();

    /// <inheritdoc/>
    public ModuleStatus GetStatus() => (_coordinator, _problem) switch
    {
        (null, "") => new ModuleStatus(ModuleState.Stopped),
        (null, var problem) => new ModuleStatus(ModuleState.Running, problem),
        var (coordinator, _) => new ModuleStatus(ModuleState.Running, coordinator.Current is { } upgrade ? $"upgrade to {upgrade.ToVersion}: {upgrade.Phase}" : "no upgrade"),
    };

    /// <inheritdoc/>
    public Task<UpgradeReport> StartAsync(UpgradeOrder order, CancellationToken cancellationToken) => Working.StartAsync(order, cancellationToken);

    /// <inheritdoc/>
    UpgradeReport IUpgradeCoordinator.GetStatus() => UpgradeTexts.Report(Working.Current);

    /// <inheritdoc/>
    public Task<UpgradeReport> CompleteAsync(bool force, CancellationToken cancellationToken) =>
        Working.OrderAsync(new UpgradeInput.CompleteOrdered(force), force, cancellationToken);

    /// <inheritdoc/>
    public Task<UpgradeReport> RollBackAsync(bool force, CancellationToken cancellationToken) =>
        Working.OrderAsync(new UpgradeInput.RollBackOrdered(force), force, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<UpgradeRecord>> GetHistoryAsync(int limit, CancellationToken cancellationToken) =>
        _records.GetUpgradesAsync(Math.Clamp(limit, 1, MaxRecords), cancellationToken);

    /// <inheritdoc/>
    public void Connect(IUpgradePlatform? platform)
    {
        _platform = platform;
        _coordinator?.Connect(platform);
    }

    /// <inheritdoc/>
    public Task<byte[]> AnswerPeerAsync(byte[] body, CancellationToken cancellationToken) => Working.AnswerPeerAsync(body, cancellationToken);

    private Coordinator Working => _coordinator ?? throw new HamgmException(
        ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, "logic.upgrade", _problem.Length > 0 ? _problem : "The plugin logic.upgrade does not run here.");

    // What nobody foresaw is the supervisor's.
    private Task Begin(Func<CancellationToken, Task> run)
    {
        var running = Task.Run(() => run(_stopping.Token), CancellationToken.None);
        running.ContinueWith(
            failed => _faults.Report(failed.Exception!.InnerException!),
            CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return running;
    }
}
