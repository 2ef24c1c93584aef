using System.Text.Json.Nodes;

namespace HAMgm.SystemTests;

/// <summary>The command line tool against a real pair: the specification's shell examples as they stand there, and what HAMgm adds.</summary>
[TestClass]
[TestCategory("System")]
public sealed class CommandLineTests : PairTest
{
    // Specification 1, section 4.4.2, word for word.
    private const string BatchScript =
        """
        #!/bin/bash
        # 获取所有节点列表并检查健康状态
        nodes=$(hamgm-cli cluster nodes --format=json | jq -r '.data.nodes[].nodeId')
        for node in $nodes; do
            echo "检查节点 $node 健康状态:"
            hamgm-cli node health $node
        done
        """;

    private const string BackupScript =
        """
        #!/bin/bash
        # 备份当前配置
        hamgm-cli config get cluster.auto_switch > auto_switch_backup.txt
        hamgm-cli config get cluster.heartbeat_interval > heartbeat_interval_backup.txt
        """;

    private const string RestoreScript =
        """
        # 恢复配置
        auto_switch=$(cat auto_switch_backup.txt)
        heartbeat_interval=$(cat heartbeat_interval_backup.txt)
        hamgm-cli config set cluster.auto_switch $auto_switch
        hamgm-cli config set cluster.heartbeat_interval $heartbeat_interval
        """;

    [TestMethod]
    [RetryOnce]
    public void BatchExample_AsItStandsInTheSpecification_ChecksBothNodes()
    {
        RequireJq();
        StartPair();
        foreach (Node asked in (Node[])[A, B])
        {
            string output = Script(asked, BatchScript);
            foreach (Node node in (Node[])[A, B])
            {
                Assert.Contains($"检查节点 {node.Id} 健康状态:\n{{\n  \"success\": true,", output);
                Assert.Contains($"\"nodeId\": \"{node.Id}\",\n    \"isHealthy\": true,", output);
            }
        }
    }

    [TestMethod]
    [RetryOnce]
    public void BackupExample_AsItStandsInTheSpecification_RestoresWhatWasChanged()
    {
        StartPair();
        string before = Value(A, "cluster.heartbeat_interval");
        Script(A, BackupScript);
        Assert.IsTrue(A.Cli("config", "set", "cluster.auto_switch", "false").Success);
        Assert.IsTrue(A.Cli("config", "set", "cluster.heartbeat_interval", "80ms").Success);
        Assert.AreEqual("80ms", Value(B, "cluster.heartbeat_interval"));
        Script(A, RestoreScript);
        foreach (Node node in (Node[])[A, B])
        {
            Assert.AreEqual("true", Value(node, "cluster.auto_switch"));
            Assert.AreEqual(before, Value(node, "cluster.heartbeat_interval"));
        }
    }

    [TestMethod]
    [RetryOnce]
    public void EveryOptionalField_OfBothNodes_WhicheverIsAsked()
    {
        StartPair();
        string[] info = ["nodeId", "ipAddress", "port", "state", "isHealthy", "lastHeartbeat", "cpuUsage", "memoryUsage", "version"];
        string[] status =
        [
            "term", "ownTerm", "holdsVip", "witness", "gate", "configVersion", "configHash", "lastRuleId", "reason", "dataAgeMs", "startedAt", "version",
            "networkInterface", "frozen", "maintenance", "loopJitterMs", "peerAuthentication", "links",
        ];
        Wait.Until(
            () => ((Node[])[A, B]).All(static node => node.Cli("cluster", "nodes").Data["nodes"]!.AsArray().All(static one => one!["cpuUsage"] is not null)),
            StartLimit,
            static () => "both nodes know each other's load");
        foreach (Node asked in (Node[])[A, B])
        {
            foreach (Node node in (Node[])[A, B])
            {
                RequireFields(asked.Cli("node", "info", node.Id), info);
                CliResult inside = asked.Cli("node", "status", node.Id);
                RequireFields(inside, status);
                RequireFields(inside, node.Id == Primary.Id ? ["leaseRemainingMs", "kernelLeaseRemainingMs"] : ["promiseRemainingMs"]);
                Assert.AreEqual(node.Id == Primary.Id ? "open" : "shut", inside.Data["gate"]!.GetValue<string>(), inside.ToString());
                Assert.HasCount(1, inside.Data["links"]!.AsArray());
            }

            RequireFields(asked.Cli("cluster", "vip"), "vipAddress", "state", "boundNodeId", "networkInterface", "lastUpdateTime");
            RequireFields(asked.Cli("cluster", "status"), "clusterId", "primaryNodeId", "totalNodes", "healthyNodes", "autoSwitchEnabled", "frozen");
        }
    }

    [TestMethod]
    [RetryOnce]
    [TestCategory("Long")]
    public void Readiness_OfAHealthyPair_IsYesAndOfALoneNode_No()
    {
        StartPair();
        foreach (Node asked in (Node[])[A, B])
        {
            CliResult ready = WaitUntilReady(asked);
            Assert.AreEqual(Standby.Id, ready.Data["standbyNodeId"]!.GetValue<string>());
            Assert.IsGreaterThan(0, ready.Data["expectedOutageMs"]!.GetValue<long>());
            Assert.Contains("hamgm_ready 1\n", asked.Cli("cluster", "readiness", "--output", "prometheus").Output);
        }

        Node primary = Primary;
        Standby.KillAll();
        Wait.Until(() => primary.Cli("cluster", "readiness", "--check").ExitCode == 6, StartLimit, () => primary.Cli("cluster", "readiness").ToString());
        CliResult alone = primary.Cli("cluster", "readiness");
        Assert.Contains("peer-unreachable", alone.Output);
        CliResult drill = primary.Cli("cluster", "drill", "--confirm");
        Assert.AreEqual((1, 409), (drill.ExitCode, drill.ErrorCode), drill.ToString());
        Assert.IsTrue(primary.HasVip);
    }

    [TestMethod]
    [RetryOnce]
    public void Drill_OfAHealthyPair_GoesThereAndBackWithMeasuredHandOvers()
    {
        StartPair();
        Node home = Primary;
        WaitUntilReady(Standby);

        CliResult drill = Standby.Cli("cluster", "drill", "--confirm", "--stay", "500ms");

        Assert.IsTrue(drill.Success, drill.ToString());
        TestContext.WriteLine(drill.Output);
        Assert.IsTrue(home.HasVip);
        foreach (string leg in (string[])["there", "back"])
        {
            Assert.IsGreaterThan(0.0, drill.Data[leg]!["durationMs"]!.GetValue<double>(), drill.ToString());
        }

        // The events and the explanation tell of it on both nodes.
        Assert.Contains("\"kind\": \"role\"", home.Cli("cluster", "events", "--kind", "role", "--since", "5m").Output);
        foreach (Node asked in (Node[])[A, B])
        {
            CliResult why = asked.Cli("cluster", "explain", home.Id);
            Assert.IsTrue(why.Success, why.ToString());
            Assert.Contains("TAKE-HANDOVER", why.Data["explanation"]!.AsArray()[0]!.GetValue<string>(), why.ToString());
        }
    }

    private static CliResult WaitUntilReady(Node asked)
    {
        CliResult last = asked.Cli("cluster", "readiness", "--check");
        Wait.Until(() => (last = asked.Cli("cluster", "readiness", "--check")).ExitCode == 0, StartLimit, () => $"{asked.Id} says ready; {last}");
        return last;
    }

    private static string Script(Node node, string text)
    {
        string folder = Path.GetDirectoryName(Product.Cli)!;
        ShellResult result = Shell.TryRun(
            node.Host.Command(["bash", "-c", $"cd '{node.Folder}' && export PATH='{folder}':$PATH && bash -e"]), text, TimeSpan.FromMinutes(1));
        Assert.AreEqual(0, result.ExitCode, result.Output + result.Error);
        return result.Output;
    }

    private static string Value(Node node, string key) => node.Cli("config", "get", key).Data["configValue"]!.GetValue<string>();

    private static void RequireFields(CliResult result, params string[] names)
    {
        Assert.IsTrue(result.Success, result.ToString());
        JsonObject data = result.Data.AsObject();
        Assert.IsEmpty(names.Where(name => data[name] is null), $"are missing in {result}");
    }

    private static void RequireJq()
    {
        if (!Shell.Has("jq"))
        {
            Assert.Inconclusive("jq is not installed (apt-get install jq)");
        }
    }
}
