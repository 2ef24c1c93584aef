using HAMgm.Cli.Tests.Harness;

namespace HAMgm.Cli.Tests;

/// <summary>~/.hamgm/config.yaml, and what wins over it.</summary>
[TestClass]
public sealed class SettingsFileTests
{
    private string _home = string.Empty;

    [TestInitialize]
    public void MakeHome()
    {
        _home = Directory.CreateTempSubdirectory("hamgm-cli-test").FullName;
        Directory.CreateDirectory(Path.Combine(_home, ".hamgm"));
    }

    [TestCleanup]
    public void RemoveHome() => Directory.Delete(_home, recursive: true);

    [TestMethod]
    public async Task File_SetsTheDefaults()
    {
        await using var test = await ClusterUnderTest.StartAsync();
        Write($"# mine\nhost: 127.0.0.1\nport: {test.Port}\ntimeout: 5s\nformat: yaml\nlang: zh\n");

        var result = await RunAsync("cluster", "status");

        Assert.AreEqual(0, result.ExitCode, result.Out);
        GoldenFile.AssertIs("cluster-status.zh.yaml", result.Out);
    }

    [TestMethod]
    public async Task CommandLine_WinsOverTheFile()
    {
        await using var test = await ClusterUnderTest.StartAsync();
        Write("host: no-such-host.invalid\nport: 1\nformat: table\nlang: zh\n");

        var result = await RunAsync(
            "cluster", "status", "--host", "127.0.0.1", "--port", test.Port, "--format", "json", "--lang", "en");

        Assert.AreEqual(0, result.ExitCode, result.Out + result.Error);
        GoldenFile.AssertIs("cluster-status.json", result.Out);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("# only a comment\n")]
    [DataRow("---\n")]
    [DataRow("{}\n")]
    public async Task File_WithoutValues_IsFine(string text)
    {
        await using var test = await ClusterUnderTest.StartAsync();
        Write(text);

        var result = await RunAsync("cluster", "status", "--host", "127.0.0.1", "--port", test.Port);

        Assert.AreEqual(0, result.ExitCode, result.Out);
    }

    [TestMethod]
    [DataRow("hots: a\n", "line 1: unknown key 'hots'")]
    [DataRow("host: a\nport: 9090\nhost: b\n", "line 3: key 'host' is there twice")]
    [DataRow("host: [a, b]\n", "line 1: only 'key: value'")]
    [DataRow("- host\n", "line 1: only 'key: value'")]
    [DataRow("host\n", "line 1: only 'key: value'")]
    [DataRow("host: &x a\n", "line 1: only 'key: value'")]
    [DataRow("host: a\n---\nhost: b\n", "only 'key: value'")]
    [DataRow("host: 'a\n", "line ")]
    [DataRow("port: ninety\n", "config.yaml: port: 'ninety'")]
    [DataRow("timeout: 30\n", "config.yaml: timeout: '30'")]
    [DataRow("host:\n", "config.yaml: host must not be empty")]
    public async Task File_ThatIsWrong_IsRefusedByLineOrKey(string text, string details)
    {
        Write(text);

        var result = await RunAsync("cluster", "status");

        Assert.AreEqual(2, result.ExitCode, result.Out);
        Assert.AreEqual(400, result.Code);
        StringAssert.Contains(result.Details, details);
    }

    [TestMethod]
    public async Task File_ThatIsLarge_IsRefusedUnread()
    {
        Write(new string('#', 70_000));

        var result = await RunAsync("cluster", "status");

        Assert.AreEqual(2, result.ExitCode);
        StringAssert.Contains(result.Details, "65536 bytes");
    }

    [TestMethod]
    public async Task File_ThatIsAFolder_IsRefused()
    {
        var result = await RunAsync("cluster", "status", "--config", _home);

        Assert.AreEqual(2, result.ExitCode);
        StringAssert.Contains(result.Details, _home);
    }

    private void Write(string text) => File.WriteAllText(Path.Combine(_home, ".hamgm", "config.yaml"), text);

    private Task<CliResult> RunAsync(params string[] args) => CliUnderTest.RunAsync(new() { ["HOME"] = _home }, args);
}
