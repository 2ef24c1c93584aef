using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using HAMgm.Contracts.Errors;

namespace HAMgm.Service.Tests;

/// <summary>hamgm-service --test-plugin: real plugins, each in a process of its own.</summary>
[TestClass]
public sealed class TrialTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hamgm-trial-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public async Task Run_Executable_GivesItsResult()
    {
        Put("fixture.runner", "Runner", "executable");
        (int exitCode, JsonElement report) = await RunAsync("""{ "parameters": { "left": 2, "right": 40 } }""");

        Assert.AreEqual(ExitCodes.Success, exitCode, report.ToString());
        Assert.AreEqual(42, report.GetProperty("result").GetInt32());
        Assert.AreEqual("start execute stop unload", Steps(report));
    }

    [TestMethod]
    public async Task Run_ExecutableThatFails_SaysWhy()
    {
        Put("fixture.runner", "Runner", "executable");
        (int exitCode, JsonElement report) = await RunAsync("{}");

        Assert.AreEqual(ExitCodes.Plugin, exitCode);
        StringAssert.Contains(report.GetProperty("error").GetString(), "left and right are needed");
    }

    [TestMethod]
    public async Task Run_Module_IsToldTheEventsAndWhatItPublishesIsSeen()
    {
        Put("fixture.thrower", "Thrower", "module");
        (int exitCode, JsonElement report) = await RunAsync("""{ "events": [ { "role": { "to": "PRIMARY", "term": 4 } }, { "topic": "poke", "payload": { "a": 1 } } ] }""");

        Assert.AreEqual(ExitCodes.Success, exitCode, report.ToString());
        Assert.AreEqual("start events status stop unload", Steps(report));
        string[] published = [.. report.GetProperty("published").EnumerateArray().Select(one => one.GetString()!)];
        CollectionAssert.IsSubsetOf(new[] { "thrower.started {}", "thrower.stopped {}" }, published);
    }

    [TestMethod]
    [DataRow("start", "thrown in start", "start")]
    [DataRow("handler", "thrown in handler", "start events")]
    [DataRow("leak", "cannot be unloaded", "start events status stop unload")]
    public async Task Run_ModuleThatMisbehaves_NamesTheStepAndTheReason(string where, string reason, string upTo)
    {
        Put("fixture.thrower", "Thrower", "module");
        (int exitCode, JsonElement report) = await RunAsync(
            """{ "events": [ { "topic": "poke" } ] }""", environment: where);

        Assert.AreEqual(ExitCodes.Plugin, exitCode, report.ToString());
        StringAssert.Contains(report.GetProperty("error").GetString(), reason);
        StringAssert.StartsWith(Steps(report), upTo);
        Assert.IsFalse(report.GetProperty("steps").EnumerateArray().ElementAt(upTo.Split(' ').Length - 1).GetProperty("ok").GetBoolean());
    }

    [TestMethod]
    public async Task Run_NoPlugin_SaysWhatIsMissing()
    {
        (int exitCode, JsonElement report) = await RunAsync("{}");

        Assert.AreEqual(ExitCodes.Configuration, exitCode);
        StringAssert.Contains(report.GetProperty("error").GetString(), "plugin.json");
    }

    [TestMethod]
    public async Task Run_FactsThatAreNone_SaysWhatIsWrong()
    {
        Put("fixture.runner", "Runner", "executable");
        (int exitCode, JsonElement report) = await RunAsync("""{ "role": "KING" }""");

        Assert.AreEqual(ExitCodes.Configuration, exitCode);
        StringAssert.Contains(report.GetProperty("error").GetString(), "'KING' is no state");
    }

    private static string Steps(JsonElement report) =>
        string.Join(' ', report.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("step").GetString()));

    private void Put(string id, string fixture, string kind)
    {
        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Fixtures", fixture)))
        {
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        }

        var manifest = new JsonObject { ["id"] = id, ["version"] = "1.0.0", ["kind"] = kind, ["contracts"] = "[0.1,0.2)" };
        File.WriteAllText(Path.Combine(_folder, "plugin.json"), manifest.ToJsonString());
    }

    private async Task<(int ExitCode, JsonElement Report)> RunAsync(string facts, string environment = "")
    {
        string factsFile = Path.Combine(_folder, "facts.json");
        await File.WriteAllTextAsync(factsFile, facts);
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "hamgm-service"), ["--test-plugin", _folder, "--facts", factsFile, "--for", "1"])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["HAMGM_THROWER"] = environment;
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return (process.ExitCode, JsonDocument.Parse(output).RootElement.Clone());
    }
}
