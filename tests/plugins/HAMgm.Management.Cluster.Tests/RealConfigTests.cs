using System.Text;
using System.Text.Json;
using HAMgm.Component.Config;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.TestSupport;

namespace HAMgm.Management.Cluster.Tests;

/// <summary>Replication over two real configuration files.</summary>
[TestClass]
public class RealConfigTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hamgm-cluster-").FullName;

    [TestCleanup]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public async Task SetConfig_OnTheStandby_IsInBothFilesWithTheirComments()
    {
        var (a, b) = await StartAsync();

        var text = await b.Manager.SetConfigAsync("cluster.auto_switch", "false", TestNode.Admin, CancellationToken.None);

        Assert.Contains("on both nodes", text);
        foreach (var node in new[] { a, b })
        {
            var file = File.ReadAllText(node.Config.Path);
            Assert.Contains("auto_switch: false   # as agreed", file);
            Assert.AreEqual(1, node.Config.Version);
        }

        Assert.AreEqual(a.Config.SharedHash, b.Config.SharedHash);
    }

    [TestMethod]
    public async Task Exchange_AfterChangesThatDependOnEachOther_TakesThemOverInAnyOrder()
    {
        var (a, b) = await StartAsync();
        foreach (var (timeout, interval) in new[] { ("60s", "20s"), ("400ms", "100ms") })
        {
            a.Channel.Disconnect();
            var longer = timeout == "60s";
            await SetAsync(a, longer ? ("cluster.heartbeat_timeout", timeout) : ("cluster.heartbeat_interval", interval));
            await SetAsync(a, longer ? ("cluster.heartbeat_interval", interval) : ("cluster.heartbeat_timeout", timeout));
            await SetAsync(a, ("quorum.gateways", longer ? "10.0.0.254,10.0.0.253" : ""));
            await SetAsync(a, ("vip.more", longer ? "10.0.0.8/24" : ""));

            a.Channel.Connect();
            await b.Manager.Exchange.ExchangeAsync(TimeSpan.Zero, CancellationToken.None);

            Assert.AreEqual(a.Config.Version, b.Config.Version);
            Assert.AreEqual(a.Config.SharedHash, b.Config.SharedHash);
            Assert.AreEqual(interval, b.Config.GetString("cluster.heartbeat_interval"));
        }
    }

    [TestMethod]
    public async Task SetConfig_AcknowledgementLost_IsTakenOverUnderThePeersVersion()
    {
        var (a, b) = await StartAsync();
        a.Channel.LosesReply = payload => Encoding.Latin1.GetString(payload.Span).Contains("config.apply", StringComparison.Ordinal);
        var error = await TestNode.FailureAsync(() => SetAsync(a, ("quorum.on_isolation", "keep")));
        Assert.AreEqual(504, error.Code);
        Assert.AreEqual("release", a.Config.GetString("quorum.on_isolation"));

        a.Channel.LosesReply = _ => false;
        await a.Manager.Exchange.ExchangeAsync(TimeSpan.Zero, CancellationToken.None);

        Assert.AreEqual(("keep", b.Config.Version), (a.Config.GetString("quorum.on_isolation"), a.Config.Version));
        Assert.AreEqual(a.Config.SharedHash, b.Config.SharedHash);
    }

    [TestMethod]
    public async Task Secrets_StayOnTheirNode()
    {
        var (a, b) = await StartAsync();

        await SetAsync(a, ("cluster.secret", "0123456789abcdef0123456789abcdef"));
        await SetAsync(a, ("quorum.on_isolation", "keep"));

        Assert.AreEqual("", b.Config.GetString("cluster.secret"));
        Assert.DoesNotContain("0123456789abcdef", a.Manager.GetConfig("cluster.secret"));
        Assert.IsFalse(a.Log.Lines.Concat(b.Log.Lines).Any(line => line.Contains("0123456789abcdef", StringComparison.Ordinal)));
        Assert.IsFalse(a.Store.Keys("config:").Any(key => a.Store.Get(key)!.Contains("0123456789abcdef", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task SetConfig_FileEditedByHandOnThePeer_IsRefusedAndChangesNothing()
    {
        var (a, b) = await StartAsync();
        File.WriteAllText(b.Config.Path, File.ReadAllText(b.Config.Path).Replace("priority: 100", "priority: 120", StringComparison.Ordinal));

        var error = await TestNode.FailureAsync(() => SetAsync(a, ("quorum.on_isolation", "keep")));

        Assert.AreEqual(ErrorKind.Configuration, error.Kind);
        Assert.Contains("changed by hand", error.Message);
        Assert.AreEqual("release", a.Config.GetString("quorum.on_isolation"));
    }

    private static Task<string> SetAsync(RealNode node, (string Key, string Value) setting) =>
        node.Manager.SetConfigAsync(setting.Key, setting.Value, TestNode.Admin, CancellationToken.None);

    private async Task<(RealNode A, RealNode B)> StartAsync()
    {
        var (left, right) = FakePeerChannel.Pair();
        var a = new RealNode(WriteFile("node-a", "10.0.0.1", "node-b", "10.0.0.2"), left);
        var b = new RealNode(WriteFile("node-b", "10.0.0.2", "node-a", "10.0.0.1"), right);
        await a.StartAsync();
        await b.StartAsync();
        a.StateMachine.Become(HAMgm.Contracts.Cluster.NodeState.Primary, 4);
        await a.Manager.Exchange.ExchangeAsync(TimeSpan.Zero, CancellationToken.None);
        return (a, b);
    }

    private string WriteFile(string id, string ip, string peerId, string peerIp)
    {
        var path = Path.Combine(_folder, $"{id}.yaml");
        Directory.CreateDirectory(Path.Combine(_folder, id));
        File.WriteAllText(path, $$"""
            cluster:
              id: test
              auto_switch: true   # as agreed
              heartbeat_interval: 5s
              heartbeat_timeout: 30s
            node: { id: {{id}}, ip: {{ip}}, priority: 100 }
            peer: { id: {{peerId}}, ip: {{peerIp}} }
            vip: { address: 10.0.0.9/24, interface: eth0 }
            data_dir: {{id}}
            """);
        return path;
    }

    private sealed class RealNode
    {
        public RealNode(string configPath, FakePeerChannel channel)
        {
            var host = new FakeHost(configPath);
            Channel = channel;
            Config = new ConfigComponent(host, new Catalog(), Log);
            Manager = new ClusterManager(Config, Store, channel, StateMachine, new FakeVipControl(), new FakeBus(), host, Log);
        }

        public FakePeerChannel Channel { get; }

        public ConfigComponent Config { get; }

        public FakeDataStore Store { get; } = new();

        public FakeStateMachine StateMachine { get; } = new();

        public RecordingLogger Log { get; } = new();

        public ClusterManager Manager { get; }

        public async Task StartAsync()
        {
            await Config.LoadAsync(CancellationToken.None);
            Manager.MarkStart();
            Channel.HandleRequests(Manager.Server.AnswerAsync);
        }
    }

    private sealed class Catalog : IPluginCatalog
    {
        public IReadOnlyDictionary<string, string> SettingsSchemas { get; } = ReadSchemas();

        public string GetPluginSettings(string pluginId) => "{}";

        private static Dictionary<string, string> ReadSchemas()
        {
            using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "schemas", "component.config.json")));
            return new Dictionary<string, string> { ["component.config"] = manifest.RootElement.GetProperty("settings").GetRawText() };
        }
    }
}
