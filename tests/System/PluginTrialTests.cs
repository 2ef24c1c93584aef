using System.Text.Json.Nodes;

namespace HAMgm.SystemTests;

/// <summary><c>hamgm-cli plugin test</c> of assembly plugins: the product's own programs, plugins that behave and plugins that do not.</summary>
[TestClass]
[TestCategory("System")]
public sealed class PluginTrialTests
{
    private const int NotWell = 6;
    private const int Usage = 2;
    private string _folder = "";

    [TestInitialize]
    public void MakeFolder()
    {
        if (!File.Exists(Product.Cli))
        {
            Assert.Inconclusive($"no hamgm-cli in {Product.Folder}: run scripts/publish artifacts/out, or scripts/test");
        }

        _folder = Directory.CreateTempSubdirectory("hamgm-trial-test-").FullName;
    }

    [TestCleanup]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void PluginThatBehaves_IsLoadedRunAndUnloaded()
    {
        CliResult result = Try("Greeter", "component", "");

        Assert.AreEqual(0, result.ExitCode, result.ToString());
        Assert.IsTrue(result.Data["ok"]!.GetValue<bool>(), result.ToString());
        CollectionAssert.Contains(result.Data["published"]!.AsArray().Select(static text => text!.GetValue<string>()).ToArray(), "greeter.loaded {}");
        Assert.IsTrue(result.Data["steps"]!.AsArray().All(static step => step!["error"]!.GetValue<string>().Length == 0), result.ToString());
    }

    [TestMethod]
    [DataRow("constructor")]
    [DataRow("start")]
    [DataRow("leak")]
    public void PluginThatFails_IsToldWhereAndWhy(string where)
    {
        CliResult result = Try("Thrower", "module", where);

        Assert.AreEqual(NotWell, result.ExitCode, result.ToString());
        Assert.IsFalse(result.Data["ok"]!.GetValue<bool>());
        Assert.AreNotEqual("", result.Data["error"]!.GetValue<string>());
    }

    [TestMethod]
    [DataRow("fail-fast")]
    [DataRow("stack-overflow")]
    [DataRow("unhandled")]
    public void PluginThatEndsTheProcess_IsSaidToDoSo(string how)
    {
        CliResult result = Try("Thrower", "module", how);

        Assert.AreEqual(NotWell, result.ExitCode, result.ToString());
        StringAssert.Contains(result.Envelope["message"]!.GetValue<string>(), "ended the process");
    }

    [TestMethod]
    [DataRow("--role", "standby")]
    [DataRow("--parameter", "a=1")]
    [DataRow("--allow-exec", "/usr/bin/id")]
    [DataRow("--allow-path", "/proc")]
    public void OptionForScripts_IsRefusedForAnAssembly(string option, string value)
    {
        CliResult result = Try("Greeter", "component", "", option, value);

        Assert.AreEqual(Usage, result.ExitCode, result.ToString());
        StringAssert.Contains(result.Output + result.Error, option);
    }

    private CliResult Try(string fixture, string kind, string how, params string[] more)
    {
        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "plugins", fixture)))
        {
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        }

        JsonObject manifest = new() { ["id"] = "fixture.tried", ["version"] = "1.0.0", ["kind"] = kind, ["contracts"] = "[0.1,0.2)" };
        File.WriteAllText(Path.Combine(_folder, "plugin.json"), manifest.ToJsonString());
        ShellResult run = Shell.TryRun(["env", $"HAMGM_THROWER={how}", Product.Cli, "--format", "json", "plugin", "test", _folder, .. more]);
        return new CliResult(run.ExitCode, run.Output, run.Error);
    }
}
