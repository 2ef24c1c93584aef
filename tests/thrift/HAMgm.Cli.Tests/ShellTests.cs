using System.Diagnostics;
using System.Runtime.CompilerServices;
using HAMgm.Cli.Tests.Harness;

namespace HAMgm.Cli.Tests;

/// <summary>Completion scripts and the manual page: made from the command tree, tried in the shells themselves.</summary>
[TestClass]
public sealed class ShellTests
{
    [TestMethod]
    [DataRow("bash", "en")]
    [DataRow("zsh", "en")]
    [DataRow("fish", "en")]
    [DataRow("fish", "zh")]
    public async Task Completion_IsAsCommitted(string shell, string language)
    {
        var result = await CliUnderTest.RunAsync("completion", shell, "--lang", language);

        Assert.AreEqual(0, result.ExitCode, result.Error);
        GoldenFile.AssertIs($"completion.{language}.{shell}", result.Out);
    }

    [TestMethod]
    [DataRow("en", "packaging/man/hamgm-cli.1")]
    [DataRow("zh", "packaging/man/zh_CN/hamgm-cli.1")]
    public async Task Man_IsAsCommittedForPackaging(string language, string path)
    {
        var result = await CliUnderTest.RunAsync("man", "--lang", language);

        Assert.AreEqual(0, result.ExitCode, result.Error);
        GoldenFile.AssertIs(Path.Combine(RepositoryRoot(), path), result.Out);
    }

    [TestMethod]
    [DataRow("hamgm-cli ''", "cluster node config sync upgrade switch alert plugin pki log completion man")]
    [DataRow("hamgm-cli cl", "cluster")]
    [DataRow("hamgm-cli cluster re", "readiness")]
    [DataRow("hamgm-cli --format table cluster ev", "events")]
    [DataRow("hamgm-cli cluster nodes --filter ''", "primary standby all")]
    [DataRow("hamgm-cli cluster nodes --filter = st", "standby")]
    [DataRow("hamgm-cli cluster status --format y", "yaml")]
    [DataRow("hamgm-cli cluster status --wa", "--watch")]
    [DataRow("hamgm-cli node maintenance ''", "node-001 node-002")]
    [DataRow("hamgm-cli node maintenance node-001 o", "on off")]
    [DataRow("hamgm-cli completion z", "zsh")]
    [DataRow("hamgm-cli plugin list --state f", "faulted")]
    [DataRow("hamgm-cli plugin logs x --node ''", "node-001 node-002")]
    public async Task BashCompletion_OfALineBegun_OffersWhatFits(string words, string offered)
    {
        var script = (await CliUnderTest.RunAsync("completion", "bash")).Out;
        var test = $"""
            hamgm-cli() {"{"} printf '  "nodeId": "node-001",\n  "nodeId": "node-002",\n'; {"}"}
            {script}
            COMP_WORDS=({words}); COMP_CWORD=$(({"$"}{"{"}#COMP_WORDS[@]{"}"} - 1)); _hamgm_cli; echo "{"$"}{"{"}COMPREPLY[*]{"}"}"
            """;

        var (exitCode, output) = await RunAsync("bash", "-c", test);

        Assert.AreEqual((0, offered + "\n"), (exitCode, output));
    }

    [TestMethod]
    [DataRow("bash", "-n")]
    [DataRow("zsh", "-n")]
    [DataRow("fish", "-n")]
    public async Task Completion_IsGoodSyntax(string shell, string check)
    {
        if (!File.Exists($"/usr/bin/{shell}"))
        {
            Assert.Inconclusive($"{shell} is not installed.");
        }

        var file = Path.Combine(Path.GetTempPath(), $"hamgm-completion-{Guid.NewGuid():N}");
        try
        {
            await File.WriteAllTextAsync(file, (await CliUnderTest.RunAsync("completion", shell)).Out);
            var (exitCode, output) = await RunAsync($"/usr/bin/{shell}", check, file);
            Assert.AreEqual((0, string.Empty), (exitCode, output));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }

    private static string RepositoryRoot([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", ".."));
}
