using System.Diagnostics;
using HAMgm.Contracts.Errors;

namespace HAMgm.Service.Tests;

/// <summary>The program itself, as far as it goes without plugins.</summary>
[TestClass]
public sealed class ProcessTests
{
    [TestMethod]
    public async Task Run_UnknownArgument_SaysHowToUseIt()
    {
        (int exitCode, _, string error) = await RunAsync("--frobnicate");
        Assert.AreEqual(ExitCodes.Usage, exitCode);
        StringAssert.Contains(error, "'--frobnicate'");
        StringAssert.Contains(error, "usage: hamgm-service");
    }

    [TestMethod]
    public async Task Run_Version_PrintsIt()
    {
        (int exitCode, string output, _) = await RunAsync("--version");
        Assert.AreEqual(0, exitCode);
        Assert.AreEqual("hamgm-service 0.1.0", output.Trim());
    }

    [TestMethod]
    [DataRow("--check")]
    [DataRow(null)]
    public async Task Run_NoPluginsFolder_NamesItInOneLine(string? check)
    {
        string[] arguments = ["--config", "/nonexistent/a.yaml", "--plugins", "/nonexistent/plugins"];
        (int exitCode, _, string error) = await RunAsync(check is null ? arguments : [.. arguments, check]);
        Assert.AreEqual(ExitCodes.Configuration, exitCode);
        Assert.AreEqual(1, error.Trim().Split('\n').Length, error);
        StringAssert.Contains(error, "/nonexistent/plugins");
    }

    [TestMethod]
    public async Task Run_NoConfigurationPlugin_NamesItAndTheBrokenManifests()
    {
        string folder = Directory.CreateTempSubdirectory("hamgm-service-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "component.config"));
            await File.WriteAllTextAsync(Path.Combine(folder, "component.config", "plugin.json"), "{ \"idd\": 1 }");
            (int exitCode, _, string error) = await RunAsync("--config", "/nonexistent/a.yaml", "--plugins", folder);
            Assert.AreEqual(ExitCodes.Plugin, exitCode);
            StringAssert.Contains(error, "component.config is missing");
            StringAssert.Contains(error, "'idd'");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "hamgm-service"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return (process.ExitCode, await output, await error);
    }
}
