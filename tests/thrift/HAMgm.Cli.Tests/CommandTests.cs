using HAMgm.Cli.Tests.Harness;

namespace HAMgm.Cli.Tests;

/// <summary>Every command in every format: what it calls, and what it shows.</summary>
[TestClass]
public sealed class CommandTests
{
    public static IEnumerable<object[]> Commands =>
    [
        ["cluster-status", "cluster status", "GetClusterStatus"],
        ["cluster-nodes", "cluster nodes", "GetAllNodes"],
        ["cluster-nodes-primary", "cluster nodes --filter=primary", "GetAllNodes"],
        ["cluster-nodes-standby", "cluster nodes --filter Standby", "GetAllNodes"],
        ["cluster-vip", "cluster vip", "GetVIPStatus"],
        ["cluster-events", "cluster events", "GetEvents 0, GetEvents 1, GetEvents 2"],
        ["cluster-events-none", "cluster events --after 2", "GetEvents 2"],
        ["node-info", "node info node-001", "GetNodeInfo node-001"],
        ["node-health", "node health node-002", "CheckNodeHealth node-002, GetHealthChecks node-002"],
        ["node-status", "node status", "GetNodeStatus "],
        ["node-add", "node add --id=node-003 --ip=192.168.1.103 --port=9191", "AddNode node-003 192.168.1.103 9191 UNKNOWN"],
        ["node-add-ipv6", "node add --id node-003 --ip fd00::3", "AddNode node-003 fd00::3 9090 UNKNOWN"],
        ["node-remove", "node remove node-002", "RemoveNode node-002"],
        ["node-remove-force", "node remove node-002 --force", "RemoveNodeForced node-002"],
        ["config-get", "config get cluster.heartbeat_interval", "GetConfig cluster.heartbeat_interval"],
        ["config-set", "config set cluster.heartbeat_interval 200ms", "SetConfig cluster.heartbeat_interval 200ms"],
        ["config-set-words", "config set alert.text a b c", "SetConfig alert.text a b c"],
        ["config-set-at", "config set alert.text @home -1", "SetConfig alert.text @home -1"],
        ["config-set-dashes", "config set alert.text -- --x", "SetConfig alert.text --x"],
        ["config-auto-switch", "config auto-switch", "GetAutoSwitchStatus"],
        ["config-auto-switch-on", "config auto-switch --enable", "SetAutoSwitch True"],
        ["config-auto-switch-off", "config auto-switch --disable", "SetAutoSwitch False"],
        ["config-history", "config history", "GetConfigHistory  20 False"],
        ["config-history-key", "config history cluster --limit 5 --node-local", "GetConfigHistory cluster 5 True"],
        ["config-diff", "config diff 7", "DiffConfig 7 -1"],
        ["config-diff-two", "config diff 5 7", "DiffConfig 5 7"],
        ["config-diff-peer", "config diff --peer", "DiffConfigWithPeer"],
        ["config-rollback", "config rollback 7", "RollbackConfig 7"],
        ["sync-config", "sync config --target=node-002 --force", "SyncData CONFIG node-002 True -"],
        ["sync-cert", "sync cert", "SyncData CERTIFICATE - False -"],
        ["sync-data", "sync data --files a.db,b.db --files c.db d.db", "SyncData DATA - False a.db|b.db|c.db|d.db"],
        ["sync-all", "sync data --type=all --force", "SyncData ALL - True -"],
        ["sync-status", "sync status", "GetSyncStatus"],
        ["sync-history", "sync history", "GetSyncHistory 10"],
        ["sync-history-files", "sync history --last 2 --files", "GetSyncHistory 2"],
        ["sync-pause", "sync pause", "SetSyncPaused True"],
        ["sync-resume", "sync resume", "SetSyncPaused False"],
        ["sync-compare", "sync compare --check", "CompareSync"],
        ["upgrade-start", "upgrade start --to 1.2.0", "StartUpgrade 1.2.0 -"],
        ["upgrade-start-package", "upgrade start --to 1.2.0 --package /tmp/hamgm_1.2.0_amd64.deb", "StartUpgrade 1.2.0 /tmp/hamgm_1.2.0_amd64.deb"],
        ["upgrade-start-wait", "upgrade start --to 1.2.0 --wait", "StartUpgrade 1.2.0 -"],
        ["upgrade-status", "upgrade status", "GetUpgradeStatus"],
        ["upgrade-complete", "upgrade complete --force", "CompleteUpgrade True"],
        ["upgrade-rollback", "upgrade rollback", "RollbackUpgrade False"],
        ["upgrade-history", "upgrade history --last 2", "GetUpgradeHistory 2"],
        ["switch", "switch force --confirm", "ForceSwitch"],
        ["switch-force", "switch force --confirm --force", "Switch True"],
        ["cluster-events-since", "cluster events --since 2024-01-15T09:50:00.030Z", "GetEvents 0, GetEvents 1, GetEvents 2"],
        ["cluster-events-kind", "cluster events --kind role,alert", "GetEvents 0, GetEvents 1, GetEvents 2"],
        ["cluster-explain", "cluster explain", "GetDecisions  10"],
        ["cluster-explain-node", "cluster explain node-001 --last 2", "GetDecisions node-001 2"],
        ["cluster-readiness", "cluster readiness --check", "GetReadiness"],
        ["cluster-freeze", "cluster freeze", "SetFrozen True False"],
        ["cluster-unfreeze", "cluster unfreeze --force", "SetFrozen False True"],
        ["node-maintenance-on", "node maintenance node-002 on", "SetMaintenance node-002 True False"],
        ["node-maintenance-off", "node maintenance node-002 OFF --force", "SetMaintenance node-002 False True"],
        ["alert-list", "alert list", "GetAlerts - - - False"],
        ["alert-list-detail", "alert list --detail --all --severity HIGH --type peer_link_down --node node-001", "GetAlerts HIGH peer_link_down node-001 True"],
        ["alert-history", "alert history --node node-001 --since 2024-01-15T09:50:00Z --limit 5", "GetAlertHistory node-001 1705312200000 5"],
        ["alert-ack", "alert ack alert-20240115-002 --comment known", "AcknowledgeAlert alert-20240115-002 known"],
        ["alert-test", "alert test", "TestAlert "],
        ["alert-silence", "alert silence --for 7d --type stall --node node-001 --severity high --comment work", "SilenceAlerts stall node-001 HIGH 604800000 work"],
        ["alert-silence-end", "alert silence --end 9f2c41aa", "EndSilence 9f2c41aa"],
        ["plugin-list", "plugin list", "GetPlugins "],
        ["plugin-list-state", "plugin list --node node-002 --state FAULTED", "GetPlugins node-002"],
        ["plugin-info", "plugin info acme.backup", "GetPlugin  acme.backup"],
        ["plugin-enable", "plugin enable acme.backup --node=node-002", "SetPluginEnabled node-002 acme.backup True"],
        ["plugin-disable", "plugin disable acme.sick", "SetPluginEnabled  acme.sick False"],
        ["plugin-reload", "plugin reload acme.backup", "ReloadPlugin  acme.backup"],
        ["plugin-logs", "plugin logs acme.backup --lines 2 --node node-001", "GetPluginLog node-001 acme.backup  2"],
        ["log-level", "log level", "GetLogStatus "],
        ["log-level-of", "log level logic.vipcontrol --node node-002", "GetLogStatus node-002"],
        ["log-level-set", "log level logic.election debug", "SetLogLevel  logic.election debug"],
        ["log-status", "log status --node node-002", "GetLogStatus node-002"],
        ["log-rotate", "log rotate", "RotateLog "],
        ["node-health-check", "node health node-001 --check", "CheckNodeHealth node-001, GetHealthChecks node-001"],
    ];

    [TestMethod]
    [DynamicData(nameof(Commands))]
    public async Task Command_InEveryFormat_CallsAndShows(string name, string commandLine, string calls)
    {
        await using var test = await ClusterUnderTest.StartAsync();
        foreach (var format in new[] { "json", "table", "yaml" })
        {
            test.Cluster.Calls.Clear();
            test.Cluster.Primary = "node-001";
            var result = await test.RunAsync(["--format", format, .. commandLine.Split(' ')]);

            Assert.AreEqual(0, result.ExitCode, result.Out + result.Error);
            Assert.AreEqual(string.Empty, result.Error);
            Assert.AreEqual(calls, string.Join(", ", test.Cluster.Calls));
            GoldenFile.AssertIs($"{name}.{format}", result.Out);
        }
    }

    [TestMethod]
    [DataRow("cluster-status", "cluster status")]
    [DataRow("node-status", "node status node-001")]
    [DataRow("switch", "switch force --confirm")]
    [DataRow("cluster-explain", "cluster explain")]
    [DataRow("cluster-readiness", "cluster readiness")]
    [DataRow("cluster-freeze", "cluster freeze")]
    [DataRow("alert-list", "alert list")]
    [DataRow("alert-test", "alert test chat")]
    [DataRow("plugin-list", "plugin list")]
    [DataRow("plugin-info", "plugin info acme.backup")]
    [DataRow("sync-status", "sync status")]
    [DataRow("sync-history", "sync history")]
    [DataRow("upgrade-status", "upgrade status")]
    public async Task Command_InChinese_ShowsChinese(string name, string commandLine)
    {
        await using var test = await ClusterUnderTest.StartAsync();
        foreach (var format in new[] { "json", "table", "yaml" })
        {
            test.Cluster.Primary = "node-001";
            var result = await test.RunAsync([.. commandLine.Split(' '), "--format", format, "--lang", "zh"]);

            Assert.AreEqual(0, result.ExitCode, result.Out);
            GoldenFile.AssertIs($"{name}.zh.{format}", result.Out);
        }
    }

    [TestMethod]
    public async Task AlertTest_OneChannelFails_SaysTheServersWordsAndEndsWithSix()
    {
        await using var test = await ClusterUnderTest.StartAsync();
        test.Cluster.TestFails = true;

        var result = await test.RunAsync("alert", "test", "webhook");

        Assert.AreEqual(6, result.ExitCode);
        Assert.AreEqual("The test alert was not delivered everywhere", result.Message);
        StringAssert.Contains(result.Out, "HTTP 403: invalid_token");
        Assert.AreEqual("TestAlert webhook", test.Cluster.Calls.Single());
    }

    [TestMethod]
    [DataRow("31d")]
    [DataRow("0d")]
    [DataRow("soon")]
    public async Task AlertSilence_DurationThatIsNone_IsAUsageErrorAndAsksNobody(string duration)
    {
        await using var test = await ClusterUnderTest.StartAsync();

        var result = await test.RunAsync("alert", "silence", "--for", duration);

        Assert.AreNotEqual(0, result.ExitCode);
        StringAssert.Contains(result.Out, "30d");
        Assert.IsEmpty(test.Cluster.Calls);
    }

    [TestMethod]
    public async Task Remark_OfTheNode_StandsInTheData()
    {
        await using var test = await ClusterUnderTest.StartAsync();
        test.Cluster.Remark = "Takes effect after a restart";

        var result = await test.RunAsync("config", "set", "cluster.auto_switch", "false");

        Assert.AreEqual("Operation succeeded", result.Message);
        Assert.AreEqual("Takes effect after a restart", result.Json.GetProperty("data").GetProperty("serverMessage").GetString());
    }

    [TestMethod]
    public async Task NodeAdd_PortBehindIt_IsTheNewNodesAndNotTheGlobalOne()
    {
        await using var test = await ClusterUnderTest.StartAsync();

        var result = await test.RunAsync("node", "add", "--id", "n", "--ip", "10.0.0.1", "--port", "1");

        Assert.AreEqual(0, result.ExitCode, result.Out);
        Assert.AreEqual("AddNode n 10.0.0.1 1 UNKNOWN", test.Cluster.Calls.Single());
    }

    [TestMethod]
    public async Task GlobalOptions_BehindTheCommand_AreTaken()
    {
        await using var test = await ClusterUnderTest.StartAsync();

        var result = await CliUnderTest.RunAsync(
            "cluster", "vip", "--host", "127.0.0.1", $"--port={test.Port}", "--timeout", "1m", "--format", "yaml", "--verbose");

        Assert.AreEqual(0, result.ExitCode);
        StringAssert.StartsWith(result.Out, "success: true\n");
        StringAssert.Contains(result.Error, $"connected to 127.0.0.1:{test.Port} after ");
    }

    [TestMethod]
    public async Task Table_OnATerminal_HasColoursUnlessNoColorIsSet()
    {
        await using var test = await ClusterUnderTest.StartAsync();
        string[] args = ["--host", "127.0.0.1", "--port", test.Port, "--format", "table", "cluster", "status"];

        var colourful = await CliUnderTest.RunAsync([], args, terminal: true);
        var plain = await CliUnderTest.RunAsync(new() { ["NO_COLOR"] = "1" }, args, terminal: true);

        StringAssert.Contains(colourful.Out, "\u001b[");
        Assert.DoesNotContain("\u001b", plain.Out);
    }

    [TestMethod]
    [DataRow(null, "Got the VIP's status")]
    [DataRow("zh_CN.UTF-8", "获取VIP状态成功")]
    [DataRow("de_DE.UTF-8", "Got the VIP's status")]
    public async Task Language_WithoutLang_IsTheLocales(string? locale, string message)
    {
        await using var test = await ClusterUnderTest.StartAsync();
        var environment = locale is null ? [] : new Dictionary<string, string> { ["LANG"] = locale };

        var result = await CliUnderTest.RunAsync(environment, ["--host", "127.0.0.1", "--port", test.Port, "cluster", "vip"]);

        Assert.AreEqual(message, result.Message);
    }

    [TestMethod]
    [DataRow("help", "--help")]
    [DataRow("help-node-add", "node add --help")]
    [DataRow("help-config-set", "config set --help --timeout nonsense")]
    [DataRow("help-config-set", "config set --help=true")]
    [DataRow("help-node", "node -h")]
    public async Task Help_InBothLanguages_IsGivenWhateverElseIsWrong(string name, string commandLine)
    {
        foreach (var language in new[] { "en", "zh" })
        {
            var result = await CliUnderTest.RunAsync([.. commandLine.Split(' '), "--lang", language]);

            Assert.AreEqual(0, result.ExitCode);
            GoldenFile.AssertIs($"{name}.{language}.txt", result.Out);
        }
    }

    [TestMethod]
    public async Task Version_IsShown()
    {
        var result = await CliUnderTest.RunAsync("--version");

        Assert.AreEqual(0, result.ExitCode);
        StringAssert.Matches(result.Out, new(@"^hamgm-cli \d+\.\d+\.\d+\n$"));
    }
}
