using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;

namespace HAMgm.Component.Config.Tests;

/// <summary>Settings that are lists of maps.</summary>
[TestClass]
public sealed class MapTests
{
    private const string Schema = """
        [{"key": "watch.targets", "type": "maps", "scope": "shared", "live": true, "description": "What is watched.", "fields": [
          {"key": "type", "type": "enum", "values": ["tcp", "http"], "required": true, "description": "How."},
          {"key": "port", "type": "int", "min": 1, "max": 65535, "required": true, "description": "Where."},
          {"key": "interval", "type": "duration", "default": "2s", "min": "1s", "description": "How often."},
          {"key": "quiet", "type": "bool", "description": "Whether."},
          {"key": "names", "type": "list", "description": "Whom."},
          {"key": "file", "type": "path", "description": "A file."},
          {"key": "token", "type": "string", "secret": true, "description": "A secret."}]}]
        """;

    private const string Block = """
        watch:
          targets:            # what we look at
            - type: tcp       # the database
              port: 5432
            # the web server, twice
            - { type: http, port: 80, names: [a, "b, c"] }   # plain
            - type: http
              port: 443
              token: s3cret-token

        """;

    [TestMethod]
    public void Load_BlockAndFlowElements_AreReadWithDefaults()
    {
        using var bench = Loaded(ConfigBench.Least + Block);
        var targets = bench.Component.GetMaps("watch.targets");

        Assert.HasCount(3, targets);
        Assert.AreEqual("tcp", targets[0].GetString("type"));
        Assert.AreEqual(5432, targets[0].GetInt("port"));
        Assert.AreEqual(TimeSpan.FromSeconds(2), targets[0].GetDuration("interval"));
        Assert.IsFalse(targets[0].Has("quiet"));
        CollectionAssert.AreEqual(new[] { "type", "port", "interval" }, targets[0].Fields.ToArray());
        CollectionAssert.AreEqual(new[] { "a", "b, c" }, targets[1].GetList("names").ToArray());
        Assert.AreEqual("s3cret-token", targets[2].GetString("token"));
        Assert.ThrowsExactly<HamgmException>(() => targets[0].GetString("nothing"));
        Assert.ThrowsExactly<HamgmException>(() => targets[0].GetBool("quiet"));
        Assert.ThrowsExactly<HamgmException>(() => targets[0].GetInt("type"));
    }

    [TestMethod]
    public void Load_NoValue_IsNoElement()
    {
        foreach (var yaml in (string[])["", "watch: {}\n", "watch:\n  targets: []\n", "watch:\n  targets:\n"])
        {
            using var bench = Loaded(ConfigBench.Least + yaml);

            Assert.IsEmpty(bench.Component.GetMaps("watch.targets"), yaml);
            Assert.AreEqual("", bench.Component.GetString("watch.targets"));
        }
    }

    [TestMethod]
    public void Check_WrongFields_EachIsNamedWithLineAndPlace()
    {
        var errors = Errors("""
            watch:
              targets:
                - type: udp
                  port: 70000
                - { port: 80, prot: 1, interval: 5 }
                - type: tcp
                  port: 1
                  names: { a: b }
            """);

        CollectionAssert.AreEqual(
            new[]
            {
                "10 watch.targets[0].type: 'udp' is refused; expects one of tcp, http",
                "11 watch.targets[0].port: '70000' is refused; expects a whole number, 1 to 65535",
                "12 watch.targets[1].interval: '5' is refused; expects a duration with its unit (us, ms, s, m, h, d), e.g. 2s, at least 1s",
                "12 watch.targets[1].prot: is not a known field; known are type, port, interval, quiet, names, file, token",
                "12 watch.targets[1].type: is missing and must be set: How.",
                "15 watch.targets[2].names: expects a list of a text of 1 to 4096 bytes without control characters",
            },
            errors,
            string.Join('\n', errors));
    }

    [TestMethod]
    [DataRow("targets: 5")]
    [DataRow("targets: [a, b]")]
    [DataRow("targets: { type: tcp, port: 1 }")]
    [DataRow("targets: [[{type: tcp, port: 1}]]")]
    public void Check_NoListOfMaps_IsSaid(string yaml)
    {
        var errors = Errors($"watch:\n  {yaml}\n");

        CollectionAssert.AreEqual(new[] { "9 watch.targets: expects a list of maps, e.g. [{type: …, port: …}]" }, errors, string.Join('\n', errors));
    }

    [TestMethod]
    public void Check_TooManyElements_IsRefused()
    {
        var errors = Errors($"watch:\n  targets: [{string.Join(", ", Enumerable.Repeat("{type: tcp, port: 1}", 65))}]\n");

        CollectionAssert.AreEqual(new[] { "9 watch.targets: has 65 elements; at most 64 are allowed" }, errors, string.Join('\n', errors));
    }

    [TestMethod]
    [DataRow("[{type: tcp, port: 1}]")]
    [DataRow("""[{"type": "tcp", "port": 1}]""")]
    [DataRow("- type: tcp\n  port: 1\n")]
    public void Set_YamlOrJson_IsWrittenInFlowStyle(string value)
    {
        using var bench = Loaded(ConfigBench.Least);

        bench.Component.SetString("watch.targets", value);

        Assert.AreEqual(ConfigBench.Least + "watch:\n  targets: [{type: tcp, port: 1}]\n", bench.Yaml);
        Assert.AreEqual("""[{"type":"tcp","port":1}]""", bench.Component.GetString("watch.targets"));
        Assert.AreEqual(1, bench.Restarted().GetMaps("watch.targets")[0].GetInt("port"));
    }

    [TestMethod]
    public void Set_WhatGetStringGives_ChangesNothing()
    {
        using var bench = Loaded(ConfigBench.Least + Block);
        var before = bench.Yaml;

        var change = bench.Component.SetString("watch.targets", bench.Component.GetString("watch.targets"));

        Assert.AreEqual(before, bench.Yaml);
        Assert.AreEqual(0, change.Version);
    }

    [TestMethod]
    public void Set_OneFieldOfABlockElement_TouchesItsTextAlone()
    {
        using var bench = Loaded(ConfigBench.Least + Block);

        bench.Component.SetString("watch.targets", """[{type: tcp, port: 5433}, {type: http, port: 80, names: [a, "b, c"]}, {type: http, port: 443, token: s3cret-token}]""");

        Assert.AreEqual(ConfigBench.Least + Block.Replace("5432", "5433", StringComparison.Ordinal), bench.Yaml);
    }

    [TestMethod]
    public void Set_MoreAndOtherFields_KeepsWhatDidNotChange()
    {
        using var bench = Loaded(ConfigBench.Least + Block);

        bench.Component.SetString(
            "watch.targets",
            """[{type: tcp, port: 5432, quiet: true}, {type: http, port: 80, names: [a, "b, c"]}, {type: http, port: 443, token: s3cret-token}, {type: tcp, port: 9}]""");

        Assert.AreEqual(
            ConfigBench.Least + Block
                .Replace("- type: tcp       # the database\n      port: 5432\n", "- type: tcp\n      port: 5432\n      quiet: true\n", StringComparison.Ordinal)
                .Replace("token: s3cret-token\n", "token: s3cret-token\n    - {type: tcp, port: 9}\n", StringComparison.Ordinal),
            bench.Yaml);
        Assert.HasCount(4, bench.Restarted().GetMaps("watch.targets"));
    }

    [TestMethod]
    public void Set_FewerElements_TakesTheLastOnesOut()
    {
        using var bench = Loaded(ConfigBench.Least + Block);

        bench.Component.SetString("watch.targets", "[{type: tcp, port: 5432}]");

        Assert.AreEqual(ConfigBench.Least + Block[..Block.IndexOf("    # the web", StringComparison.Ordinal)] + "    # the web server, twice\n       # plain\n", bench.Yaml);
        bench.Component.SetString("watch.targets", "[]");
        Assert.IsEmpty(bench.Restarted().GetMaps("watch.targets"));
        bench.Component.SetString("watch.targets", "");
        Assert.IsEmpty(bench.Restarted().GetMaps("watch.targets"));
    }

    [TestMethod]
    public void Set_WrongField_IsRefusedByName()
    {
        using var bench = Loaded(ConfigBench.Least);

        var refused = Assert.ThrowsExactly<HamgmException>(() => bench.Component.SetString("watch.targets", "[{type: tcp, port: 0}]"));

        StringAssert.Contains(refused.Message, "watch.targets[0].port: '0' is refused; expects a whole number, 1 to 65535");
        Assert.AreEqual(ErrorCodes.BadRequest, refused.Code);
        Assert.AreEqual(ConfigBench.Least, bench.Yaml);
    }

    [TestMethod]
    public void Secrets_OfElements_AreNeverShown()
    {
        using var bench = Loaded(ConfigBench.Least + Block);
        var told = new List<ConfigChange>();
        using var watch = bench.Component.WatchConfig("watch", told.Add);

        bench.Component.SetString("watch.targets", "[{type: http, port: 443, token: s3cret-2}]");

        var shown = string.Join('\n', bench.Log.Lines) + bench.Component.GetAll()["watch.targets"] + told[0].OldValue + told[0].NewValue
            + bench.Component.Mask("watch.targets", "[{type: http, port: 443, token: s3cret-3}]")
            + bench.Component.Mask("watch.targets", "[{type: http, port: 443, token: s3cret-4");
        Assert.IsFalse(shown.Contains("s3cret", StringComparison.Ordinal), shown);
        Assert.AreEqual("""[{"type":"http","port":443,"token":"********"}]""", told[0].NewValue);
        var refused = Assert.ThrowsExactly<HamgmException>(() => bench.Component.SetString("watch.targets", told[0].NewValue));
        StringAssert.Contains(refused.Message, "write the secret itself");
    }

    [TestMethod]
    public void SharedHash_OfAList_CountsMeaning()
    {
        ulong Hash(string value)
        {
            using var bench = Loaded(ConfigBench.Least + $"watch:\n  targets: {value}\n");
            return bench.Component.SharedHash;
        }

        Assert.AreEqual(Hash("[{type: tcp, port: 1}]"), Hash("[{port: '1', type: \"tcp\", interval: 2000ms}]"));
        Assert.AreNotEqual(Hash("[{type: tcp, port: 1}]"), Hash("[{type: tcp, port: 1, interval: 3s}]"));
        Assert.AreEqual(Hash("[{type: tcp, port: 1}]"), Hash("[{type: tcp, port: 1, interval: 2s}]"));
        Assert.AreNotEqual(Hash("[]"), Hash("[{type: tcp, port: 1}]"));
    }

    [TestMethod]
    public void Get_PathOfAnElement_CountsFromTheFile()
    {
        using var bench = Loaded(ConfigBench.Least + "watch:\n  targets: [{type: tcp, port: 1, file: x/y}]\n");

        Assert.AreEqual(Path.Combine(bench.Folder, "x/y"), bench.Component.GetMaps("watch.targets")[0].GetPath("file"));
        Assert.AreEqual("", bench.Component.GetMaps("watch.targets")[0].GetPath("token"));
        Assert.ThrowsExactly<HamgmException>(() => bench.Component.GetMaps("node.id"));
    }

    [TestMethod]
    [DataRow("""{"key": "a.b", "type": "maps"}""", "needs 'fields'")]
    [DataRow("""{"key": "a.b", "type": "maps", "fields": []}""", "needs 'fields'")]
    [DataRow("""{"key": "a.b", "type": "int", "fields": [{"key": "x", "type": "int"}]}""", "is for the type maps")]
    [DataRow("""{"key": "a.b", "type": "maps", "fields": [{"key": "x.y", "type": "int"}]}""", "one lower-case name")]
    [DataRow("""{"key": "a.b", "type": "maps", "fields": [{"key": "x", "type": "maps", "fields": []}]}""", "unknown property 'fields'")]
    [DataRow("""{"key": "a.b", "type": "maps", "fields": [{"key": "x", "type": "pairs"}]}""", "cannot be of type 'pairs'")]
    [DataRow("""{"key": "a.b", "type": "maps", "fields": [{"key": "x", "type": "int", "scope": "shared"}]}""", "unknown property 'scope'")]
    [DataRow("""{"key": "a.b", "type": "maps", "fields": [{"key": "x", "type": "int"}, {"key": "x", "type": "int"}]}""", "stands twice")]
    [DataRow("""{"key": "a.b", "type": "maps", "fields": [{"key": "x", "type": "int", "default": "y"}]}""", "setting 'a.b[].x': its default is refused")]
    public void Check_MistakeInTheSchema_IsSaid(string entry, string expected)
    {
        using var bench = new ConfigBench(ConfigBench.Least);
        bench.Catalog.Schemas["third.party"] = $"[{entry}]";

        var errors = bench.Component.Check(bench.FilePath).Where(i => !i.IsWarning).ToArray();

        Assert.HasCount(1, errors);
        StringAssert.Contains(errors[0].Message, expected);
    }

    private static ConfigBench Loaded(string yaml)
    {
        var bench = new ConfigBench(yaml);
        bench.Catalog.Schemas["third.party"] = Schema;
        bench.Component.LoadConfig(bench.FilePath);
        return bench;
    }

    private static string[] Errors(string yaml)
    {
        using var bench = new ConfigBench(ConfigBench.Least + yaml);
        bench.Catalog.Schemas["third.party"] = Schema;
        return [.. bench.Component.Check(bench.FilePath).Where(i => !i.IsWarning).Select(i => $"{i.Line} {i.Key}: {i.Message}")];
    }
}
