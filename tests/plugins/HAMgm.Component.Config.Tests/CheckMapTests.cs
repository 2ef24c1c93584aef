namespace HAMgm.Component.Config.Tests;

/// <summary>Maps of several kinds, by the schema of detect.checks.</summary>
[TestClass]
public sealed class CheckMapTests
{
    [TestMethod]
    public void Load_FieldsOfEachKind_AreTaken()
    {
        using var bench = ConfigBench.Loaded(ConfigBench.Least + """
            detect:
              interval: 2s   # for all of them
              checks:
                # the data base
                - id: db
                  type: tcp
                  port: 5432
                  depends_on: [eth, disk.data]
                - { id: eth, type: interface, interface: eth0 }
            """);

        var checks = bench.Component.GetMaps("detect.checks");
        Assert.AreEqual(5432, checks[0].GetInt("port"));
        CollectionAssert.AreEqual(new[] { "eth", "disk.data" }, checks[0].GetList("depends_on").ToArray());
        Assert.IsFalse(checks[1].Has("port"));
        bench.Component.SetString("detect.checks", "[{id: web, type: http, url: 'http://127.0.0.1/#a'}]");
        Assert.AreEqual("http://127.0.0.1/#a", bench.Restarted().GetMaps("detect.checks").Single().GetString("url"));
    }

    [TestMethod]
    public void Check_WhatDoesNotBelongToTheKind_IsNamed()
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
            """);

        var issues = bench.Component.Check(bench.FilePath).Where(i => !i.IsWarning).Select(i => $"{i.Line} {i.Key}: {i.Message}").ToArray();

        foreach (var (expected, i) in new[]
        {
            "10 detect.checks[0].port: '70000' is refused; expects a whole number, 1 to 65535",
            "11 detect.checks[1].id: 'db' is the id of detect.checks[0] already: each needs one of its own",
            "11 detect.checks[1].url: is missing and must be set: What is asked for with GET.",
            "13 detect.checks[1].port: does not belong to type http, only to tcp; known here are id, type,",
            "14 detect.checks[2].type: 'ping' is refused; expects one of cpu, memory,",
            "15 detect.checks[3].colour: is not a known field; known are id, type,",
            "15 detect.checks[3].id: is missing and must be set: Its name in status, alerts and depends_on.",
        }.Select((text, i) => (text, i)))
        {
            StringAssert.StartsWith(issues[i], expected);
        }

        Assert.HasCount(7, issues);
    }
}
