using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Sync;
using HAMgm.Contracts.Upgrades;
using HAMgm.Logic.Upgrade.Acts;
using HAMgm.TestSupport;

namespace HAMgm.Logic.Upgrade.Tests;

/// <summary>
/// One node: real configuration, records in SQLite, rsync and TLS as <see cref="SyncNodeHost"/> has them, and logic.upgrade. The roles, the
/// link of management.cluster and the guard are given by the test: those have tests of their own, and would need the whole product.
/// </summary>
internal sealed class UpgradeNode : IUpgradePlatform, IAsyncDisposable
{
    private static long _lives = 1_700_000_000_000;

    private readonly UpgradePair _pair;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly GuardSocket _guard;
    private bool _isPrimary;
    private long _term;

    public UpgradeNode(UpgradePair pair, string id)
    {
        _pair = pair;
        Id = id;
        Folder = Path.Combine(pair.Files.Folder, id);
        File.WriteAllText(VersionFile, "1.0.0");
        _guard = new GuardSocket(Path.Combine(Folder, "data"), () => RestartAsync());
        Make();
    }

    public string Id { get; }

    public string Folder { get; }

    /// <summary>What the hook of the tests writes: the version of the program on the disk.</summary>
    public string VersionFile => Path.Combine(Folder, "version");

    public SyncNodeHost Host { get; private set; } = null!;

    public UpgradeModule Module { get; private set; } = null!;

    public IUpgradeCoordinator Coordinator => Module;

    public string Version { get; private set; } = "";

    public bool IsUp { get; private set; }

    public bool IsHealthy { get; set; } = true;

    public int GuardAsked => _guard.Asked;

    /// <summary>Put around the acts of the next life.</summary>
    public Func<IUpgradeActs, IUpgradeActs> Around { get; set; } = acts => acts;

    /// <summary>Put around logic.sync, where the real one cannot be made to fail so.</summary>
    public Func<ISynchronizer, ISynchronizer> AroundSync { get; set; } = sync => sync;

    /// <summary>Everything that all lives published.</summary>
    public List<Contracts.Kernel.IEvent> Published { get; } = [];

    public void Become(bool isPrimary, long term)
    {
        (_isPrimary, _term) = (isPrimary, term);
        Host.StateMachine.Become(isPrimary ? NodeState.Primary : NodeState.Standby, isPrimary ? term : term - 1);
        Host.StateMachine.Status = Host.StateMachine.Status with { PeerState = isPrimary ? NodeState.Standby : NodeState.Primary, PeerTerm = new Epoch(isPrimary ? term - 1 : term) };
    }

    public async Task StartAsync()
    {
        Become(_isPrimary, _term);
        await Host.StartAsync();
        Module.Connect(this);
        await Module.StartAsync(CancellationToken.None);
        IsUp = true;
    }

    /// <summary>Takes the node away without a word; what it has not written is lost.</summary>
    public async Task KillAsync()
    {
        await _turn.WaitAsync();
        try
        {
            await StopAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A new life, of the program that is on the disk now.</summary>
    public async Task RestartAsync()
    {
        await _turn.WaitAsync();
        try
        {
            await StopAsync();
            Make();
            await StartAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    public ClusterView GetCluster() => _pair.GetCluster();

    public async Task<byte[]> AskPeerAsync(byte[] body, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var peer = _pair.PeerOf(this);
        if (!peer.IsUp || _pair.IsCut)
        {
            throw new HamgmException(ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, peer.Id, $"'{peer.Id}' is not reachable.");
        }

        return await peer.Module.AnswerPeerAsync(body, cancellationToken);
    }

    public Task SwitchAsync(string orderedBy, CancellationToken cancellationToken) => _pair.SwitchAsync();

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _guard.Dispose();
    }

    private void Make()
    {
        Version = File.ReadAllText(VersionFile).Trim();
        Host = new SyncNodeHost(_pair.Files.ConfigFile(Id));
        Module = new UpgradeModule(
            Host.Config, Host.Records, new VersionedHost(_pair.Files.ConfigFile(Id), Version, Interlocked.Increment(ref _lives)), Host.Bus, Host.Faults, Host.Log, TimeProvider.System,
            new CoordinatorOptions { Patience = _pair.Patience, CatchUpInterval = TimeSpan.FromMilliseconds(100), Poll = TimeSpan.FromMilliseconds(20), Around = Around })
        {
            Synchronizer = AroundSync(Host.Sync),
        };
    }

    private async Task StopAsync()
    {
        if (!IsUp)
        {
            return;
        }

        IsUp = false;
        await Module.StopAsync(CancellationToken.None);
        Module.Dispose();
        await Host.DisposeAsync();
        Published.AddRange(Host.Bus.Snapshot());
        Assert.IsEmpty(Host.Faults.Reported, string.Join("\n", Host.Faults.Reported));
    }
}
