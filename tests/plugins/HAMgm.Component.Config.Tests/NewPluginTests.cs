using HAMgm.Contracts.Errors;

namespace HAMgm.Component.Config.Tests;

/// <summary>Plugins that come, change and go while the node runs: their settings are known, and judged, at once.</summary>
[TestClass]
public sealed class NewPluginTests
{
    private const string Id = "acme.note";
    private const string Schema = """
        [ { "key": "note.file", "type": "path", "default": "/tmp/note", "scope": "node", "live": true },
          { "key": "note.every", "type": "duration", "default": "10s", "min": "1s", "scope": "node" } ]
        """;

    [TestMethod]
    public void WhyNot_NothingInTheFile_DefaultsCountAndTheKeysAreShownAndSet()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Least);
        bench.Catalog.Schemas[Id] = Schema;

        Assert.IsNull(bench.Component.WhyNot(Id));

        Assert.AreEqual("10s", bench.Component.GetAll()["note.every"]);
        bench.Component.SetString("note.every", "20s");
        Assert.AreEqual(TimeSpan.FromSeconds(20), bench.Component.GetDuration("note.every"));
        Assert.Contains("every: 20s", bench.Yaml);
    }

    [TestMethod]
    public void WhyNot_WrittenByHandBefore_TakesTheNewPluginsValuesAndNoOthers()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Least);
        bench.Yaml = ConfigBench.Least + "note: { file: notes.txt, every: 5s }\nlog: { level: debug }\n";
        bench.Catalog.Schemas[Id] = Schema;

        Assert.IsNull(bench.Component.WhyNot(Id));

        Assert.AreEqual(TimeSpan.FromSeconds(5), bench.Component.GetDuration("note.every"));
        Assert.AreEqual(Path.Combine(bench.Folder, "notes.txt"), bench.Component.GetPath("note.file"));
        Assert.AreEqual("info", bench.Component.GetString("log.level"));
    }

    [TestMethod]
    public void WhyNot_OnlyItsSectionWasAdded_TheFileIsInForceAndCanBeChanged()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Least);
        bench.Yaml = ConfigBench.Least + "note: { every: 5s }   # ours\n";
        bench.Catalog.Schemas[Id] = Schema;
        Assert.IsNull(bench.Component.WhyNot(Id));

        bench.Component.SetString("log.level", "warn");

        Assert.Contains("# ours", bench.Yaml);
        Assert.AreEqual("warn", bench.Component.GetString("log.level"));
    }

    [TestMethod]
    [DataRow("note: { every: soon }", "line 8: note.every:")]
    [DataRow("note: { every: 10ms }", "line 8: note.every:")]
    public void WhyNot_WrongInTheFile_SaysWhereUntilItIsMended(string section, string where)
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Least);
        bench.Yaml = ConfigBench.Least + section + "\n";
        bench.Catalog.Schemas[Id] = Schema;

        Assert.Contains(where, bench.Component.WhyNot(Id)!);
        Assert.ThrowsExactly<HamgmException>(() => bench.Component.SetString("note.every", "5s"));

        bench.Yaml = ConfigBench.Least + "note: { every: 2s }\n";
        Assert.IsNull(bench.Component.WhyNot(Id));
        Assert.AreEqual(TimeSpan.FromSeconds(2), bench.Component.GetDuration("note.every"));
    }

    [TestMethod]
    public void WhyNot_KeyOfAnotherPlugin_NamesBoth()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Least);
        bench.Catalog.Schemas[Id] = """[ { "key": "log.level", "type": "string" } ]""";

        Assert.Contains("declared by two plugins", bench.Component.WhyNot(Id)!);
        Assert.AreEqual("info", bench.Component.GetString("log.level"));
    }

    [TestMethod]
    public void WhyNot_NewVersionWithOtherKeys_Counts()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Least);
        bench.Catalog.Schemas[Id] = Schema;
        Assert.IsNull(bench.Component.WhyNot(Id));

        bench.Catalog.Schemas[Id] = """[ { "key": "note.every", "type": "duration", "default": "7s", "scope": "node" } ]""";
        Assert.IsNull(bench.Component.WhyNot(Id));

        Assert.AreEqual(TimeSpan.FromSeconds(7), bench.Component.GetDuration("note.every"));
        Assert.IsFalse(bench.Component.GetAll().ContainsKey("note.file"));
    }

    [TestMethod]
    public void Set_AfterThePluginWent_ItsSectionInTheFileIsNoError()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Least);
        bench.Catalog.Schemas[Id] = Schema;
        Assert.IsNull(bench.Component.WhyNot(Id));
        bench.Component.SetString("note.every", "5s");
        bench.Catalog.Schemas.Remove(Id);
        bench.Catalog.Schemas["acme.other"] = """[ { "key": "other.x", "type": "int", "default": "1", "scope": "node" } ]""";
        Assert.IsNull(bench.Component.WhyNot("acme.other"));

        bench.Component.SetString("other.x", "2");

        Assert.AreEqual(2, bench.Component.GetInt("other.x"));
    }

    [TestMethod]
    public void WhyNot_OfPluginsThatWereThereAtTheStart_ChangesNothing()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Least);
        bench.Yaml = "node: [";

        Assert.IsTrue(bench.Catalog.Schemas.Keys.All(id => bench.Component.WhyNot(id) is null));
    }
}
