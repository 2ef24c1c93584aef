using System.CommandLine;
using HAMgm.Cli.Connection;
using HAMgm.Cli.Options;
using HAMgm.Cli.Output;
using HAMgm.Cli.Text;
using HAMgm.Thrift;

namespace HAMgm.Cli.Commands;

/// <summary>plugin …: what runs on a node. What runs is each node's own affair, so a command names the node.</summary>
internal static class PluginCommands
{
    private static readonly (string Word, string Value)[] States =
    [
        ("running", "Running"), ("faulted", "Faulted"), ("disabled", "Disabled"), ("stopped", "Stopped"), ("not-supported", "NotSupported"),
    ];

    public static void AddTo(CommandTree tree)
    {
        var group = tree.Group("plugin", PluginMessages.About);
        AddList(tree, group);

        var infoId = tree.Argument("plugin-id", PluginMessages.ArgumentPluginId);
        var infoNode = Node(tree);
        tree.Add(
            group, "info", PluginMessages.AboutInfo,
            (context, cancel) => InfoAsync(context, NodeOf(context, infoNode), context.Required(infoId), cancel), infoId, infoNode);

        AddSwitch(tree, group, "enable", PluginMessages.AboutEnable, PluginMessages.DoingEnable, on: true);
        AddSwitch(tree, group, "disable", PluginMessages.AboutDisable, PluginMessages.DoingDisable, on: false);

        var reloadId = tree.Argument("plugin-id", PluginMessages.ArgumentPluginId);
        var reloadNode = Node(tree);
        tree.Add(
            group, "reload", PluginMessages.AboutReload,
            (context, cancel) => ChangeAsync(
                context, NodeOf(context, reloadNode), context.Required(reloadId), "ReloadPlugin", PluginMessages.DoingReload,
                static (client, node, id, token) => client.ReloadPlugin(node, id, token), cancel),
            reloadId, reloadNode);

        PluginLogCommand.AddTo(tree, group);
        PluginTestCommand.AddTo(tree, group);
    }

    /// <summary>The option that names the node.</summary>
    public static Option<string> Node(CommandTree tree) => tree.Option("--node", "node-id", PluginMessages.OptionNode);

    /// <summary>The node that was named; empty for the answering one.</summary>
    public static string NodeOf(CommandContext context, Option<string> option) =>
        context.Value(option) is { } named ? Values.NotEmpty("--node", named) : string.Empty;

    /// <summary>A 404 that is about the plugin says so: of itself it would speak of a node.</summary>
    public static async Task<T> ForPluginAsync<T>(Task<T> call)
    {
        try
        {
            return await call;
        }
        catch (CliFailure failure) when (failure is { Code: 404, InnerException: ClusterException unknown })
        {
            throw new CliFailure(
                failure.ExitCode, failure.Code, PluginMessages.PluginNotFound,
                Failures.Sentence(unknown.Message).Then(PluginMessages.PluginNotFoundRemedy), unknown);
        }
    }

    private static void AddList(CommandTree tree, Command group)
    {
        var node = Node(tree);
        var state = tree.Choices(tree.Option("--state", "state", PluginMessages.OptionState), Array.ConvertAll(States, pair => pair.Word));
        tree.Add(
            group, "list", PluginMessages.AboutList,
            (context, cancel) => ListAsync(
                context, NodeOf(context, node), context.Value(state) is { } wanted ? Values.OneOf("--state", wanted, States) : null, cancel),
            node, state);
    }

    private static void AddSwitch(CommandTree tree, Command group, string name, Phrase about, Phrase doing, bool on)
    {
        var id = tree.Argument("plugin-id", PluginMessages.ArgumentPluginId);
        var node = Node(tree);
        tree.Add(
            group, name, about,
            (context, cancel) => ChangeAsync(
                context, NodeOf(context, node), context.Required(id), "SetPluginEnabled", doing,
                (client, nodeId, pluginId, token) => client.SetPluginEnabled(nodeId, pluginId, on, token), cancel),
            id, node);
    }

    private static async Task<Outcome?> ListAsync(CommandContext context, string nodeId, string? state, CancellationToken cancellationToken)
    {
        var answer = await context.Client.ReadAsync(
            "GetPlugins", (client, cancel) => client.GetPlugins(nodeId, cancel), answer => answer.Base, cancellationToken);
        var plugins = context.Client.Part(answer.Plugins, "GetPlugins", "plugins");
        return new Outcome(PluginMessages.GotPlugins, answer.Base.Timestamp, new Fields
        {
            { "nodeId", answer.NodeId, answer.__isset.nodeId },
            { "plugins", plugins.Where(plugin => state is null || plugin.State == state).Select(PluginShapes.Row).ToList() },
        });
    }

    private static async Task<Outcome?> InfoAsync(CommandContext context, string nodeId, string pluginId, CancellationToken cancellationToken)
    {
        var answer = await ForPluginAsync(context.Client.ReadAsync(
            "GetPlugin", (client, cancel) => client.GetPlugin(nodeId, pluginId, cancel), answer => answer.Base, cancellationToken));
        var plugin = context.Client.Part(answer.Plugin, "GetPlugin", "plugin");
        return new Outcome(PluginMessages.GotPlugin, answer.Base.Timestamp, PluginShapes.Whole(plugin, answer.__isset.nodeId ? answer.NodeId : null));
    }

    private static async Task<Outcome?> ChangeAsync(
        CommandContext context,
        string nodeId,
        string pluginId,
        string method,
        Phrase doing,
        Func<HamgmService.Client, string, string, CancellationToken, Task<PluginResponse>> call,
        CancellationToken cancellationToken)
    {
        var answer = await context.ProgressAsync(doing, ForPluginAsync(context.Client.ChangeAsync(
            method, (client, cancel) => call(client, nodeId, pluginId, cancel), answer => answer.Base, cancellationToken)));
        return Changes.Outcome(answer.Base, new Fields
        {
            { "nodeId", answer.NodeId, answer.__isset.nodeId },
            { "pluginId", pluginId },
            { "version", answer.Plugin?.Version, answer.__isset.plugin },
            { "state", answer.Plugin?.State, answer.__isset.plugin },
            { "reason", answer.Plugin?.Reason, answer.Plugin is { Reason.Length: > 0 } },
        });
    }
}
