using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;

namespace HAMgm.Component.Config.Tests;

[TestClass]
public sealed class LoadTests
{
    [TestMethod]
    public void Load_DesignSample_GivesItsValues()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Sample);
        var config = bench.Component;

        Assert.AreEqual("hamgm-cluster-001", config.GetString("cluster.id"));
        Assert.IsTrue(config.GetBool("cluster.auto_switch"));
        Assert.AreEqual(TimeSpan.FromSeconds(5), config.GetDuration("cluster.heartbeat_interval"));
        Assert.AreEqual(9091, config.GetInt("heartbeat.port"));
        Assert.AreEqual("192.168.1.200/24", config.GetString("vip.address"));
        CollectionAssert.AreEqual(new[] { "192.168.1.1" }, config.GetList("quorum.gateways").ToArray());
        Assert.AreEqual(Path.Combine(bench.Folder, "data"), config.GetPath("data_dir"));
        Assert.AreEqual("info", config.GetString("log.level"));
    }

    [TestMethod]
    public void Load_KeyAbsent_GivesDefault()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Least);

        Assert.AreEqual(TimeSpan.FromSeconds(1), bench.Component.GetDuration("vip.kernel_lease"));
        Assert.AreEqual("", bench.Component.GetString("peer.id"));
        Assert.IsEmpty(bench.Component.GetList("quorum.gateways"));
        Assert.AreEqual("", bench.Component.GetPath("thrift.tls.ca"));
        Assert.AreEqual(Path.Combine(bench.Folder, "plugins.json"), bench.Component.GetPath("plugins.manifest"));
    }

    [TestMethod]
    public void Load_PairsAndLists_AreReadInEveryStyle()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Least + """
            peer:
              id: b
              ip: 10.0.0.2
              links:
                - [10.1.0.1, 10.1.0.2]
                - - 10.2.0.1
                  - 10.2.0.2
            quorum:
              gateways: 10.0.0.254
            """);

        CollectionAssert.AreEqual(new[] { "10.1.0.1 10.1.0.2", "10.2.0.1 10.2.0.2" }, bench.Component.GetList("peer.links").ToArray());
        CollectionAssert.AreEqual(new[] { "10.0.0.254" }, bench.Component.GetList("quorum.gateways").ToArray());
    }

    [TestMethod]
    public void Load_FileWithErrors_ChangesNothing()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Sample);
        bench.Yaml = ConfigBench.Sample.Replace("5s", "5x", StringComparison.Ordinal);

        var thrown = Assert.ThrowsExactly<ConfigErrorsException>(() => bench.Component.LoadConfig(bench.FilePath));

        Assert.HasCount(1, thrown.Errors);
        StringAssert.StartsWith(thrown.Message, bench.FilePath + ":1: cluster.heartbeat_interval: ");
        Assert.AreEqual(TimeSpan.FromSeconds(5), bench.Component.GetDuration("cluster.heartbeat_interval"));
    }

    [TestMethod]
    public void Load_MissingFile_NamesItAndTheRemedy()
    {
        using var bench = new ConfigBench("");
        var path = Path.Combine(bench.Folder, "none.yaml");

        var thrown = Assert.ThrowsExactly<ConfigErrorsException>(() => bench.Component.LoadConfig(path));

        StringAssert.Contains(thrown.Message, path);
        StringAssert.Contains(thrown.Message, "--config");
    }

    [TestMethod]
    public void Load_Reload_TellsWatchersOfEachChange()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Sample);
        var seen = new List<ConfigChange>();
        using var watch = bench.Component.WatchConfig("cluster.", seen.Add);
        bench.Yaml = ConfigBench.Sample.Replace("heartbeat_retries: 3", "heartbeat_retries: 5", StringComparison.Ordinal)
            .Replace("level: info", "level: debug", StringComparison.Ordinal);

        bench.Component.LoadConfig(bench.FilePath);

        Assert.HasCount(1, seen);
        Assert.AreEqual(("cluster.heartbeat_retries", "3", "5", 1L), (seen[0].Key, seen[0].OldValue, seen[0].NewValue, seen[0].Version));
    }

    [TestMethod]
    public void Get_UnknownKey_SuggestsTheNearest()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Sample);

        var thrown = Assert.ThrowsExactly<HamgmException>(() => bench.Component.GetString("cluster.heartbeat_intervall"));

        Assert.AreEqual(ErrorCodes.NotFound, thrown.Code);
        StringAssert.Contains(thrown.Message, "'cluster.heartbeat_interval'");
    }

    [TestMethod]
    public void Get_AsWrongType_IsRefused()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Sample);

        Assert.ThrowsExactly<HamgmException>(() => bench.Component.GetInt("cluster.id"));
        Assert.ThrowsExactly<HamgmException>(() => bench.Component.GetDuration("heartbeat.port"));
    }

    [TestMethod]
    public void Get_BeforeLoad_SaysSo()
    {
        using var bench = new ConfigBench(ConfigBench.Sample);

        StringAssert.Contains(Assert.ThrowsExactly<HamgmException>(() => bench.Component.GetString("node.id")).Message, "not been loaded");
    }

    [TestMethod]
    public void Get_KeyOfAPluginDroppedInLater_IsKnown()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Least);
        bench.Catalog.Schemas["acme.backup"] = """[{"key":"backup.hour","type":"int","default":3,"min":0,"max":23}]""";

        Assert.AreEqual(3, bench.Component.GetInt("backup.hour"));
    }

    [TestMethod]
    public void GetScope_ByKey_IsTheDesigns()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Least);

        Assert.AreEqual(ConfigScope.Shared, bench.Component.GetScope("cluster.heartbeat_interval"));
        Assert.AreEqual(ConfigScope.Shared, bench.Component.GetScope("quorum.witness"));
        Assert.AreEqual(ConfigScope.Node, bench.Component.GetScope("vip.interface"));
        Assert.AreEqual(ConfigScope.Node, bench.Component.GetScope("log.level"));
    }

    [TestMethod]
    public void GetAll_Secret_IsMasked()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Least + "cluster: { secret: 'quite-a-long-secret-0123' }\n");

        Assert.AreEqual("quite-a-long-secret-0123", bench.Component.GetString("cluster.secret"));
        Assert.AreEqual("********", bench.Component.GetAll()["cluster.secret"]);
        Assert.IsFalse(bench.Log.Lines.Any(l => l.Contains("quite", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void SharedHash_SameMeaning_IsEqualWhateverTheNodeLocalKeys()
    {
        using var one = ConfigBench.Loaded(ConfigBench.Sample);
        using var other = ConfigBench.Loaded(ConfigBench.Sample
            .Replace("heartbeat_interval: 5s", "heartbeat_interval: 5000ms", StringComparison.Ordinal)
            .Replace("node-001", "node-003", StringComparison.Ordinal)
            .Replace("eth0", "ens3", StringComparison.Ordinal));
        using var third = ConfigBench.Loaded(ConfigBench.Sample.Replace("heartbeat_interval: 5s", "heartbeat_interval: 4s", StringComparison.Ordinal));

        Assert.AreEqual(one.Component.SharedHash, other.Component.SharedHash);
        Assert.AreNotEqual(one.Component.SharedHash, third.Component.SharedHash);
    }

    [TestMethod]
    public void SharedHash_ValueThatIsTheDefault_CountsAsAbsent()
    {
        using var without = ConfigBench.Loaded(ConfigBench.Least);
        using var with = ConfigBench.Loaded(ConfigBench.Least + "cluster:\n  heartbeat_interval: 5000ms\n");
        using var other = ConfigBench.Loaded(ConfigBench.Least + "cluster:\n  heartbeat_interval: 6s\n");

        Assert.AreEqual(without.Component.SharedHash, with.Component.SharedHash);
        Assert.AreNotEqual(without.Component.SharedHash, other.Component.SharedHash);
    }
}
