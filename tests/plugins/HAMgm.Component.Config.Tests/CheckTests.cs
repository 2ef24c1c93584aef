namespace HAMgm.Component.Config.Tests;

[TestClass]
public sealed class CheckTests
{
    [TestMethod]
    public void Check_SixDifferentErrors_ReportsSixWithLineAndKey()
    {
        var errors = ConfigBench.Errors("""
            cluster:
              heartbeat_intervall: 5s
              heartbeat_timeout: 30
            node:
              id: a-name-of-17-byte
              ip: 10.0.0.300
            node_priority: 5
            vip: { address: 10.0.0.100 }
            """);

        CollectionAssert.AreEqual(
            new[]
            {
                "2 cluster.heartbeat_intervall: is not a known key; did you mean 'cluster.heartbeat_interval'?",
                "3 cluster.heartbeat_timeout: '30' is refused; expects a duration with its unit (us, ms, s, m, h, d), e.g. 30s, 50ms to 24h",
                "5 node.id: 'a-name-of-17-byte' is refused; expects a text of 1 to 16 bytes without control characters that matches ^[^\\s,/:]+$",
                "6 node.ip: '10.0.0.300' is refused; expects an IPv4 or IPv6 address",
                "7 node_priority: is not a known key; did you mean 'node.priority'?",
                "8 vip.address: '10.0.0.100' is refused; expects an address with its prefix length, e.g. 192.168.1.200/24",
                "0 vip.interface: is missing and must be set: The interface that bears the VIP on this node; the two nodes' names may differ.",
            },
            errors,
            string.Join('\n', errors));
    }

    [TestMethod]
    public void Check_DesignSample_HasNoError() => Assert.IsEmpty(ConfigBench.Errors(ConfigBench.Sample));

    [TestMethod]
    public void Check_EmptyFile_NamesEveryRequiredKey()
    {
        var errors = ConfigBench.Errors("# nothing yet\n");

        Assert.HasCount(4, errors);
        foreach (var key in (string[])["node.id", "node.ip", "vip.address", "vip.interface"])
        {
            Assert.IsTrue(errors.Any(e => e.StartsWith($"0 {key}: is missing", StringComparison.Ordinal)), key);
        }
    }

    [TestMethod]
    [DataRow("node: { id: a, ip: 1.1.1.1\n", "not YAML")]
    [DataRow("a: b: c\n", "not YAML")]
    [DataRow("node: &x { id: a }\n", "anchors and aliases")]
    [DataRow("node: { id: !!str a }\n", "tags")]
    [DataRow("node: { id: a }\n---\nnode: { id: b }\n", "second document")]
    [DataRow("- a\n- b\n", "must hold sections")]
    [DataRow("node: 5\n", "is a section")]
    [DataRow("node: { id: { x: 1 } }\n", "is a value, not a section")]
    [DataRow("? [a, b]\n: c\n", "plain name")]
    public void Check_BadYaml_SaysWhatIsWrong(string yaml, string expected)
    {
        var errors = ConfigBench.Errors(yaml);

        Assert.IsTrue(errors.Any(e => e.Contains(expected, StringComparison.Ordinal)), string.Join('\n', errors));
    }

    [TestMethod]
    public void Check_DuplicateKey_NamesBothLines()
    {
        var errors = ConfigBench.Errors(ConfigBench.Least + "vip:\n  address: 10.0.0.101/24\n");

        CollectionAssert.AreEqual(new[] { "8 vip: stands twice, first in line 4: remove one" }, errors);
    }

    [TestMethod]
    public void Check_DeepNesting_IsRefusedWithoutOverflow()
    {
        foreach (var yaml in (string[])[new string('[', 100_000), string.Concat(Enumerable.Repeat("{a: ", 50_000)), string.Concat(Enumerable.Repeat("[", 40)) + string.Concat(Enumerable.Repeat("]", 40))])
        {
            Assert.IsTrue(ConfigBench.Errors(yaml).Any(e => e.Contains("nested deeper", StringComparison.Ordinal)));
        }
    }

    [TestMethod]
    public void Check_AliasBomb_IsRefusedAtOnce()
    {
        var bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + string.Concat(Enumerable.Range(1, 8).Select(i =>
            $"{(char)('a' + i)}: &{(char)('a' + i)} [{string.Join(',', Enumerable.Repeat($"*{(char)('a' + i - 1)}", 9))}]\n"));

        Assert.IsTrue(ConfigBench.Errors(bomb).Any(e => e.Contains("anchors", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Check_FileOverOneMebibyte_IsRefused()
    {
        var errors = ConfigBench.Errors(ConfigBench.Least + "#" + new string('x', 1 << 20));

        StringAssert.Contains(errors.Single(), "1048576");
    }

    [TestMethod]
    public void Check_NotUtf8_NamesTheLine()
    {
        using var bench = new ConfigBench("");
        File.WriteAllBytes(bench.FilePath, [(byte)'a', (byte)':', (byte)' ', (byte)'1', (byte)'\n', 0xff, 0xfe]);

        var issue = bench.Component.Check(bench.FilePath).Single();

        Assert.AreEqual(2, issue.Line);
        StringAssert.Contains(issue.Message, "UTF-8");
    }

    [TestMethod]
    public void Check_ByteOrderMark_IsAccepted() => Assert.IsEmpty(ConfigBench.Errors("\uFEFF" + ConfigBench.Least));

    [TestMethod]
    public void Check_RandomBytes_NeverThrows()
    {
        var random = new Random(20_250_101);
        using var bench = new ConfigBench("");
        var seed = System.Text.Encoding.UTF8.GetBytes(ConfigBench.Sample);
        for (var i = 0; i < 2000; i++)
        {
            var bytes = (byte[])seed.Clone();
            for (var flips = random.Next(1, 8); flips > 0; flips--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(bench.FilePath, bytes);
            _ = bench.Component.Check(bench.FilePath);
        }
    }

    [TestMethod]
    public void Check_MisspeltSection_IsOneError()
    {
        var errors = ConfigBench.Errors(ConfigBench.Least.Replace("node:", "nodes:", StringComparison.Ordinal));

        CollectionAssert.AreEqual(new[] { "1 nodes: is not a known key; did you mean 'node'?" }, errors);
    }

    [TestMethod]
    public void Check_Secret_IsNeverShown()
    {
        var issues = ConfigBench.Issues(ConfigBench.Least + $"cluster: {{ secret: '{new string('s', 300)}' }}\n");

        Assert.IsTrue(issues.Any(i => i.Key == "cluster.secret"));
        Assert.IsFalse(issues.Any(i => i.Message.Contains("ssss", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Check_KeyInTwoSchemas_NamesBothPlugins()
    {
        using var bench = new ConfigBench(ConfigBench.Least);
        bench.Catalog.Schemas["acme.other"] = """[{"key":"log.level","type":"string"}]""";

        var error = bench.Component.Check(bench.FilePath).First(i => !i.IsWarning);

        StringAssert.Contains(error.Message, "acme.other");
        StringAssert.Contains(error.Message, "component.logger");
    }

    [TestMethod]
    [DataRow("""[{"key":"x.y","type":"number"}]""", "unknown type 'number'")]
    [DataRow("""[{"key":"x.y","type":"int","liv":true}]""", "unknown property 'liv'")]
    [DataRow("""[{"key":"x.y","type":"int","default":"many"}]""", "its default is refused")]
    [DataRow("""[{"key":"X","type":"int"}]""", "dotted lower-case")]
    [DataRow("""[{"key":"x.y","type":"enum"}]""", "needs 'values'")]
    [DataRow("""[{"key":"x.y","type":"int","min":"low"}]""", "'min' and 'max'")]
    [DataRow("""{}""", "must be an array")]
    [DataRow("""[{"key":"node.id.x","type":"int"}]""", "which is a value")]
    public void Check_BadSchema_NamesThePlugin(string schema, string expected)
    {
        using var bench = new ConfigBench(ConfigBench.Least);
        bench.Catalog.Schemas["acme.bad"] = schema;

        var error = bench.Component.Check(bench.FilePath).First(i => !i.IsWarning);

        StringAssert.Contains(error.Message, "acme.bad");
        StringAssert.Contains(error.Message, expected);
    }
}
