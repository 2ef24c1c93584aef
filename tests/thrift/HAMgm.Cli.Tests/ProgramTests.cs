using System.Diagnostics;
using HAMgm.Cli.Tests.Harness;
using HAMgm.Thrift;

namespace HAMgm.Cli.Tests;

/// <summary>The built program, from a shell.</summary>
[TestClass]
public sealed class ProgramTests
{
    // Specification 1, section 4.4.2, word for word, with a change between backup and restoration.
    private const string BackupExample =
        """
        hamgm-cli config get cluster.auto_switch > auto_switch_backup.txt
        hamgm-cli config get cluster.heartbeat_interval > heartbeat_interval_backup.txt
        hamgm-cli config set cluster.auto_switch false > changed.txt
        hamgm-cli config set cluster.heartbeat_interval 1s >> changed.txt
        auto_switch=$(cat auto_switch_backup.txt)
        heartbeat_interval=$(cat heartbeat_interval_backup.txt)
        hamgm-cli config set cluster.auto_switch $auto_switch
        hamgm-cli config set cluster.heartbeat_interval $heartbeat_interval
        """;

    // Specification 1, section 4.4.2, word for word.
    private const string BatchExample =
        """
        #!/bin/bash
        # 获取所有节点列表并检查健康状态
        nodes=$(hamgm-cli cluster nodes --format=json | jq -r '.data.nodes[].nodeId')
        for node in $nodes; do
            echo "检查节点 $node 健康状态:"
            hamgm-cli node health $node
        done
        """;

    private string _home = string.Empty;

    [TestInitialize]
    public void MakeHome() => _home = Directory.CreateTempSubdirectory("hamgm-cli-test").FullName;

    [TestCleanup]
    public void RemoveHome() => Directory.Delete(_home, recursive: true);

    [TestMethod]
    [DataRow("en_US.UTF-8")]
    [DataRow("zh_CN.UTF-8")]
    public async Task BackupExample_InAShell_RestoresTheSettings(string locale)
    {
        await using var test = await StartAsync();

        using var shell = Start("bash", locale, "-c", "set -e\n" + BackupExample);
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();

        Assert.AreEqual(0, shell.ExitCode, output);
        StringAssert.Contains(string.Join(", ", test.Cluster.Calls), "SetConfig cluster.heartbeat_interval 1s");
        Assert.AreEqual("true", test.Cluster.Config["cluster.auto_switch"]);
        Assert.AreEqual("5s", test.Cluster.Config["cluster.heartbeat_interval"]);
    }

    [TestMethod]
    public async Task BatchExample_InAShell_ChecksEveryNode()
    {
        if (!File.Exists("/usr/bin/jq"))
        {
            Assert.Inconclusive("jq is not installed.");
        }

        await using var test = await StartAsync();

        using var shell = Start("bash", "zh_CN.UTF-8", "-c", BatchExample);
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();

        Assert.AreEqual(0, shell.ExitCode, output);
        Assert.AreEqual("GetAllNodes, CheckNodeHealth node-001, CheckNodeHealth node-002", string.Join(", ", test.Cluster.Calls));
        StringAssert.Contains(output, "检查节点 node-002 健康状态:\n{\n  \"success\": true,");
    }

    [TestMethod]
    public async Task Sigterm_DuringACall_Exits143()
    {
        await using var test = await StartAsync();
        test.Cluster.Hangs = true;
        using var running = Start(Path.Combine(AppContext.BaseDirectory, "hamgm-cli"), "C", "cluster", "status");
        await test.Cluster.Called.Task;

        using var kill = Process.Start("kill", ["-TERM", running.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        await running.WaitForExitAsync();

        Assert.AreEqual(143, running.ExitCode);
    }

    [TestMethod]
    public async Task Sigint_DuringACall_Exits130()
    {
        await using var test = await StartAsync();
        test.Cluster.Hangs = true;
        using var running = Start(Path.Combine(AppContext.BaseDirectory, "hamgm-cli"), "C", "cluster", "status");
        await test.Cluster.Called.Task;

        using var kill = Process.Start("kill", ["-INT", running.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        await running.WaitForExitAsync();

        Assert.AreEqual(130, running.ExitCode);
        Assert.AreEqual(string.Empty, await running.StandardOutput.ReadToEndAsync());
    }

    [TestMethod]
    public async Task Follow_WhoseReaderHasGone_Ends()
    {
        await using var test = await StartAsync();
        for (var i = 3; i < 2_000; i++)
        {
            test.Cluster.Coming.Enqueue(new Event(i, FakeCluster.AnsweredAtMs, "test", "node-001", new string('x', 100)));
        }

        using var shell = Start("bash", "C", "-c", "hamgm-cli cluster events --follow | head -1; echo ${PIPESTATUS[0]}");
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();

        StringAssert.EndsWith(output, "}\n5\n");
        Assert.AreEqual(string.Empty, await shell.StandardError.ReadToEndAsync());
    }

    [TestMethod]
    [DataRow("> /dev/full", "No space left")]
    [DataRow(">&-", "Bad file descriptor")]
    public async Task Output_ThatCannotBeWritten_Exits5(string redirection, string message)
    {
        await using var test = await StartAsync();

        using var shell = Start("bash", "C", "-c", $"hamgm-cli config get cluster.auto_switch {redirection}");
        var error = await shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync();

        Assert.AreEqual(5, shell.ExitCode, error);
        StringAssert.StartsWith(error, "The result cannot be written: " + message);
    }

    private async Task<ClusterUnderTest> StartAsync()
    {
        var test = await ClusterUnderTest.StartAsync();
        Directory.CreateDirectory(Path.Combine(_home, ".hamgm"));
        await File.WriteAllTextAsync(Path.Combine(_home, ".hamgm", "config.yaml"), $"host: 127.0.0.1\nport: {test.Port}\n");
        return test;
    }

    private Process Start(string program, string locale, params string[] args)
    {
        // Whoever started the tests in the background has SIGINT ignored, and children inherit that.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", program, .. args])
        {
            WorkingDirectory = _home,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOME"] = _home;
        start.Environment["LANG"] = locale;
        start.Environment.Remove("LC_ALL");
        start.Environment["PATH"] = AppContext.BaseDirectory + ":" + Environment.GetEnvironmentVariable("PATH");
        return Process.Start(start)!;
    }
}
