using System.Net;
using System.Net.Sockets;
using HAMgm.Component.Plugin.Tests.Support;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Scripts;

namespace HAMgm.Component.Plugin.Tests;

/// <summary>Scripts that do what they should: facts, answers, the functions they can call.</summary>
[TestClass]
public sealed class ScriptRunTests
{
    [TestMethod]
    [DataRow("return healthy('well', {a: 1.5});", ScriptVerdict.Healthy, "well")]
    [DataRow("return degraded('so so');", ScriptVerdict.Degraded, "so so")]
    [DataRow("return {status: 'unhealthy', message: 'bad\\nvery'};", ScriptVerdict.Unhealthy, "bad very")]
    [DataRow("", ScriptVerdict.Healthy, "")]
    [DataRow("return false;", ScriptVerdict.Unhealthy, "")]
    public async Task Run_JavaScript_GivesItsVerdict(string body, ScriptVerdict verdict, string message)
    {
        await using var sandbox = new ScriptSandbox();
        await sandbox.Write("health/one.js", $"function run(facts) {{ {body} }}").StartAsync();
        ScriptOutcome outcome = await sandbox.RunAsync("health.one");
        Assert.AreEqual(ScriptFailure.None, outcome.Failure, outcome.Message);
        Assert.AreEqual(verdict, outcome.Verdict);
        Assert.AreEqual(message, outcome.Message);
    }

    [TestMethod]
    [DataRow("return 42;", "must return")]
    [DataRow("return {status: 'fine'};", "healthy")]
    [DataRow("throw new Error('no disk');", "one.js:3: no disk")]
    [DataRow("return healthy('x', {load: 'high'});", "metric 'load'")]
    [DataRow("return (;", "one.js:3")]
    public async Task Run_NoAnswer_IsFaultedWithTheReason(string body, string message)
    {
        await using var sandbox = new ScriptSandbox();
        await sandbox.Write("health/one.js", $"// A comment.\nfunction run(facts) {{\n{body} }}").StartAsync();
        ScriptOutcome outcome = await sandbox.RunAsync("health.one");
        Assert.AreEqual(ScriptFailure.Faulted, outcome.Failure);
        Assert.AreEqual(ScriptVerdict.Unhealthy, outcome.Verdict);
        StringAssert.Contains(outcome.Message, message);
    }

    [TestMethod]
    [DataRow("echo first; echo fine", ScriptVerdict.Healthy, "fine")]
    [DataRow("echo slow; exit 1", ScriptVerdict.Degraded, "slow")]
    [DataRow("echo gone >&2; exit 2", ScriptVerdict.Unhealthy, "gone")]
    [DataRow("exit 77", ScriptVerdict.Unhealthy, "exit code 77")]
    [DataRow("echo '{\"message\": \"json\", \"metrics\": {\"load\": 0.5}}'", ScriptVerdict.Healthy, "json")]
    public async Task Run_Program_ExitCodeAndLastLineAreItsAnswer(string body, ScriptVerdict verdict, string message)
    {
        await using var sandbox = new ScriptSandbox();
        await sandbox.Write("health/one.sh", $"#!/bin/sh\n{body}\n").StartAsync();
        ScriptOutcome outcome = await sandbox.RunAsync("health.one");
        Assert.AreEqual(ScriptFailure.None, outcome.Failure, outcome.Message);
        Assert.AreEqual(verdict, outcome.Verdict);
        Assert.AreEqual(message, outcome.Message);
        Assert.AreEqual(message == "json" ? 0.5 : 0, outcome.Metrics.GetValueOrDefault("load"));
    }

    [TestMethod]
    public async Task Run_Program_GetsFactsAsEnvironmentAndJson()
    {
        await using var sandbox = new ScriptSandbox();
        await sandbox.Write("health/facts.sh", """
            #!/bin/sh
            # @hamgm parameter.port=5432 parameter.name="two words"
            grep -q '"term":42' || exit 2
            echo "$HAMGM_NODE_ID $HAMGM_ROLE $HAMGM_TERM $HAMGM_HOLDS_VIP $HAMGM_VIP $HAMGM_VIPS $HAMGM_PEER_STATE $HAMGM_PARAM_PORT $HAMGM_PARAM_NAME $HAMGM_SCRIPT"
            """).StartAsync();
        ScriptOutcome outcome = await sandbox.RunAsync("health.facts");
        Assert.AreEqual("node-001 PRIMARY 42 true 10.0.0.9 10.0.0.9/24 STANDBY 5432 two words health.facts", outcome.Message);
    }

    [TestMethod]
    public async Task Run_JavaScript_GetsFactsAndParameters()
    {
        await using var sandbox = new ScriptSandbox();
        await sandbox.Write("health/facts.js", """
            // @hamgm parameter.least=10 parameter.flag=true
            function run(f) { return healthy([f.role, f.term + 1, f.vips[0], f.peerHeard, f.parameters.least + 1, f.parameters.flag].join(' ')); }
            """).StartAsync();
        Assert.AreEqual("PRIMARY 43 10.0.0.9/24 true 11 true", (await sandbox.RunAsync("health.facts")).Message);
    }

    [TestMethod]
    public async Task Run_Log_GoesToTheServicesLogBounded()
    {
        await using var sandbox = new ScriptSandbox();
        await sandbox.Write("health/talk.js", "function run(f) { for (var i = 0; i < 1000; i++) { log.warn('line ' + i); } }").StartAsync();
        Assert.AreEqual(ScriptVerdict.Healthy, (await sandbox.RunAsync("health.talk")).Verdict);
        lock (sandbox.Log.Lines)
        {
            Assert.Contains("warn script says script=health.talk text=line 0", sandbox.Log.Lines);
            Assert.AreEqual(101, sandbox.Log.Lines.Count(line => line.Contains("script says", StringComparison.Ordinal)));
        }
    }

    [TestMethod]
    public async Task Run_TcpConnectAndHttpGet_TellWhetherSomebodyAnswers()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Task served = Task.Run(async () =>
        {
            // The first only connects, the second asks.
            (await listener.AcceptTcpClientAsync()).Dispose();
            using TcpClient client = await listener.AcceptTcpClientAsync();
            await using NetworkStream stream = client.GetStream();
            _ = await stream.ReadAsync(new byte[1024]);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine"u8.ToArray());
        });
        await using var sandbox = new ScriptSandbox();
        await sandbox.Write("health/net.js", $$"""
            function run(f) {
                var tcp1 = tcp.connect('127.0.0.1', {{port}});
                var page = http.get('http://127.0.0.1:{{port}}/health', {timeout: 2000});
                var refused = tcp.connect('127.0.0.1', 1);
                return healthy([tcp1.ok, page.ok, page.status, page.body, refused.ok, refused.error.length > 0, http.get('gopher://x').ok].join(' '));
            }
            """).StartAsync();
        ScriptOutcome outcome = await sandbox.RunAsync("health.net");
        await served;
        Assert.AreEqual("true true 200 fine false true false", outcome.Message);
    }

    [TestMethod]
    public async Task Run_ExecAndFileRead_OnlyWhatIsAllowed()
    {
        await using var sandbox = new ScriptSandbox(("scripts.exec", "/usr/bin/printf"), ("scripts.allowed_paths", "/proc/loadavg"));
        await sandbox.Write("health/api.js", """
            function run(f) {
                var said = exec('printf', ['%s-%s', 'a', 'b']);
                var other = exec('/bin/ls', ['/']);
                var load = file.read('/proc/loadavg');
                var secret = file.read('/etc/hostname');
                return healthy([said.ok, said.stdout, other.ok, other.error, load.ok && load.text.length > 5, secret.ok, secret.error].join('|'));
            }
            """).StartAsync();
        Assert.AreEqual(
            "true|a-b|false|'/bin/ls' is not in scripts.exec; add its full path there|true|false|/etc/hostname is not below scripts.allowed_paths; add its folder there",
            (await sandbox.RunAsync("health.api")).Message);
    }

    [TestMethod]
    public async Task Run_ManyTimes_OneWorkerIsUsedAgainAndFreshEachTime()
    {
        await using var sandbox = new ScriptSandbox();
        await sandbox.Write("health/count.js", "var n = 0; function run(f) { n++; return healthy('' + n); }").StartAsync();
        Assert.IsEmpty(sandbox.Component.WorkerPids, "no worker before something runs");
        for (int turn = 0; turn < 20; turn++)
        {
            Assert.AreEqual("1", (await sandbox.RunAsync("health.count")).Message);
        }

        Assert.HasCount(1, sandbox.Component.WorkerPids);
        Assert.IsGreaterThan(1_000_000L, sandbox.Component.GetUsage("health.count").MemoryBytes);
        Assert.AreEqual(0, sandbox.Component.GetUsage("health.count").Restarts);
    }

    [TestMethod]
    public async Task Run_AfterTheFileChanged_TheNewOneRuns()
    {
        await using var sandbox = new ScriptSandbox();
        await sandbox.Write("health/one.js", "function run(f) { return healthy('old'); }").StartAsync();
        Assert.AreEqual("old", (await sandbox.RunAsync("health.one")).Message);
        sandbox.Write("health/one.js", "function run(f) { return healthy('brand new'); }");
        Assert.AreEqual("brand new", (await sandbox.RunAsync("health.one")).Message);
    }

    [TestMethod]
    public async Task Run_AsAnotherUser_HasThatUsersRights()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Assert.Inconclusive("needs root");
        }

        await using var sandbox = new ScriptSandbox(("scripts.exec", "/usr/bin/id"));

        // The other user must get at the file and at the worker.
        File.SetUnixFileMode(sandbox.Root, (UnixFileMode)0b111_101_101);
        sandbox.Write("health/who.sh", "#!/bin/sh\n# @hamgm user=nobody\necho \"$(id -un) $(grep CapEff /proc/self/status | cut -f2)\"\n");
        await sandbox.StartAsync();
        Assert.AreEqual("nobody 0000000000000000", (await sandbox.RunAsync("health.who")).Message);
    }

    [TestMethod]
    public async Task Run_Unknown_NamesTheKnownOnes()
    {
        await using var sandbox = new ScriptSandbox();
        await sandbox.Write("health/one.js", "function run(f) {}").StartAsync();
        HamgmException error = await Assert.ThrowsExactlyAsync<HamgmException>(() => sandbox.RunAsync("health.two"));
        Assert.AreEqual(ErrorCodes.NotFound, error.Code);
        StringAssert.Contains(error.Message, "health.one");
    }

    [TestMethod]
    public async Task Execute_AsPlugin_GivesVerdictAndTakesParameters()
    {
        await using var sandbox = new ScriptSandbox();
        await sandbox.Write("health/one.js", "// @hamgm parameter.a=1\nfunction run(f) { return degraded(f.parameters.a + ' ' + f.parameters.b, {x: 2}); }").StartAsync();
        var value = (Dictionary<string, object?>)(await sandbox.Plugin("health.one").ExecuteAsync(new Dictionary<string, object?> { ["b"] = "c" }, CancellationToken.None))!;
        Assert.AreEqual("Degraded", value["verdict"]);
        Assert.AreEqual("1 c", value["message"]);
    }
}
