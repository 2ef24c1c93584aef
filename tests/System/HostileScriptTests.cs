namespace HAMgm.SystemTests;

/// <summary>Scripts that do what they should not, on both nodes of a pair: contained, and the pair undisturbed (issue 5).</summary>
[TestClass]
[TestCategory("System")]
[TestCategory("Long")]
public sealed class HostileScriptTests : PairTest
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(8);

    private static readonly Dictionary<string, string> Scripts = new()
    {
        ["good.js"] = "// @hamgm interval=700ms\nfunction run(f) { return healthy('well'); }",
        ["good-shell.sh"] = "#!/bin/sh\n# @hamgm interval=500ms\necho well\n",
        ["loop.js"] = "// @hamgm interval=100ms timeout=1s\nfunction run(f) { var a = []; a.length = 4294967295; return a.indexOf(1) < 0; }",
        ["memory.js"] = "// @hamgm interval=100ms timeout=5s\nfunction run(f) { var s = 'x'; for (;;) { s += s; } }",
        ["expression.js"] = "// @hamgm interval=100ms timeout=5s\nfunction run(f) { return /^(a+)+$/.test(new Array(50).join('a') + '!'); }",
        ["recursion.js"] = "// @hamgm interval=100ms timeout=5s\nfunction run(f) { var o = {toString: function () { return '' + o; }}; return '' + o; }",
        ["orphans.sh"] = "#!/bin/sh\n# @hamgm interval=1s timeout=1s\n(setsid sh -c 'sleep 4711 & trap \"\" TERM; sleep 4711; sleep 4711' &)\ntrap '' TERM\nwhile :; do sleep 4711; done\n",
        ["output.sh"] = "#!/bin/sh\n# @hamgm interval=1s timeout=5s\nhead -c 50000000 /dev/zero\n",
    };

    [TestMethod]
    [RetryOnce]
    public void HostileScriptsRun_PairIsUndisturbedAndTheOthersRun()
    {
        StartPair(new NodeSettings { Manifest = ScriptDriver.Install(Lab.Folder, Scripts) });
        Node primary = Primary;
        foreach (Node node in (Node[])[A, B])
        {
            foreach (string expected in (string[])[
                "driven lab.good None Healthy", "driven lab.good-shell None Healthy", "driven lab.loop TimedOut", "driven lab.memory LimitExceeded",
                "driven lab.expression LimitExceeded", "driven lab.recursion LimitExceeded", "driven lab.orphans TimedOut",
                "driven lab.output LimitExceeded"])
            {
                node.WaitForLog(expected, Patience.Seconds(30));
            }
        }

        using VipClient client = new(Lab);
        client.WaitUntilAnswering(StartLimit);
        int good = CountGood();
        VipReport report = client.Measure(static () => { }, Duration);
        TestContext.WriteLine(report.Detail);
        Figure.Print(TestContext, "vip-under-hostile-scripts", [report.LongestOutageMs]);
        Assert.AreEqual(0, report.TwoHolderSamples, report.Detail);
        Assert.AreEqual(primary.Id, Primary.Id, "the VIP moved");
        Assert.IsLessThan(300, report.LongestOutageMs, report.Detail);
        Assert.IsGreaterThan(good + 4, CountGood(), "the well-behaved scripts did not go on");
        foreach (Node node in (Node[])[A, B])
        {
            Assert.DoesNotContain("heartbeat_timeout", node.ServiceLogText());
            Assert.IsLessThan(20, Janitor.Processes(node.Host.Namespace).Count(pid => CommandOf(pid).Contains("4711", StringComparison.Ordinal)), "orphans are left");
        }
    }

    // Seldom enough that the log's flood control leaves each line.
    private int CountGood() => A.ServiceLogText().Split("driven lab.good None Healthy").Length;

    private static string CommandOf(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }
}
