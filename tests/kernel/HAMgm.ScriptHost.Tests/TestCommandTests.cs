using System.Diagnostics;
using System.Text.Json.Nodes;

namespace HAMgm.ScriptHost.Tests;

/// <summary><c>hamgm-script-host --test</c>, as a program.</summary>
[TestClass]
public sealed class TestCommandTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hamgm-test-command-").FullName;

    [TestCleanup]
    public void CleanUp() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public async Task Test_JavaScript_PrintsVerdictMetricsLogAndDuration()
    {
        string script = Write("one.js", "// @hamgm health parameter.least=5\nfunction run(f) { log.info('role ' + f.role); return degraded('term ' + f.term, {least: f.parameters.least}); }");
        string facts = Write("facts.json", """{ "term": 99, "parameters": { "least": 7 } }""");
        (int exitCode, string output, _) = await RunAsync("--test", script, "--facts", facts, "--role", "standby", "--json");
        JsonNode report = JsonNode.Parse(output)!;
        Assert.AreEqual(1, exitCode);
        Assert.AreEqual("Degraded", (string?)report["verdict"]);
        Assert.AreEqual("term 99", (string?)report["message"]);
        Assert.AreEqual(7, (double?)report["metrics"]!["least"]);
        Assert.AreEqual("role STANDBY", (string?)report["log"]![0]!["text"]);
        Assert.IsGreaterThan(0, (double)report["durationMs"]!);
    }

    [TestMethod]
    public async Task Test_Program_ForPeople()
    {
        string script = Write("two.sh", "#!/bin/sh\necho \"all is well as $HAMGM_ROLE\"\n", isExecutable: true);
        (int exitCode, string output, string errors) = await RunAsync("--test", script);
        Assert.AreEqual(0, exitCode, errors);
        StringAssert.Contains(output, "verdict: Healthy");
        StringAssert.Contains(output, "message: all is well as PRIMARY");
        StringAssert.Contains(output, "duration: ");
    }

    [TestMethod]
    public async Task Test_Hostile_SameLimits()
    {
        string script = Write("loop.js", "// @hamgm timeout=300ms\nfunction run(f) { var a = []; a.length = 4294967295; return a.indexOf(1) < 0; }");
        (int exitCode, string output, _) = await RunAsync("--test", script, "--json");
        Assert.AreEqual(2, exitCode);
        Assert.AreEqual("TimedOut", (string?)JsonNode.Parse(output)!["failure"]);
    }

    [TestMethod]
    public async Task Test_WrongDeclaration_AllErrorsAndCode3()
    {
        string script = Write("bad.js", "// @hamgm interval=never fall=0\nfunction run(f) {}");
        (int exitCode, _, string errors) = await RunAsync("--test", script);
        Assert.AreEqual(3, exitCode);
        StringAssert.Contains(errors, "bad.js:1: interval: must be a duration");
        StringAssert.Contains(errors, "bad.js:1: fall: must be a whole number");
    }

    private string Write(string name, string content, bool isExecutable = false)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        if (isExecutable)
        {
            File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        }

        return path;
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "hamgm-script-host"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }
}
