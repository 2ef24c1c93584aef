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
            Assert.AreEqual(new HAMgm.Contracts.Configuration.ConfigStamp(4, 1), node.Config.Stamp);
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
    public async Task SetConfig_ConfirmationLost_IsDecidedAndOnBothInTheEnd()
    {
        var (a, b) = await StartAsync();
        a.Channel.LosesReply = payload => Encoding.Latin1.GetString(payload.Span).Contains("config.commit", StringComparison.Ordinal);

        var text = await SetAsync(a, ("quorum.on_isolation", "keep"));

        Assert.Contains("takes it over when it comes back", text);
        a.Channel.LosesReply = _ => false;
        await a.Manager.Exchange.ExchangeAsync(TimeSpan.Zero, CancellationToken.None);
        Assert.AreEqual(("keep", "keep"), (a.Config.GetString("quorum.on_isolation"), b.Config.GetString("quorum.on_isolation")));
        Assert.AreEqual((a.Config.Stamp, a.Config.SharedHash), (b.Config.Stamp, b.Config.SharedHash));
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

    [TestMethod]
    public async Task Exchange_PeersSetIsRefusedHere_ChangesNothing()
    {
        var (a, b) = await StartAsync();
        a.Channel.Disconnect();
        await SetAsync(a, ("quorum.on_isolation", "keep"));
        await SetAsync(a, ("vip.more", "10.0.0.77/24"));
        var before = File.ReadAllText(b.Config.Path).Replace("ip: 10.0.0.2,", "ip: 10.0.0.77,", StringComparison.Ordinal);
        File.WriteAllText(b.Config.Path, before);
        b.Config.LoadConfig(b.Config.Path);

        a.Channel.Connect();
        await b.Manager.Exchange.ExchangeAsync(TimeSpan.Zero, CancellationToken.None);

        Assert.AreEqual((before, 0L), (File.ReadAllText(b.Config.Path), b.Config.Version));
        Assert.IsTrue(b.Log.Lines.Any(line => line.Contains("refused here", StringComparison.Ordinal)), string.Join('\n', b.Log.Lines));
    }

    /// <summary>What was refused because of the file here is taken over once the file is in order, although neither side's settings change.</summary>
    [TestMethod]
    public async Task Exchange_RefusedBecauseOfTheFileHere_IsTriedAgainUntilTheCauseIsGone()
    {
        var (a, b) = await StartAsync();
        a.Channel.Disconnect();
        await SetAsync(a, ("quorum.on_isolation", "keep"));
        var whole = File.ReadAllText(b.Config.Path);
        File.WriteAllText(b.Config.Path, whole.Replace("priority: 100", "priority: lots", StringComparison.Ordinal));
        a.Channel.Connect();

        for (var look = 0; look < 3; look++)
        {
            await ExchangeAsync();
            b.Time.Advance(TimeSpan.FromSeconds(31));
            a.Time.Advance(TimeSpan.FromSeconds(31));
        }

        Assert.AreEqual("release", b.Config.GetString("quorum.on_isolation"));
        Assert.HasCount(1, b.Log.Lines.Where(static line => line.Contains("could not be made alike", StringComparison.Ordinal)));
        Assert.HasCount(1, b.Bus.Published.OfType<HAMgm.Contracts.Alerts.AlertEvent>().Where(static alert => alert.Type == "config_mismatch"));

        await ExchangeAsync();
        File.WriteAllText(b.Config.Path, whole);
        b.Time.Advance(TimeSpan.FromSeconds(29));
        await ExchangeAsync();
        Assert.AreEqual("release", b.Config.GetString("quorum.on_isolation"), "it is not asked every second");

        b.Time.Advance(TimeSpan.FromSeconds(2));
        await ExchangeAsync();
        Assert.AreEqual("keep", b.Config.GetString("quorum.on_isolation"));
        Assert.AreEqual((a.Config.Stamp, a.Config.SharedHash), (b.Config.Stamp, b.Config.SharedHash));
        Assert.IsFalse(b.Manager.GetNode("node-b").Warnings.Any(static warning => warning.Contains("refused here", StringComparison.Ordinal)));

        Task ExchangeAsync() => b.Manager.Exchange.ExchangeAsync(TimeSpan.Zero, CancellationToken.None);
    }

    [TestMethod]
    public async Task RegisterNode_InASingleCluster_WritesBothKeysAtOnceAndAThirdIsRefused()
    {
        var (a, _) = await StartAsync();
        await a.Manager.UnregisterNodeAsync("node-b", false, TestNode.Admin, CancellationToken.None);

        var outcome = await a.Manager.RegisterNodeAsync("node-c", "10.0.0.3", 9090, TestNode.Admin, CancellationToken.None);
        var third = await TestNode.FailureAsync(() => a.Manager.RegisterNodeAsync("node-d", "10.0.0.4", 9090, TestNode.Admin, CancellationToken.None));

        Assert.Contains("restart", outcome.Message);
        Assert.Contains("peer: { id: node-c, ip: 10.0.0.3 }", File.ReadAllText(a.Config.Path));
        Assert.IsEmpty(a.Config.Check(a.Config.Path).Where(issue => !issue.IsWarning));
        Assert.AreEqual((ErrorKind.Cluster, 409), (third.Kind, third.Code));
    }

    [TestMethod]
    public async Task RegisterNode_AddressThatTheConfigurationRefuses_ChangesNothing()
    {
        var (a, _) = await StartAsync();
        await a.Manager.UnregisterNodeAsync("node-b", false, TestNode.Admin, CancellationToken.None);
        var before = File.ReadAllText(a.Config.Path);

        foreach (var address in new[] { "fd00::3", "10.0.0.9", "10.0.0.1", "224.0.0.1" })
        {
            var error = await TestNode.FailureAsync(() => a.Manager.RegisterNodeAsync("node-c", address, 9090, TestNode.Admin, CancellationToken.None));
            Assert.AreEqual(400, error.Code, address);
            Assert.AreEqual(before, File.ReadAllText(a.Config.Path), address);
        }
    }

    [TestMethod]
    public async Task UnregisterNode_ReachablePeer_LeavesAndIsTakenOutOfTheFileWithItsLinks()
    {
        var (a, b) = await StartAsync();
        await SetAsync(a, ("peer.links", "10.1.0.1 10.1.0.2"));

        var outcome = await a.Manager.UnregisterNodeAsync("node-b", false, TestNode.Admin, CancellationToken.None);

        Assert.StartsWith("leave", b.StateMachine.Calls.Single());
        Assert.Contains("after its next restart", outcome.Message);
        var file = File.ReadAllText(a.Config.Path);
        Assert.Contains("peer: {}", file);
        Assert.Contains("# as agreed", file);
        Assert.IsEmpty(a.Config.Check(a.Config.Path).Where(issue => !issue.IsWarning));
        Assert.AreEqual("node-a", b.Config.GetString("peer.id"));
        var unknown = await TestNode.FailureAsync(() => a.Manager.UnregisterNodeAsync("node-b", false, TestNode.Admin, CancellationToken.None));
        Assert.AreEqual((ErrorKind.NodeNotFound, 404), (unknown.Kind, unknown.Code));
    }

    /// <summary>Everything that this plugin says about the secret: answers, errors, events, logs, the history, and bytes to the peer.</summary>
    [TestMethod]
    [DataRow("cluster.secret", "nobody-should-see-this-1234567890")]
    [DataRow("cluster.secret", "nobody-should-see-this\u0001control")]
    [DataRow("cluster.secrets", "nobody-should-see-this-1234567890")]
    [DataRow("cluster.Secret", "nobody-should-see-this-1234567890")]
    public async Task Secret_SetAndRead_IsShownNowhere(string key, string secret)
    {
        const string shape = "nobody-should-see-this";
        var (a, b) = await StartAsync();
        var said = new List<string>();
        foreach (var node in new[] { b, a })
        {
            foreach (var call in new Func<Task<string>>[] { () => SetAsync(node, (key, secret)), () => Task.FromResult(node.Manager.GetConfig("cluster.secret")) })
            {
                try
                {
                    said.Add(await call());
                }
                catch (HamgmException refused)
                {
                    said.Add(refused.ToString());
                }
            }
        }

        await SetAsync(b, ("quorum.on_isolation", "keep"));
        foreach (var node in new[] { a, b })
        {
            said.AddRange(node.Log.Lines);
            said.AddRange(node.Store.Keys("config:").Select(name => node.Store.Get(name)!));
            said.AddRange(node.Channel.Sent.Select(Encoding.Latin1.GetString));
            said.AddRange((await node.Manager.GetEventsAsync(0, TimeSpan.Zero, CancellationToken.None)).Select(line => line.Message));
        }

        Assert.IsFalse(said.Any(text => text.Contains(shape, StringComparison.Ordinal)), string.Join('\n', said));
        Assert.AreEqual(a.Config.GetString("cluster.secret").Length > 0 ? "***" : "", a.Manager.GetConfig("cluster.secret"));
    }

    [TestMethod]
    public async Task FileEdited_OwnSettings_AreInForceHereAndInTheHistory()
    {
        var (a, b) = await StartAsync();

        await b.EditAsync("priority: 100", "priority: 120");

        Assert.AreEqual((100, 120), (a.Config.GetInt("node.priority"), b.Config.GetInt("node.priority")));
        var entry = b.Manager.GetConfigHistory("", 10, nodeLocal: true).Single();
        Assert.AreEqual(("file", "edited in the file"), (entry.Who, entry.Note));
        Assert.AreEqual(new HAMgm.Contracts.Management.ConfigDifference("node.priority", "100", "120"), entry.Changes.Single());
        Assert.IsFalse(b.Manager.GetNode("node-b").Warnings.Any(warning => warning.Contains("edited", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task FileEdited_OnTheStandby_GoesByThePrimaryToBothFiles()
    {
        var (a, b) = await StartAsync();
        await b.Manager.Exchange.ExchangeAsync(TimeSpan.Zero, CancellationToken.None);

        await b.EditAsync("auto_switch: true ", "auto_switch: false ");

        Assert.Contains("auto_switch: false   # as agreed", File.ReadAllText(a.Config.Path));
        Assert.AreEqual((a.Config.Stamp, a.Config.SharedHash), (b.Config.Stamp, b.Config.SharedHash));
        Assert.AreEqual("file", a.Manager.GetConfigHistory("", 10, false).Single().Who);
        Assert.IsTrue(a.Log.Lines.Any(line => line.StartsWith("info audit", StringComparison.Ordinal) && line.Contains("caller=file", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task FileEdited_SharedAndOwnSettings_AreOneWrite()
    {
        var (a, b) = await StartAsync();
        await b.Manager.Exchange.ExchangeAsync(TimeSpan.Zero, CancellationToken.None);
        File.WriteAllText(b.Config.Path, File.ReadAllText(b.Config.Path).Replace("priority: 100", "priority: 120", StringComparison.Ordinal));

        await b.EditAsync("heartbeat_timeout: 30s", "heartbeat_timeout: 40s");

        Assert.AreEqual(("40s", "40s"), (a.Config.GetString("cluster.heartbeat_timeout"), b.Config.GetString("cluster.heartbeat_timeout")));
        Assert.AreEqual((100, 120), (a.Config.GetInt("node.priority"), b.Config.GetInt("node.priority")));
        Assert.IsNull(b.Config.LookAtFile());
    }

    [TestMethod]
    public async Task FileEdited_WithAnError_IsRefusedOnceAndLeftAlone()
    {
        var (_, b) = await StartAsync();

        await b.EditAsync("priority: 100", "priority: lots");
        var edited = File.ReadAllText(b.Config.Path);
        await b.Manager.LookAtFileAsync(CancellationToken.None);

        Assert.AreEqual((edited, 100), (File.ReadAllText(b.Config.Path), b.Config.GetInt("node.priority")));
        Assert.HasCount(1, b.Bus.Published.OfType<HAMgm.Contracts.Alerts.AlertEvent>().Where(alert => alert.Type == "config_file_refused"));
        Assert.IsTrue(b.Manager.GetNode("node-b").Warnings.Any(warning => warning.Contains("line 6: node.priority", StringComparison.Ordinal)));
        await b.EditAsync("priority: lots", "priority: 100");
        Assert.IsFalse(b.Manager.GetNode("node-b").Warnings.Any(warning => warning.Contains("edited", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task FileEdited_WithoutAPrimary_IsTakenWhenThereIsOne()
    {
        var (a, b) = await StartAsync();
        a.StateMachine.Become(HAMgm.Contracts.Cluster.NodeState.Standby, 4);
        await b.Manager.Exchange.ExchangeAsync(TimeSpan.Zero, CancellationToken.None);

        await b.EditAsync("auto_switch: true ", "auto_switch: false ");
        Assert.AreEqual("true", b.Config.GetString("cluster.auto_switch"));
        Assert.IsTrue(b.Manager.GetNode("node-b").Warnings.Any(warning => warning.Contains("No node is PRIMARY", StringComparison.Ordinal)));

        b.StateMachine.Become(HAMgm.Contracts.Cluster.NodeState.Primary, 6);
        b.Time.Advance(TimeSpan.FromSeconds(6));
        await b.Manager.LookAtFileAsync(CancellationToken.None);

        Assert.AreEqual(("false", "false"), (a.Config.GetString("cluster.auto_switch"), b.Config.GetString("cluster.auto_switch")));
        Assert.AreEqual(6, a.Config.Stamp.Term);
    }

    [TestMethod]
    public async Task Start_AfterACrashBetweenFileAndHistory_FinishesTheEntry()
    {
        var (a, b) = await StartAsync();
        await SetAsync(a, ("quorum.on_isolation", "keep"));
        const string key = "config:history:1:4:node-a";
        var entry = b.Store.Get(key)!;
        b.Store.Delete(key);
        b.Store.Set("config:prepared", entry);

        b.Manager.RecoverConfig();

        Assert.AreEqual(entry, b.Store.Get(key));
        Assert.IsNull(b.Store.Get("config:prepared"));
        b.Store.Set("config:prepared", Next(entry, "keep", "release"));
        b.Manager.RecoverConfig();
        Assert.HasCount(1, b.Manager.GetConfigHistory("", 10, false));
        Assert.IsNull(b.Store.Get("config:prepared"));
    }

    [TestMethod]
    public async Task Start_AfterACrashBetweenFileAndStamp_FinishesBoth()
    {
        var (a, b) = await StartAsync();
        await SetAsync(a, ("quorum.on_isolation", "keep"));
        b.Store.Set("config:prepared", Next(b.Store.Get("config:history:1:4:node-a")!, "keep", "release"));
        File.WriteAllText(b.Config.Path, File.ReadAllText(b.Config.Path).Replace("on_isolation: keep", "on_isolation: release", StringComparison.Ordinal));
        b.Config.LoadConfig(b.Config.Path);

        b.Manager.RecoverConfig();

        Assert.AreEqual(new HAMgm.Contracts.Configuration.ConfigStamp(5, 2), b.Config.Stamp);
        Assert.AreEqual("root@local", b.Manager.GetConfigHistory("", 1, false).Single().Who);
    }

    // The entry that a PRIMARY of term 5 prepared after this one.
    private static string Next(string entry, string from, string to)
    {
        var next = System.Text.Json.Nodes.JsonNode.Parse(entry)!;
        (next["BaseTerm"], next["BaseVersion"], next["BaseHash"]) = ((int)next["Term"]!, (int)next["Version"]!, (string)next["Hash"]!);
        (next["Term"], next["Version"], next["Hash"]) = (5, 2, "");
        (next["Changes"]![0]!["OldValue"], next["Changes"]![0]!["NewValue"]) = (from, to);
        return next.ToJsonString();
    }

    [TestMethod]
    public async Task Start_AfterAnEditWhileStopped_NotesWhatDiffers()
    {
        var (a, b) = await StartAsync();
        await SetAsync(a, ("quorum.on_isolation", "keep"));
        File.WriteAllText(b.Config.Path, File.ReadAllText(b.Config.Path).Replace("heartbeat_timeout: 30s", "heartbeat_timeout: 40s", StringComparison.Ordinal));
        b.Config.LoadConfig(b.Config.Path);

        b.Manager.RecoverConfig();

        var entry = b.Manager.GetConfigHistory("", 1, false).Single();
        Assert.AreEqual(("file", "edited while the service was stopped", 2L), (entry.Who, entry.Note, entry.Version));
        Assert.AreEqual("cluster.heartbeat_timeout", entry.Changes.Single().Key);
        await a.Manager.Exchange.ExchangeAsync(TimeSpan.Zero, CancellationToken.None);
        Assert.AreEqual("40s", a.Config.GetString("cluster.heartbeat_timeout"));
        Assert.AreEqual(2, a.Manager.GetConfigHistory("", 10, false).Count);
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
            Manager = new ClusterManager(Config, Store, channel, StateMachine, new FakeVipControl(), Bus, host, Log, Time);
        }

        public FakePeerChannel Channel { get; }

        public FakeBus Bus { get; } = new();

        public FakeTime Time { get; } = new();

        public ConfigComponent Config { get; }

        public FakeDataStore Store { get; } = new();

        public FakeStateMachine StateMachine { get; } = new();

        public RecordingLogger Log { get; } = new();

        public ClusterManager Manager { get; }

        public async Task StartAsync()
        {
            await Config.LoadAsync(CancellationToken.None);
            Manager.MarkStart();
            Manager.RecoverConfig();
            Channel.HandleRequests(Manager.Server.AnswerAsync);
        }

        /// <summary>Edits the file and lets the node look at it as often as it needs.</summary>
        public async Task EditAsync(string from, string to)
        {
            File.WriteAllText(Config.Path, File.ReadAllText(Config.Path).Replace(from, to, StringComparison.Ordinal));
            await Manager.LookAtFileAsync(CancellationToken.None);
            await Manager.LookAtFileAsync(CancellationToken.None);
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
