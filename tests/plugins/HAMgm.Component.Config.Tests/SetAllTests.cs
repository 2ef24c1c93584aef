using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;

namespace HAMgm.Component.Config.Tests;

/// <summary>Several settings as one change, and settings taken out again.</summary>
[TestClass]
public sealed class SetAllTests
{
    private const string BlockPeer = """
        # The other node.
        peer:   # see the rack plan
          id: 'b'   # upper shelf
          ip: 10.0.0.2

          # two more cables
          links:   # by colour
            - [10.1.0.1, 10.1.0.2]   # red
            # the blue one is new
            - ['10.2.0.1', 10.2.0.2]   # blue
        # after the peer

        """;

    private static readonly Dictionary<string, string> NoPeer = new() { ["peer.id"] = "", ["peer.ip"] = "", ["peer.links"] = "" };

    private static readonly Dictionary<string, string> Peer = new() { ["peer.id"] = "b", ["peer.ip"] = "10.0.0.2" };

    [TestMethod]
    public void SetAll_KeysThatNeedEachOther_AreSetInOneChange()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Least);
        Assert.ThrowsExactly<HamgmException>(() => bench.Component.SetString("peer.id", "b"));

        var changes = bench.Component.SetAll(Peer);

        Assert.AreEqual("peer.id b True, peer.ip 10.0.0.2 True", string.Join(", ", changes.Select(c => $"{c.Key} {c.NewValue} {c.NeedsRestart}")));
        Assert.AreEqual(ConfigBench.Least + "peer:\n  id: b\n  ip: 10.0.0.2\n", bench.Yaml);
        Assert.AreEqual(("b", "10.0.0.2"), (bench.Restarted().GetString("peer.id"), bench.Restarted().GetString("peer.ip")));
    }

    [TestMethod]
    public void SetAll_Unset_BlockStyle_LeavesCommentsAndATidySection()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Least + BlockPeer);

        bench.Component.SetAll(NoPeer);

        Assert.AreEqual(
            ConfigBench.Least + """
                # The other node.
                peer:   # see the rack plan
                  # upper shelf

                  # two more cables
                  # by colour
                  # red
                  # the blue one is new
                  # blue
                # after the peer

                """,
            bench.Yaml);
        Assert.AreEqual(("", "", ""), (bench.Restarted().GetString("peer.id"), bench.Restarted().GetString("peer.ip"), bench.Restarted().GetString("peer.links")));
    }

    [TestMethod]
    [DataRow("peer: { id: b, ip: 10.0.0.2 }   # the other\n", "peer: {}   # the other\n")]
    [DataRow("peer: {ip: 10.0.0.2, links: [[10.1.0.1, 10.1.0.2]], \"id\": \"b\"}\n", "peer: {}\n")]
    [DataRow("peer: {\n  id: b,   # upper shelf\n  ip: 10.0.0.2,\n  }\n", "peer: {\n     # upper shelf\n  \n  }\n")]
    [DataRow("peer: {\n  id: b   # upper shelf\n  , ip: 10.0.0.2   # lower\n  }\n", "peer: {\n     # upper shelf\n      # lower\n  }\n")]
    public void SetAll_Unset_FlowStyle_LeavesCommentsAndATidySection(string peer, string expected)
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Least + peer);

        bench.Component.SetAll(NoPeer);

        Assert.AreEqual(ConfigBench.Least + expected, bench.Yaml);
        Assert.AreEqual("", bench.Restarted().GetString("peer.id"));
    }

    [TestMethod]
    [DataRow("peer: { id: b, ip: 10.0.0.2 }   # the other\n")]
    [DataRow("peer:\n  id: b\n  ip: 10.0.0.2\n")]
    [DataRow("peer:   # the other\n  id: b\n  ip: 10.0.0.2\n# behind it\n")]
    [DataRow("log: { level: warn }\npeer: { id: b, ip: 10.0.0.2 }\n")]
    [DataRow("peer:\n  id: b\n  ip: 10.0.0.2")]
    public void SetAll_UnsetAndSetAgain_IsTheSameFile(string peer)
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Least + peer);

        bench.Component.SetAll(NoPeer);
        bench.Component.SetAll(Peer);

        Assert.AreEqual((ConfigBench.Least + peer).TrimEnd('\n'), bench.Yaml.TrimEnd('\n'));
    }

    [TestMethod]
    [DataRow("cluster.failback", "cluster: { id: x, failback: auto, auto_switch: false }\n", "cluster: { id: x, auto_switch: false }\n")]
    [DataRow("cluster.id", "cluster: { id: x, failback: auto }\n", "cluster: { failback: auto }\n")]
    [DataRow("cluster.failback", "cluster: { id: x,   # name\n  failback: auto }\n", "cluster: { id: x   # name\n   }\n")]
    [DataRow("cluster.failback", "cluster:\n  failback: auto   # by day\n  id: x\n", "cluster:\n  # by day\n  id: x\n")]
    [DataRow("cluster.secret", "cluster:\n  failback: auto\n  secret: 'no # comment but 32 characters'\n", "cluster:\n  failback: auto\n")]
    [DataRow("log.level", "log:\n  level: warn\n", "log:\n")]
    [DataRow("vip.gate", "quorum: { witness: gateway }\n", "quorum: { witness: gateway }\n")]
    public void SetAll_Unset_RestoresTheDefault(string key, string before, string after)
    {
        using var plain = ConfigBench.Loaded(ConfigBench.Least);
        using var bench = ConfigBench.Loaded(ConfigBench.Least + before);

        bench.Component.SetString(key, "");

        Assert.AreEqual(ConfigBench.Least + after, bench.Yaml);
        Assert.AreEqual(plain.Component.GetString(key), bench.Component.GetString(key));
        Assert.AreEqual(plain.Component.GetString(key), bench.Restarted().GetString(key));
    }

    [TestMethod]
    [DataRow("\n")]
    [DataRow("\r\n")]
    public void SetAll_UnsetOfEverythingOptional_KeepsEveryComment(string newLine)
    {
        var before = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "before.yaml")).Replace("\n", newLine, StringComparison.Ordinal);
        using var bench = ConfigBench.Loaded(before);
        string[] required = ["node.id", "node.ip", "vip.address", "vip.interface", "data_dir"];
        var all = bench.Component.GetAll().Keys.Except(required).ToDictionary(key => key, _ => "");

        bench.Component.SetAll(all);

        CollectionAssert.AreEqual(Comments(before), Comments(bench.Yaml), bench.Yaml);
        Assert.AreEqual(bench.Yaml.Count(c => c == '\n'), newLine.Length == 2 ? bench.Yaml.Count(c => c == '\r') : bench.Yaml.Count(c => c == '\n'));
        using var least = ConfigBench.Loaded(ConfigBench.Least);
        var restarted = bench.Restarted();
        foreach (var key in all.Keys)
        {
            Assert.AreEqual(least.Component.GetString(key), restarted.GetString(key), key);
        }
    }

    [TestMethod]
    public void SetAll_UnsetOfWhatMustBeSet_IsRefused()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Sample);

        var thrown = Assert.ThrowsExactly<HamgmException>(() => bench.Component.SetString("node.ip", ""));

        StringAssert.Contains(thrown.Message, "node.ip: is missing and must be set");
        Assert.AreEqual(ConfigBench.Sample, bench.Yaml);
    }

    [TestMethod]
    [DataRow("peer.ip", "10.0.0.1", "node.ip too")]
    [DataRow("peer.ip", "", "peer.ip: is missing")]
    [DataRow("node.priority", "many", "whole number")]
    [DataRow("cluster.heartbeat_timeout", "6s", "with these values, cluster.heartbeat_timeout|cluster.heartbeat_timeout: 6s is too short")]
    [DataRow("no.such", "1", "not a known key")]
    public void SetAll_OneIsRefused_NoneIsSet(string key, string value, string expected)
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Least);
        var calls = 0;
        using var watch = bench.Component.WatchConfig("", _ => calls++);
        var values = new Dictionary<string, string>(Peer) { ["cluster.heartbeat_retries"] = "7", [key] = value };

        var thrown = Assert.ThrowsExactly<HamgmException>(() => bench.Component.SetAll(values));
        var same = Assert.ThrowsExactly<HamgmException>(() => bench.Component.ValidateAll(values));

        Assert.IsTrue(expected.Split('|').Any(thrown.Message.Contains), thrown.Message);
        Assert.AreEqual(thrown.Message, same.Message);
        Assert.AreEqual((ConfigBench.Least, 0, 0L, "3"), (bench.Yaml, calls, bench.Component.Version, bench.Component.GetString("cluster.heartbeat_retries")));
    }

    [TestMethod]
    public void SetAll_DiskRefuses_NoneIsSet()
    {
        foreach (var blocked in (string[])[".hamgm.yaml.new", "data/.config_version.new"])
        {
            using var bench = ConfigBench.Loaded(ConfigBench.Least);
            Directory.CreateDirectory(Path.Combine(bench.Folder, blocked, "x"));

            Assert.ThrowsExactly<HamgmException>(() => bench.Component.SetAll(new Dictionary<string, string>(Peer) { ["cluster.id"] = "x" }));

            Assert.AreEqual((ConfigBench.Least, "", 0L), (bench.Yaml, bench.Component.GetString("peer.id"), bench.Component.Version));
        }
    }

    [TestMethod]
    public void SetAll_SharedKeys_AreOneVersionAndAreToldAfterwards()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Sample);
        var seen = new List<string>();
        using var watch = bench.Component.WatchConfig(
            "cluster.", c => seen.Add($"{c.Key}={c.NewValue} v{c.Version}: {bench.Component.GetString("cluster.heartbeat_interval")}/{bench.Component.GetString("cluster.heartbeat_timeout")}"));
        var values = new Dictionary<string, string> { ["cluster.heartbeat_timeout"] = "300ms", ["cluster.heartbeat_interval"] = "100ms", ["cluster.id"] = "hamgm-cluster-001" };

        var changes = bench.Component.SetAll(values);

        CollectionAssert.AreEqual(
            new[] { "cluster.heartbeat_interval=100ms v1: 100ms/300ms", "cluster.heartbeat_timeout=300ms v1: 100ms/300ms" }, seen);
        Assert.HasCount(3, changes);
        Assert.AreEqual(1, bench.Restarted().Version);
    }

    private static string[] Comments(string yaml) =>
        [.. yaml.Split('\n').Where(line => line.Contains('#', StringComparison.Ordinal)).Select(line => line[line.IndexOf('#', StringComparison.Ordinal)..])];

    [TestMethod]
    public void SetAll_NodeKeysOnly_LeaveTheVersion()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Sample);

        bench.Component.SetAll(NoPeer);

        Assert.AreEqual(0, bench.Restarted().Version);
    }

    [TestMethod]
    public void SetAll_NothingButAVersion_RecordsIt()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Sample);

        Assert.IsEmpty(bench.Component.SetAll(new Dictionary<string, string>(), version: 41));

        Assert.AreEqual((41L, ConfigBench.Sample), (bench.Restarted().Version, bench.Yaml));
    }

    [TestMethod]
    public void SetAll_WatcherThrows_TheOthersStillHearEverything()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Least);
        var seen = new List<string>();
        using var bad = bench.Component.WatchConfig("peer.", _ => throw new InvalidOperationException("its own fault"));
        using var good = bench.Component.WatchConfig("peer.", c => seen.Add(c.Key));

        Assert.ThrowsExactly<InvalidOperationException>(() => bench.Component.SetAll(Peer));

        CollectionAssert.AreEqual(new[] { "peer.id", "peer.ip" }, seen);
        Assert.AreEqual("b", bench.Restarted().GetString("peer.id"));
    }

    /// <summary>Whenever the process dies, the file is one that somebody could read here: with both keys, or with none.</summary>
    [TestMethod]
    public async Task SetAll_ReadAtAnyMoment_HasAllOrNone()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Sample);
        using var done = new CancellationTokenSource();
        var reading = Task.Run(() =>
        {
            var halves = 0;
            while (!done.IsCancellationRequested)
            {
                var yaml = bench.Yaml;
                halves += yaml.Contains("192.168.1.102", StringComparison.Ordinal) == yaml.Contains("node-002", StringComparison.Ordinal) ? 0 : 1;
            }

            return halves;
        });
        for (var i = 0; i < 20; i++)
        {
            bench.Component.SetAll(NoPeer);
            bench.Component.SetAll(new Dictionary<string, string> { ["peer.id"] = "node-002", ["peer.ip"] = "192.168.1.102" });
        }

        await done.CancelAsync();
        Assert.AreEqual(0, await reading);
        Assert.HasCount(0, Directory.GetFiles(bench.Folder, "*.new"));
        Assert.IsFalse(ConfigBench.Issues(bench.Yaml).Any((ConfigIssue issue) => !issue.IsWarning));
    }
}
