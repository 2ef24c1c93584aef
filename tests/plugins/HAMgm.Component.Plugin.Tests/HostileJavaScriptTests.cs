using HAMgm.Component.Plugin.Tests.Support;
using HAMgm.Contracts.Scripts;

namespace HAMgm.Component.Plugin.Tests;

/// <summary>JavaScript that does what it should not: each is contained with the right error, and the others run on (issue 5).</summary>
[TestClass]
public sealed class HostileJavaScriptTests
{
    private const string Good = """
        // @hamgm timeout=5s
        function run(facts) { return healthy("term " + facts.term, {term: facts.term}); }
        """;

    [TestMethod]
    [DataRow("endless-loop", "for (;;) {}", ScriptFailure.TimedOut, "did not end within")]
    [DataRow("statements", "var n = 0; for (;;) { n++; n++; n++; n++; n++; n++; n++; n++; }", ScriptFailure.LimitExceeded, "statements")]
    [DataRow("memory", "var s = new Array(2000).join('x'); var all = []; for (;;) { all.push(s + all.length); }", ScriptFailure.LimitExceeded, "memory")]
    [DataRow("memory-of-one-string", "var s = 'x'; for (;;) { s += s; }", ScriptFailure.LimitExceeded, "memory")]
    [DataRow("regular-expression", "return /^(a+)+$/.test(new Array(50).join('a') + '!');", ScriptFailure.LimitExceeded, "regular expression")]
    [DataRow("recursion", "function f() { return f() + 1; } return f();", ScriptFailure.LimitExceeded, "deep")]
    [DataRow("recursion-of-toString", "var o = {toString: function () { return '' + o; }}; return '' + o;", ScriptFailure.LimitExceeded, "")]
    [DataRow("recursion-of-a-getter", "var o = {}; Object.defineProperty(o, 'a', {get: function () { return o.a; }}); return o.a;", ScriptFailure.LimitExceeded, "")]
    [DataRow("recursion-of-a-constructor", "function F() { return new F(); } return new F();", ScriptFailure.LimitExceeded, "")]
    [DataRow("recursion-of-a-comparison", "var a = [3, 1, 2]; function f() { return a.sort(f); } return f();", ScriptFailure.LimitExceeded, "")]
    [DataRow("deep-json", "return JSON.parse(new Array(120000).join('['));", ScriptFailure.LimitExceeded, "")]
    [DataRow("native-loop-over-a-length", "var a = []; a.length = 4294967295; return a.indexOf(1) < 0;", ScriptFailure.TimedOut, "did not end within")]
    [DataRow("native-join", "return Array.prototype.join.call({length: 4294967295}, '') === '';", ScriptFailure.TimedOut, "did not end within")]
    public async Task Run_HostileBody_ContainedAndOthersRunOn(string name, string body, ScriptFailure expected, string message)
    {
        // What a limit ends has time to come to it, on a busy machine, too.
        string timeout = expected == ScriptFailure.TimedOut ? "1500ms" : "20s";
        string settings = name == "statements" ? "1000000" : "1000000000";
        await using var sandbox = new ScriptSandbox(("scripts.statements", settings));
        sandbox.Write("health/good.js", Good).Write("health/bad.js", $"// @hamgm timeout={timeout}\nfunction run(facts) {{ {body} }}");
        await sandbox.StartAsync();
        Task<ScriptOutcome> bad = sandbox.RunAsync("health.bad");
        for (int turn = 0; turn < 3; turn++)
        {
            ScriptOutcome good = await sandbox.RunAsync("health.good");
            Assert.AreEqual(ScriptFailure.None, good.Failure, good.Message);
            Assert.AreEqual("term 42", good.Message);
        }

        ScriptOutcome outcome = await bad;
        Assert.AreEqual(ScriptVerdict.Unhealthy, outcome.Verdict);
        Assert.AreEqual(expected, outcome.Failure, outcome.Message);
        StringAssert.Contains(outcome.Message, message);
        ScriptOutcome after = await sandbox.RunAsync("health.good");
        Assert.AreEqual(ScriptVerdict.Healthy, after.Verdict, after.Message);
    }

    [TestMethod]
    public async Task Run_DeeplyNestedSource_ContainedAndOthersRunOn()
    {
        await using var sandbox = new ScriptSandbox();
        string nested = new string('(', 100_000) + "1" + new string(')', 100_000);
        sandbox.Write("health/good.js", Good).Write("health/bad.js", $"function run(facts) {{ return {nested}; }}");
        await sandbox.StartAsync();
        ScriptOutcome outcome = await sandbox.RunAsync("health.bad");
        Assert.AreEqual(ScriptFailure.LimitExceeded, outcome.Failure, outcome.Message);
        Assert.AreEqual(ScriptVerdict.Healthy, (await sandbox.RunAsync("health.good")).Verdict);
    }

    [TestMethod]
    public async Task Run_TriesReflection_FindsNothingOfDotNet()
    {
        await using var sandbox = new ScriptSandbox();
        sandbox.Write("health/spy.js", """
            function run(facts) {
                var found = [];
                var attempts = [
                    function () { return System.IO.File.ReadAllText('/etc/passwd'); },
                    function () { return importNamespace('System.IO').File; },
                    function () { return clr; },
                    function () { return Function('return System')(); },
                    function () { return ({}).constructor.constructor('return System.IO')(); },
                    function () { return http.get.constructor('return System')(); },
                    function () { return log.info.GetType(); },
                    function () { return log.info.Method; },
                    function () { return exec.Target; },
                    function () { return facts.GetType(); },
                    function () { return facts.parameters.constructor.Assembly; },
                    function () { return file.read('/etc/passwd').text; },
                    function () { return file.read('/proc/loadavg/../../etc/passwd').text; },
                    function () { return exec('/bin/cat', ['/etc/passwd']).stdout; }
                ];
                for (var i = 0; i < attempts.length; i++) {
                    try {
                        var got = attempts[i]();
                        if (got) { found.push(i + ': ' + got); }
                    } catch (e) { }
                }
                return found.length === 0 ? healthy('nothing') : unhealthy(found.join('; '));
            }
            """);
        await sandbox.StartAsync();
        ScriptOutcome outcome = await sandbox.RunAsync("health.spy");
        Assert.AreEqual(ScriptVerdict.Healthy, outcome.Verdict, outcome.Message);
        Assert.AreEqual("nothing", outcome.Message);
    }

    [TestMethod]
    public async Task Run_ManyHangingScripts_HoldUpNobodyAfterTheirFirstTime()
    {
        await using var sandbox = new ScriptSandbox();
        sandbox.Write("health/good.js", Good);
        for (int number = 0; number < 4; number++)
        {
            sandbox.Write($"health/bad-{number}.js", "// @hamgm timeout=300ms\nfunction run(facts) { for (;;) {} }");
        }

        await sandbox.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(number => sandbox.RunAsync($"health.bad-{number}")));

        // Now they are suspects: all of them hang again, and the good one finds a worker at once.
        Task<ScriptOutcome>[] bad = [.. Enumerable.Range(0, 4).Select(number => sandbox.RunAsync($"health.bad-{number}"))];
        ScriptOutcome good = await sandbox.RunAsync("health.good");
        Assert.AreEqual(ScriptVerdict.Healthy, good.Verdict, good.Message);
        Assert.IsFalse(bad.All(run => run.IsCompleted), "the good one had to wait for all of the bad ones");
        Assert.IsTrue((await Task.WhenAll(bad)).All(outcome => outcome.Failure != ScriptFailure.None));
    }
}
