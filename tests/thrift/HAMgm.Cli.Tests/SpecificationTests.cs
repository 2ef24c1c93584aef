using System.CommandLine;
using System.Text.Json;
using HAMgm.Cli.Commands;
using HAMgm.Cli.Options;
using HAMgm.Cli.Output;
using HAMgm.Cli.Shell;
using HAMgm.Cli.Tests.Harness;

namespace HAMgm.Cli.Tests;

/// <summary>Specification 1, section 4, as a check-list: every command, option, default, example and output in it.</summary>
[TestClass]
public sealed class SpecificationTests
{
    // Sections 4.2.1 to 4.2.5: command, then its parameters in order; ! is required, ? may be left out, = is the default.
    private static readonly string[] Commands =
    [
        "cluster status",
        "cluster nodes --filter?",
        "cluster vip",
        "node info <node-id>!",
        "node health <node-id>!",
        "node add --id! --ip! --port?",
        "node remove <node-id>! --force?",
        "config get <config-key>!",
        "config set <config-key>! <config-value>!",
        "config auto-switch --enable? --disable?",
        "sync config --target? --force?",
        "sync cert --target? --force?",
        "sync data --target? --type? --files? --force?",
        "switch force --confirm!",
    ];

    public static IEnumerable<object[]> Examples =>
    [
        // 4.2
        ["cluster status"], ["cluster nodes --filter=primary"], ["cluster vip"], ["node info node-001"], ["node health node-001"],
        ["node add --id=node-002 --ip=192.168.1.102"], ["node remove node-002 --force"], ["config get cluster.auto_switch"],
        ["config set cluster.auto_switch true"], ["config auto-switch"], ["config auto-switch --enable"], ["config auto-switch --disable"],
        ["sync config --target=node-002 --force"], ["sync cert --target=node-002"], ["sync data --type=all --force"], ["switch force --confirm"],

        // 4.4.1
        ["cluster nodes"], ["config get cluster.heartbeat_interval"], ["config set cluster.heartbeat_interval 5s"], ["sync data --type=all"],
        ["sync config --target=node-002"], ["sync cert --force"], ["node add --id=node-003 --ip=192.168.1.103 --port=9090"],
        ["node remove node-003"], ["node remove node-003 --force"], ["cluster nodes --format=json"],
    ];

    [TestMethod]
    [DynamicData(nameof(Examples))]
    public async Task Example_OfTheSpecification_Succeeds(string commandLine)
    {
        await using var test = await ClusterUnderTest.StartAsync();

        var result = await test.RunAsync(commandLine.Split(' '));

        Assert.AreEqual(0, result.ExitCode, result.Out);
        Assert.AreEqual(
            "success,message,timestamp,data,error", string.Join(',', result.Json.EnumerateObject().Select(property => property.Name)));
        Assert.AreEqual(JsonValueKind.Null, result.Json.GetProperty("error").ValueKind);
    }

    [TestMethod]
    public void Commands_OfSection42_AreThereWithTheirParameters()
    {
        var tree = new CommandTree();
        var commands = ShellTree.Commands(tree).ToDictionary(pair => pair.Path, pair => pair.Command);
        foreach (var line in Commands)
        {
            var words = line.Split(' ');
            Assert.IsTrue(commands.TryGetValue($"{words[0]} {words[1]}", out var command), line);
            var options = command.Options.Select(option => option.Name).ToList();
            var arguments = command.Arguments.Select(argument => $"<{argument.Name}>").ToList();
            foreach (var parameter in words[2..].Select(word => word[..^1]))
            {
                Assert.Contains(parameter, options.Concat(arguments), line);
            }
        }
    }

    [TestMethod]
    public async Task Required_Parameters_AreRequired()
    {
        foreach (var line in Commands)
        {
            var required = line.Split(' ')[2..].Where(word => word.EndsWith('!')).Select(word => word[..^1]).ToList();
            foreach (var missing in required)
            {
                var given = required.Where(parameter => parameter != missing)
                    .SelectMany(parameter => parameter switch { "--id" => ["--id", "n"], "--ip" => ["--ip", "10.0.0.1"], _ => new[] { "x" } });
                var result = await CliUnderTest.RunAsync([.. line.Split(' ')[..2], .. given]);

                Assert.AreEqual(2, result.ExitCode, $"{line} without {missing}");
            }
        }
    }

    [TestMethod]
    [DataRow("--host", "host")]
    [DataRow("--port", "port")]
    [DataRow("--timeout", "duration")]
    [DataRow("--format", "format")]
    [DataRow("--verbose", null)]
    [DataRow("--config", "file")]
    [DataRow("--help", null)]
    [DataRow("--version", null)]
    public void GlobalOption_OfSection412_IsThereBeforeAndBehindTheCommand(string name, string? value)
    {
        var option = new CommandTree().Global.All.Single(option => option.Name == name);

        Assert.AreEqual(value, option.HelpName);
        Assert.IsTrue(option.Recursive, "also behind the command");
    }

    [TestMethod]
    public void Defaults_AreThoseOfSection412()
    {
        var settings = new Settings(new CliConsole { Out = TextWriter.Null, Error = TextWriter.Null });

        Assert.AreEqual((9090, TimeSpan.FromSeconds(30), OutputFormat.Json, false), (settings.Port, settings.Timeout, settings.Format, settings.Verbose));
        Assert.IsNull(settings.Host, "without --host the local socket comes first, then localhost (design section 8)");
    }

    [TestMethod]
    public async Task ClusterStatus_HasTheFieldsOfSection432InTheirOrder()
    {
        await using var test = await ClusterUnderTest.StartAsync();

        var data = (await test.RunAsync("cluster", "status")).Json.GetProperty("data");

        string[] own = ["frozen", "warnings", "version"];
        string Names(JsonElement element) => string.Join(' ', element.EnumerateObject().Select(property => property.Name).Except(own));
        Assert.AreEqual("clusterId primaryNodeId totalNodes healthyNodes autoSwitchEnabled nodes vipInfo", Names(data));
        Assert.AreEqual("nodeId ipAddress port state isHealthy lastHeartbeat cpuUsage memoryUsage", Names(data.GetProperty("nodes")[0]));
        Assert.AreEqual("vipAddress state boundNodeId networkInterface lastUpdateTime", Names(data.GetProperty("vipInfo")));
    }

    [TestMethod]
    public async Task Error_HasTheFieldsAndWordsOfSection433()
    {
        await using var test = await ClusterUnderTest.StartAsync();

        var result = await test.RunAsync("node", "info", "node-003", "--lang", "zh");

        Assert.AreEqual("节点不存在", result.Message);
        Assert.AreEqual(JsonValueKind.Null, result.Json.GetProperty("data").ValueKind);
        var error = result.Json.GetProperty("error");
        Assert.AreEqual("code message details", string.Join(' ', error.EnumerateObject().Select(property => property.Name)));
        Assert.AreEqual((404, "Node not found"), (result.Code, error.GetProperty("message").GetString()));
        StringAssert.StartsWith(result.Details, "节点 'node-003' 在集群中不存在");
    }

    [TestMethod]
    public void Docs_ListEveryCommandAndExitCode()
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "cli.md"));
        foreach (var (path, command) in ShellTree.Commands(new CommandTree()).Where(pair => pair.Path.Length > 0 && pair.Command.Subcommands.Count == 0))
        {
            Assert.Contains(path == "sync cert" ? "sync config\\|cert" : $"`{path}", page, $"docs/cli.md lacks {path}");
            foreach (var option in command.Options)
            {
                Assert.Contains(option.Name, page, $"docs/cli.md lacks {path} {option.Name}");
            }
        }

        foreach (var (code, _) in HelpText.ExitCodes(Text.Language.English))
        {
            Assert.Contains($"\n| {code} |", page, $"docs/cli.md lacks exit code {code}");
        }
    }
}
