using System.Text.Json;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Records;
using HAMgm.Contracts.Sync;
using HAMgm.Contracts.Upgrades;
using HAMgm.Logic.Upgrade.Acts;
using HAMgm.Logic.Upgrade.Backups;
using HAMgm.Logic.Upgrade.Installing;
using HAMgm.Logic.Upgrade.Machine;
using HAMgm.Logic.Upgrade.Peer;
using HAMgm.Logic.Upgrade.State;
using HAMgm.Logic.Upgrade.Watching;

namespace HAMgm.Logic.Upgrade;

/// <summary>The parts together: orders of operators, calls of the peer, the runner and the monitor.</summary>
internal sealed class Coordinator : IAsyncDisposable
{
    private static readonly TimeSpan OrderTimeout = TimeSpan.FromSeconds(5);

    // A package of some hundred megabytes is hashed meanwhile.
    private static readonly TimeSpan JudgeTimeout = TimeSpan.FromSeconds(30);

    private readonly UpgradeSettings _settings;
    private readonly IHost _host;
    private readonly StateBook _book;
    private readonly NodeInstaller _installer;
    private readonly LocalNode _node;
    private readonly PeerDesk _peer;
    private readonly UpgradeRunner _runner;
    private readonly UpgradeMonitor _monitor;
    private readonly CoordinatorOptions _options;
    private readonly TimeProvider _time;
    private readonly CallGate _gate = new();
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IUpgradePlatform? _platform;

    /// <exception cref="HamgmException">What an earlier life left cannot be read.</exception>
    public Coordinator(
        IConfigManager config, IUpgradeRecords records, IHost host, Func<ISynchronizer?> sync, IEventBus events, ILogger log, TimeProvider time, CoordinatorOptions options)
    {
        _settings = new UpgradeSettings(config);
        _host = host;
        _options = options;
        _time = time;
        _book = new StateBook(Path.Combine(_settings.DataDirectory, "upgrade"));
        _installer = new NodeInstaller(
            host, () => new InstallSettings(_settings.Hook, _settings.HookTimeout, _settings.NodeId, _settings.DataDirectory), IsPrimary, _book.FolderOf);
        _node = new LocalNode(host, () => config.Path, sync, _settings.SyncedPaths, _installer, _book.FolderOf, time);
        _peer = new PeerDesk(() => _platform, options.Patience, time);
        var acts = options.Around(new UpgradeActs(_settings, new SyncActs(sync), _node, _peer, () => _platform, options.Poll, time));
        _runner = new UpgradeRunner(_book, _settings, acts, _peer, records, events, log, time);
        _monitor = new UpgradeMonitor(_settings, _node, sync, () => _book.Current, new AlertTeller(events), log);
    }

    /// <summary>The newest upgrade; null: there was none.</summary>
    public UpgradeRecord? Current => _book.Current;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _gate.DisposeAsync();
        _runner.Dispose();
        _node.Dispose();
    }

    /// <summary>Sets how the pair is reached.</summary>
    public void Connect(IUpgradePlatform? platform)
    {
        _platform = platform;
        if (platform is not null)
        {
            _connected.TrySetResult();
        }
    }

    /// <summary>Acts until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            await _runner.RunAsync(_connected.Task, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The service stops; what was under way is repeated in its next life.
        }
    }

    /// <summary>Brings the peer up to date, and looks at rsync and the files, once an interval each.</summary>
    public async Task WatchAsync(CancellationToken stopping)
    {
        try
        {
            await _connected.Task.WaitAsync(stopping);
            long looked = 0;
            while (true)
            {
                await Task.Delay(_options.CatchUpInterval, _time, stopping);
                await _runner.CatchUpAsync(stopping);
                if (looked == 0 || _time.GetElapsedTime(looked) >= _settings.MonitorInterval)
                {
                    looked = _time.GetTimestamp();
                    await _monitor.LookAsync(stopping);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    /// <summary>Begins an upgrade.</summary>
    /// <exception cref="HamgmException">It cannot be begun; nothing has changed.</exception>
    public Task<UpgradeReport> StartAsync(UpgradeOrder order, CancellationToken cancellationToken) => _gate.RunAsync(stop => StartInsideAsync(order, stop), cancellationToken);

    /// <summary>Carries an order out, here or on the node that coordinates.</summary>
    /// <exception cref="HamgmException">Not now, or the node that coordinates cannot be reached.</exception>
    public Task<UpgradeReport> OrderAsync(UpgradeInput input, bool force, CancellationToken cancellationToken) =>
        _gate.RunAsync(stop => OrderInsideAsync(input, force, stop), cancellationToken);

    /// <summary>Answers the peer's coordinator.</summary>
    /// <exception cref="HamgmException">A refusal, for the peer.</exception>
    public Task<byte[]> AnswerPeerAsync(byte[] body, CancellationToken cancellationToken) => _gate.RunAsync(stop => AnswerInsideAsync(body, stop), cancellationToken);

    private async Task<UpgradeReport> StartInsideAsync(UpgradeOrder order, CancellationToken cancellationToken)
    {
        var upgrade = Judge(order);
        UpgradeReply theirs;
        try
        {
            theirs = await _peer.AskAsync(new UpgradeCall { Op = UpgradeCall.Judge, State = upgrade }, JudgeTimeout, cancellationToken);
        }
        catch (HamgmException silent) when (silent.Kind == ErrorKind.ServiceUnavailable)
        {
            throw new HamgmException(
                ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, _settings.PeerId,
                $"'{_settings.PeerId}' has to take part in an upgrade, and cannot be asked; nothing was begun. ({silent.Message})", silent);
        }

        catch (HamgmException older) when (older.Code == ErrorCodes.BadRequest)
        {
            throw UpgradeErrors.Conflict($"'{_settings.PeerId}' does not know coordinated upgrades; nothing was begun. Bring both nodes by hand to a version that does (docs/operators-guide.md, Upgrades). ({older.Message})");
        }

        if (theirs.Outcome == "failed")
        {
            throw UpgradeErrors.Conflict($"'{_settings.PeerId}' refuses: {theirs.Detail}");
        }

        await _runner.BeginAsync(upgrade, cancellationToken);
        return UpgradeTexts.Report(_book.Current);
    }

    private async Task<UpgradeReport> OrderInsideAsync(UpgradeInput input, bool force, CancellationToken cancellationToken)
    {
        var takesOver = false;
        if (_book.Current is { } upgrade && upgrade.OwnerNodeId != _settings.NodeId)
        {
            try
            {
                var op = input is UpgradeInput.RollBackOrdered ? UpgradeCall.RollBack : UpgradeCall.Complete;
                var reply = await _peer.AskAsync(new UpgradeCall { Op = op, Force = force }, OrderTimeout, cancellationToken);
                return UpgradeTexts.Report(await _runner.OfferAsync(reply.State, cancellationToken));
            }
            catch (HamgmException silent) when (silent.Kind == ErrorKind.ServiceUnavailable)
            {
                takesOver = force ? true : throw new HamgmException(
                    ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, upgrade.OwnerNodeId,
                    $"'{upgrade.OwnerNodeId}' coordinates the upgrade and cannot be asked; nothing was done. Bring it back, or let this node go on alone with --force. ({silent.Message})", silent);
            }
        }

        await _runner.OrderAsync(input, takesOver, cancellationToken);
        return UpgradeTexts.Report(_book.Current);
    }

    private async Task<byte[]> AnswerInsideAsync(byte[] body, CancellationToken cancellationToken)
    {
        UpgradeCall call;
        try
        {
            call = UpgradeJson.Read(body, UpgradeJson.Default.UpgradeCall);
        }
        catch (JsonException unreadable)
        {
            throw UpgradeErrors.BadRequest($"The call cannot be read: {unreadable.Message}.", unreadable);
        }

        return UpgradeJson.Write(await AnswerAsync(call, cancellationToken), UpgradeJson.Default.UpgradeReply);
    }

    private async Task<UpgradeReply> AnswerAsync(UpgradeCall call, CancellationToken cancellationToken)
    {
        switch (call.Op)
        {
            case UpgradeCall.Mirror:
                return new UpgradeReply { State = await _runner.OfferAsync(call.State, cancellationToken) };
            case UpgradeCall.Judge when call.State is { } order:
                var why = _book.Current is { IsOver: false } ? "an upgrade that it knows of is not over; see 'hamgm-cli upgrade status' there." : JudgeHere(order);
                return why is null ? new UpgradeReply() : new UpgradeReply { Outcome = "failed", Detail = why };
            case UpgradeCall.Complete or UpgradeCall.RollBack:
                if (_book.Current is { } known && known.OwnerNodeId != _settings.NodeId)
                {
                    // Never on in a circle: the asking node has an old state.
                    throw UpgradeErrors.Conflict($"'{_settings.NodeId}' does not coordinate the upgrade any more: '{known.OwnerNodeId}' does. Try again.");
                }

                await _runner.OrderAsync(
                    call.Op == UpgradeCall.RollBack ? new UpgradeInput.RollBackOrdered(call.Force) : new UpgradeInput.CompleteOrdered(call.Force), takeOver: false, cancellationToken);
                return new UpgradeReply { State = _book.Current };
            case UpgradeCall.About:
                return await _node.AnswerAsync(call, cancellationToken);
            default:
                await FenceAsync(call.State, cancellationToken);
                return await _node.AnswerAsync(call, cancellationToken);
        }
    }

    // Nothing is done for a node whose coordination was taken over; and what is done for one is locked here first.
    private async Task FenceAsync(UpgradeRecord? theirs, CancellationToken cancellationToken)
    {
        var newest = await _runner.OfferAsync(theirs, cancellationToken);
        if (theirs is not null && (newest?.Id, newest?.Generation) != (theirs.Id, theirs.Generation))
        {
            throw UpgradeErrors.Conflict($"'{_settings.NodeId}' knows of a newer state of the upgrade: '{newest?.OwnerNodeId}' coordinates it.");
        }
    }

    private UpgradeRecord Judge(UpgradeOrder order)
    {
        var pair = (_platform ?? throw UpgradeErrors.NotConnected()).GetCluster();
        UpgradeErrors.RequireOver(_book.Current);
        var primary = pair.Nodes.FirstOrDefault(node => node.NodeId == pair.PrimaryNodeId);
        var standby = pair.Nodes.FirstOrDefault(node => node.NodeId != pair.PrimaryNodeId);
        if (pair.Nodes.Count != 2 || primary is null || standby is not { State: NodeState.Standby })
        {
            throw UpgradeErrors.Conflict("An upgrade needs both nodes, one PRIMARY and one STANDBY. See 'hamgm-cli cluster status'.");
        }

        if (pair.Nodes.Any(node => node.IsFrozen) && order.PackagePath.Length > 0)
        {
            throw UpgradeErrors.Conflict("The pair is frozen, and an upgrade with a package hands over: 'hamgm-cli cluster unfreeze' first.");
        }

        var upgrade = new UpgradeRecord
        {
            Id = Guid.NewGuid(),
            OwnerNodeId = _settings.NodeId,
            Mode = order.PackagePath.Length > 0 ? UpgradeMode.Rolling : UpgradeMode.Manual,
            FromVersion = primary.Version,
            ToVersion = Checked(order.ToVersion, 50, "the version"),
            PackagePath = order.PackagePath,
            StartedBy = order.StartedBy,
            StartUnixMs = _time.GetUtcNow().ToUnixTimeMilliseconds(),
            Phase = UpgradePhase.Pausing,
            FirstNodeId = standby.NodeId,
            SecondNodeId = primary.NodeId,
        };
        if (upgrade.Mode == UpgradeMode.Rolling && (!Path.IsPathFullyQualified(Checked(upgrade.PackagePath, 500, "the package's path")) || !File.Exists(upgrade.PackagePath)))
        {
            throw UpgradeErrors.BadRequest($"'{upgrade.PackagePath}' is no full path of a file on '{_settings.NodeId}': put the package under the same path on both nodes.");
        }

        upgrade = upgrade.Mode == UpgradeMode.Rolling ? upgrade with { PackageHash = FileDigest.Compute(upgrade.PackagePath) } : upgrade;
        return JudgeHere(upgrade) is { } why ? throw UpgradeErrors.Conflict($"'{_settings.NodeId}': {why}") : upgrade;
    }

    private string? JudgeHere(UpgradeRecord order) => order.Mode == UpgradeMode.Rolling ? _installer.Judge(order) : null;

    private bool IsPrimary() => _platform?.GetCluster().PrimaryNodeId == _settings.NodeId;

    private static string Checked(string text, int length, string what) => text.Length > 0 && text.Length <= length && !text.Any(char.IsControl)
        ? text
        : throw UpgradeErrors.BadRequest($"{what} must have 1 to {length} characters.");
}
