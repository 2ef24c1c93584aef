using HAMgm.Cli.Tests.Harness;

namespace HAMgm.Cli.Tests;

/// <summary>Command lines that cannot be carried out: exit code 2, and nothing is asked of the cluster.</summary>
[TestClass]
public sealed class UsageTests
{
    [TestMethod]
    [DataRow("", "A command is missing")]
    [DataRow("cluster", "hamgm-cli cluster --help")]
    [DataRow("clutser status", "'clutser'")]
    [DataRow("cluster status extra", "'extra'")]
    [DataRow("cluster status --nonsense", "--nonsense")]
    [DataRow("cluster nodes --filter=primery", "primary, standby, all")]
    [DataRow("cluster events --after x", "--after")]
    [DataRow("node info", "<node-id>")]
    [DataRow("node add --ip 10.0.0.1", "--id")]
    [DataRow("node add --id n", "--ip")]
    [DataRow("node add --id seventeen-letters --ip 10.0.0.1", "16 bytes")]
    [DataRow("node add --id n --ip 10.0.1", "'10.0.1'")]
    [DataRow("node add --id n --ip 010.0.0.1", "'010.0.0.1'")]
    [DataRow("node add --id n --ip 10.0.0.1 --port 0", "--port")]
    [DataRow("config get", "<config-key>")]
    [DataRow("config set cluster.auto_switch", "<config-value>")]
    [DataRow("config set cluster.auto_switch true --formt yaml", "--formt")]
    [DataRow("config auto-switch --enable --disable", "--enable and --disable")]
    [DataRow("sync data --type=everything", "config, cert, data, all")]
    [DataRow("switch force", "add --confirm")]
    [DataRow("switch force --confirm=false", "add --confirm")]
    [DataRow("switch force --force", "add --confirm")]
    [DataRow("cluster drill", "add --confirm")]
    [DataRow("cluster drill --confirm --stay 5", "100ms, 5s or 2m")]
    [DataRow("cluster status --interval 1s", "goes with --watch only")]
    [DataRow("cluster status --watch --interval often", "--interval")]
    [DataRow("cluster events --since yesterday", "no duration like 10m")]
    [DataRow("cluster events --since 2024", "no duration like 10m")]
    [DataRow("cluster events --kind roles", "role, alert")]
    [DataRow("cluster explain --last 0", "1 to 100")]
    [DataRow("node maintenance node-001", "<mode>")]
    [DataRow("node maintenance node-001 maybe", "on, off")]
    [DataRow("completion", "<shell>")]
    [DataRow("completion csh", "bash, zsh, fish")]
    [DataRow("cluster status --port 65536", "--port")]
    [DataRow("cluster status --port -1", "--port")]
    [DataRow("cluster status --timeout 30", "100ms, 5s or 2m")]
    [DataRow("cluster status --timeout 0s", "--timeout")]
    [DataRow("cluster status --format xml", "json, table, yaml")]
    [DataRow("cluster status --lang fr", "en, zh")]
    [DataRow("cluster status --host", "--host needs a value")]
    [DataRow("cluster status --host a --host b", "--host is given more than once")]
    [DataRow("cluster status --config /nonexistent/config.yaml", "/nonexistent/config.yaml")]
    public async Task CommandLine_ThatIsWrong_IsRefusedByName(string commandLine, string details)
    {
        var result = await CliUnderTest.RunAsync(commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.AreEqual(2, result.ExitCode, result.Out);
        Assert.AreEqual(400, result.Code);
        StringAssert.Contains(result.Details, details);
        Assert.AreEqual(string.Empty, result.Error);
    }

    [TestMethod]
    public async Task CommandLine_ThatIsWrong_IsRefusedInTheLanguageAndFormatAskedFor()
    {
        var chinese = await CliUnderTest.RunAsync("switch", "force", "--lang=zh");
        var table = await CliUnderTest.RunAsync("cluster", "status", "--format=table", "--port=x");

        Assert.AreEqual("用法错误", chinese.Message);
        StringAssert.Contains(chinese.Details, "确认执行请加 --confirm");
        Assert.AreEqual(2, table.ExitCode);
        StringAssert.StartsWith(table.Error, "Wrong usage (400)\n--port: 'x'");
    }
}
