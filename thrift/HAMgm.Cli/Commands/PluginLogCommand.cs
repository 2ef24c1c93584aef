using System.CommandLine;
using HAMgm.Cli.Options;
using HAMgm.Cli.Output;
using HAMgm.Cli.Text;
using HAMgm.Thrift;

namespace HAMgm.Cli.Commands;

/// <summary>plugin logs: a plugin's last lines of the node's log, and with --follow those that come.</summary>
internal static class PluginLogCommand
{
    private const int DefaultLines = 50;
    private const int MostLines = 1000;

    // The node reads its file at each look, which is cheap; more often would only be noise.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    public static void AddTo(CommandTree tree, Command group)
    {
        var id = tree.Argument("plugin-id", PluginMessages.ArgumentPluginId);
        var node = PluginCommands.Node(tree);
        var lines = tree.Option("--lines", "count", PluginMessages.OptionLines);
        var follow = tree.Flag("--follow", PluginMessages.OptionFollow);
        tree.Add(
            group, "logs", PluginMessages.AboutLogs,
            (context, cancel) =>
            {
                var most = context.Value(lines) is { } count ? Values.Count("--lines", count, MostLines) : DefaultLines;
                return ShowAsync(context, PluginCommands.NodeOf(context, node), context.Required(id), most, context.Flag(follow), cancel);
            },
            id, node, lines, follow);
    }

    private static async Task<Outcome?> ShowAsync(
        CommandContext context, string nodeId, string pluginId, int lines, bool follow, CancellationToken cancellationToken)
    {
        var answer = await GetAsync(context, nodeId, pluginId, string.Empty, lines, cancellationToken);
        if (!follow)
        {
            return new Outcome(PluginMessages.GotLog, answer.Base.Timestamp, new Fields
            {
                { "pluginId", pluginId },
                { "lines", answer.Lines ?? [] },
            });
        }

        while (true)
        {
            if (answer is { __isset.gap: true, Gap: true })
            {
                await context.Console.Error.WriteLineAsync(PluginMessages.LinesLost.In(context.Settings.Language));
            }

            foreach (var line in answer.Lines ?? [])
            {
                await context.Console.Out.WriteAsync(Line(line, context.Settings.Format));
            }

            await context.Console.Out.FlushAsync(cancellationToken);
            await Task.Delay(LookEvery, context.Console.Clock, cancellationToken);
            var cursor = context.Client.Part(answer.NextCursor, "GetPluginLog", "nextCursor");
            answer = await GetAsync(context, nodeId, pluginId, cursor, MostLines, cancellationToken);
        }
    }

    private static Task<PluginLogResponse> GetAsync(
        CommandContext context, string nodeId, string pluginId, string cursor, int lines, CancellationToken cancellationToken) =>
        context.Client.ReadAsync(
            "GetPluginLog",
            (client, cancel) => client.GetPluginLog(nodeId, pluginId, cursor, lines, cancel),
            answer => answer.Base,
            cancellationToken);

    // A line of the log is one line already; as JSON it is a text of its own, so that a program may read line by line.
    private static string Line(string line, OutputFormat format) => format switch
    {
        OutputFormat.Json => JsonOutput.Write(new Fields { { "line", line } }, indented: false) + "\n",
        OutputFormat.Yaml => $"---\n{YamlOutput.Write(new Fields { { "line", line } })}...\n",
        _ => SafeText.ForTerminal(line) + "\n",
    };
}
