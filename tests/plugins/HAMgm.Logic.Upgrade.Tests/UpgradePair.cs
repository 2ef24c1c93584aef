using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.StateMachine;
using HAMgm.Contracts.Upgrades;
using HAMgm.Contracts.Vip;
using HAMgm.TestSupport;

namespace HAMgm.Logic.Upgrade.Tests;

/// <summary>Two nodes in this process: a is PRIMARY of term 5, b STANDBY, both of version 1.0.0.</summary>
internal sealed class UpgradePair : IAsyncDisposable
{
    private long _term = 5;
    private UpgradeNode _primary;

    private UpgradePair(SyncPair files, TimeSpan patience)
    {
        Files = files;
        Patience = patience;
        A = new UpgradeNode(this, "a");
        B = new UpgradeNode(this, "b");
        _primary = A;
    }

    public SyncPair Files { get; }

    public TimeSpan Patience { get; }

    public UpgradeNode A { get; }

    public UpgradeNode B { get; }

    public bool IsCut { get; set; }

    public UpgradeNode Primary => _primary;

    public string Package => Path.Combine(Files.Folder, "hamgm_2.0.0.deb");

    /// <summary>Starts the pair.</summary>
    /// <param name="hookBody">Shell lines of the hook, with $1 the package and $2 the version; HAMGM_NODE and $FOLDER name the node.</param>
    /// <param name="setOptions">Further options of the set.</param>
    /// <param name="patience">How long an unreachable peer is asked again.</param>
    public static async Task<UpgradePair> StartAsync(string hookBody = "", string setOptions = "", TimeSpan? patience = null)
    {
        if (!Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "rsync"))))
        {
            Assert.Inconclusive("rsync is not installed (scripts/test installs it)");
        }

        var files = new SyncPair(setOptions: setOptions);
        foreach (var node in new[] { "a", "b" })
        {
            var folder = Path.Combine(files.Folder, node);
            var hook = Path.Combine(folder, "install");
            File.WriteAllText(hook, $"#!/bin/sh\nset -eu\nFOLDER={folder}\n{hookBody}\nprintf '%s' \"$2\" >\"$FOLDER/version\"\n");
            File.SetUnixFileMode(hook, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.AppendAllText(files.ConfigFile(node), $"upgrade: {{ hook: {hook}, hook_timeout: 20s, check_timeout: 10s, monitor_interval: 1s }}\n");
        }

        var pair = new UpgradePair(files, patience ?? TimeSpan.FromSeconds(10));
        File.WriteAllText(pair.Package, "a package");
        pair.Write("a", "app.conf", "old");
        pair.A.Become(isPrimary: true, pair._term);
        pair.B.Become(isPrimary: false, pair._term);
        await pair.A.StartAsync();
        await pair.B.StartAsync();
        await pair.B.Host.Sync.RunAsync(new Contracts.Sync.SyncOrder(SyncKind.All, null, false, []), CancellationToken.None);
        Assert.AreEqual("old", pair.Read("b", "app.conf"));
        return pair;
    }

    public UpgradeNode PeerOf(UpgradeNode node) => node == A ? B : A;

    public void Write(string node, string name, string text)
    {
        var path = Path.Combine(Files.Files(node), name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public string Read(string node, string name) => File.ReadAllText(Path.Combine(Files.Files(node), name));

    /// <summary>Moves the VIP to the other node, as the decision cores would.</summary>
    public async Task SwitchAsync()
    {
        _term += 1;
        _primary = PeerOf(_primary);
        foreach (var node in new[] { A, B })
        {
            node.Become(node == _primary, _term);
            if (node.IsUp)
            {
                await node.Host.Sync.HandleEventAsync(
                    new RoleChangedEvent(node.Id, new StateTransition(NodeState.Standby, node.Host.StateMachine.Status.State, "test", "test", new Epoch(_term), 0)), CancellationToken.None);
            }
        }
    }

    public ClusterView GetCluster() => new(
        "test", [ViewOf(A), ViewOf(B)], new VipView("127.0.0.9", VipState.Bound, _primary.Id, "lo", 0),
        _primary.IsUp ? _primary.Id : "", 0, true);

    /// <summary>Begins an upgrade to 2.0.0 at a.</summary>
    public Task<UpgradeReport> BeginAsync(bool rolling = true, UpgradeNode? at = null) =>
        (at ?? A).Coordinator.StartAsync(new UpgradeOrder("2.0.0", rolling ? Package : "", "test"), CancellationToken.None);

    /// <summary>Waits until an upgrade waits for an operator or is over, on both nodes that are up.</summary>
    public async Task<UpgradeRecord> SettleAsync(UpgradeNode? at = null)
    {
        var node = at ?? A;
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (true)
        {
            if (node.IsUp && TryStatus(node) is { } upgrade && (upgrade.IsOver || upgrade.IsWaiting)
                && (IsCut || !PeerOf(node).IsUp || TryStatus(PeerOf(node)) is { } there && (there.Id, there.Revision) == (upgrade.Id, upgrade.Revision)))
            {
                return upgrade;
            }

            Assert.IsTrue(DateTime.UtcNow < deadline, $"it does not settle: {TryStatus(node)} {string.Join("\n", node.Host.Log.Lines.TakeLast(20))}");
            await Task.Delay(20);
        }
    }

    /// <summary>What a node's records say of an upgrade, once they have this state of it: they follow the coordinator's own, and decide nothing.</summary>
    public static async Task<UpgradeRecord> RecordedAsync(UpgradeNode node, UpgradeRecord upgrade)
    {
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (true)
        {
            var recorded = (await node.Host.Records.GetUpgradesAsync(10, CancellationToken.None)).SingleOrDefault(record => record.Id == upgrade.Id);
            if (recorded?.Revision == upgrade.Revision)
            {
                return recorded;
            }

            Assert.IsTrue(DateTime.UtcNow < deadline, $"the records of '{node.Id}' have {recorded}, not {upgrade}");
            await Task.Delay(20);
        }
    }

    /// <summary>Alerts of a key that any life of a node raised.</summary>
    public IReadOnlyList<AlertEvent> Alerts(string key) => [.. new[] { A, B }
        .SelectMany(node => node.Published.Concat(node.IsUp ? node.Host.Bus.Snapshot() : [])).OfType<AlertEvent>().Where(alert => alert.Key == key || alert.Type == key)];

    public static string StepsOf(UpgradeRecord upgrade) => string.Join('\n', upgrade.Steps.Select(step => $"{step.Name} {step.NodeId} {step.Status}: {step.Detail}"));

    public async ValueTask DisposeAsync()
    {
        await B.DisposeAsync();
        await A.DisposeAsync();
        Files.Dispose();
    }

    private static UpgradeRecord? TryStatus(UpgradeNode node)
    {
        try
        {
            return node.Coordinator.GetStatus().Record;
        }
        catch (Contracts.Errors.HamgmException)
        {
            // It is just being replaced.
            return null;
        }
    }

    private static NodeView ViewOf(UpgradeNode node) => new()
    {
        NodeId = node.Id,
        IpAddress = node.Id == "a" ? "127.0.0.1" : "127.0.0.2",
        Port = 9090,
        State = node.IsUp ? node.Host.StateMachine.Status.State : NodeState.Unknown,
        LastHeartbeatUnixMs = 0,
        CpuUsage = null,
        MemoryUsage = null,
        IsHealthy = node.IsUp && node.IsHealthy,
        HealthDetails = node.IsHealthy ? "" : "the test says so",
        Version = node.Version,
        Term = new Epoch(1),
        HoldsVip = false,
        ConfigVersion = 0,
        ConfigHash = 0,
        VipInterface = "lo",
        VipState = VipState.Unbound,
        VipUpdateUnixMs = 0,
        LastRuleId = "",
        Warnings = [],
        Age = TimeSpan.Zero,
    };
}
