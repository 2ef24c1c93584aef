using HAMgm.Contracts.Errors;

namespace HAMgm.Component.Config.Tests;

/// <summary>Lists of maps, by the schema of detect.checks.</summary>
[TestClass]
public sealed class MapsTests
{
    private const string Block = """
        detect:
          interval: 2s   # for all of them
          checks:
            # the data base
            - id: db
              type: tcp
              port: 5432
              depends_on: [eth, disk.data]
            - { id: eth, type: interface, interface: eth0 }   # the cable
            - id: "disk.data"
              type: disk
              path: /var/lib/postgresql
              max_percent: 90
              weight: 20

        """;

    [TestMethod]
    public void Load_MapsInEveryStyle_AreOneJsonObjectEach()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Least + Block);

        CollectionAssert.AreEqual(
            new[]
            {
                """{"id":"db","type":"tcp","port":5432,"depends_on":["eth","disk.data"]}""",
                """{"id":"eth","type":"interface","interface":"eth0"}""",
                """{"id":"disk.data","type":"disk","path":"/var/lib/postgresql","max_percent":90,"weight":20}""",
            },
            bench.Component.GetList("detect.checks").ToArray());
    }

    [TestMethod]
    public void Load_WithoutMaps_HasNone()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Least);
        Assert.IsEmpty(bench.Component.GetList("detect.checks"));
    }

    [TestMethod]
    public void Check_EveryErrorOfTheMaps_HasItsLineAndPath()
    {
        using var bench = new ConfigBench(ConfigBench.Least + """
            detect:
              checks:
                - { id: db, type: tcp, port: 70000 }
                - id: db
                  type: http
                  port: 80
                - { id: x, type: ping }
                - { type: disk, path: /, colour: red }
                - just a text
            """);

        var issues = bench.Component.Check(bench.FilePath).Where(i => !i.IsWarning).Select(i => $"{i.Line} {i.Key}: {i.Message}").ToArray();

        CollectionAssert.AreEqual(
            new[]
            {
                "10 detect.checks[1].port: '70000' is refused; expects a whole number, 1 to 65535",
                "11 detect.checks[2].id: 'db' is the id of item 1 already: each needs one of its own",
                "11 detect.checks[2].url: is missing and must be set: What is asked for with GET.",
                "13 detect.checks[2].port: does not belong to type http, only to tcp; known here are id, type, interval, timeout, rise, fall, weight, depends_on, roles, warn_latency, url, status, contains, verify",
                "14 detect.checks[3].type: 'ping' is refused; expects one of cpu, memory, disk, disk_latency, interface, gateway, tcp, http, unit, process",
                "15 detect.checks[4].colour: is not a known key; known are id, type, interval, timeout, rise, fall, weight, depends_on, roles, path, max_percent, warn_percent",
                "15 detect.checks[4].id: is missing and must be set: Its name in status, alerts and depends_on.",
                "16 detect.checks[5]: expects a map of id, type, interval, timeout, rise, fall, weight, depends_on, roles, path, max_percent, warn_percent, max_latency, warn_latency, interface, address, port, url, status, contains, verify, unit, process, min_count",
            },
            issues);
    }

    [TestMethod]
    public void Set_OneFieldOfOneMap_LeavesTheOthersAsTheyStand()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Least + Block);
        var value = bench.Component.GetString("detect.checks").Replace("5432", "5433", StringComparison.Ordinal);

        bench.Component.SetString("detect.checks", value);

        Assert.AreEqual(value, bench.Restarted().GetString("detect.checks"));
        StringAssert.Contains(bench.Yaml, "    # the data base\n    - { id: db, type: tcp, port: 5433, depends_on: [eth, disk.data] }\n");
        StringAssert.Contains(bench.Yaml, "    - { id: eth, type: interface, interface: eth0 }   # the cable\n    - id: \"disk.data\"\n");
    }

    [TestMethod]
    [DataRow("[{ id: db, type: tcp, port: 1 }]", """[{"id":"db","type":"tcp","port":1}]""", DisplayName = "fewer")]
    [DataRow("""[{"id":"a","type":"cpu"},{"id":"b","type":"cpu"},{"id":"c","type":"cpu"},{"id":"00","type":"http","url":"http://127.0.0.1/a?b=c#d","contains":"it's: \"well\""}]""",
        """[{"id":"a","type":"cpu"}, {"id":"b","type":"cpu"}, {"id":"c","type":"cpu"}, {"id":"00","type":"http","url":"http://127.0.0.1/a?b=c#d","contains":"it's: \"well\""}]""",
        DisplayName = "more, with quotes")]
    [DataRow("[]", "[]", DisplayName = "none")]
    public void Set_Maps_AreReadBackAsTheyWereSet(string value, string expected)
    {
        foreach (var before in (string[])["", Block, "detect: { checks: [{ id: old, type: cpu }] }\n"])
        {
            using var bench = ConfigBench.Loaded(ConfigBench.Least + before);
            bench.Component.SetString("detect.checks", value);
            Assert.AreEqual(expected, bench.Component.GetString("detect.checks"));
            Assert.AreEqual(expected, bench.Restarted().GetString("detect.checks"), bench.Yaml);
            bench.Component.SetString("detect.checks", "");
            Assert.IsEmpty(bench.Component.GetList("detect.checks"));
        }
    }

    [TestMethod]
    [DataRow("5432")]
    [DataRow("[db]")]
    [DataRow("{ id: db")]
    [DataRow("[{ id: db, type: tcp }]")]
    public void Set_WhatIsNoMaps_IsRefusedAndChangesNothing(string value)
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Least + Block);
        var before = bench.Yaml;
        var error = Assert.ThrowsExactly<HamgmException>(() => bench.Component.SetString("detect.checks", value));
        Assert.AreEqual(ErrorCodes.BadRequest, error.Code);
        StringAssert.Contains(error.Message, "detect.checks");
        Assert.AreEqual(before, bench.Yaml);
    }
}
