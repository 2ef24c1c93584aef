using System.CommandLine;
using HAMgm.Cli.Options;
using HAMgm.Cli.Output;
using HAMgm.Cli.Text;
using HAMgm.Thrift;

namespace HAMgm.Cli.Commands;

/// <summary>cluster …: the cluster as a whole (specification 1, section 4.2.1).</summary>
internal static class ClusterCommands
{
    public static void AddTo(CommandTree tree)
    {
        var group = tree.Group("cluster", Messages.AboutCluster);
        var watch = tree.Flag("--watch", Messages.OptionWatch);
        var interval = tree.Option("--interval", "duration", Messages.OptionInterval);
        tree.Add(
            group,
            "status",
            Messages.AboutClusterStatus,
            (context, cancel) => StatusAsync(context, context.Flag(watch), context.Value(interval), cancel),
            watch,
            interval);

        var filter = tree.Choices(tree.Option("--filter", "state", Messages.OptionFilter), "primary", "standby", "all");
        tree.Add(
            group, "nodes", Messages.AboutClusterNodes, (context, cancel) => NodesAsync(context, filter, cancel), filter);

        tree.Add(group, "vip", Messages.AboutClusterVip, VipAsync);

        var follow = tree.Flag("--follow", Messages.OptionFollow);
        var after = tree.Option("--after", "number", Messages.OptionAfter);
        var since = tree.Option("--since", "time", Messages.OptionSince);
        var kind = tree.Choices(tree.Option("--kind", "kinds", Messages.OptionKind), EventLog.Kinds);
        tree.Add(
            group,
            "events",
            Messages.AboutClusterEvents,
            (context, cancel) => EventLog.ShowAsync(
                context,
                Values.Cursor("--after", context.Value(after) ?? "0"),
                new EventFilter(context.Value(since), context.Value(kind), context.Console.Clock),
                context.Flag(follow),
                cancel),
            follow,
            after,
            since,
            kind);

        ExplainCommand.AddTo(tree, group);
        ReadinessCommand.AddTo(tree, group);
        DrillCommand.AddTo(tree, group);
        FreezeCommands.AddTo(tree, group);
    }

    private static async Task<Outcome?> StatusAsync(
        CommandContext context, bool watch, string? interval, CancellationToken cancellationToken)
    {
        if (!watch)
        {
            return interval is null
                ? await StatusAsync(context, cancellationToken)
                : throw CliFailure.Usage(Messages.OnlyWithWatch.With("--interval"));
        }

        var every = Values.Timeout("--interval", interval ?? "2s");
        await new Watch(context, StatusAsync, every).RunAsync(cancellationToken);
        return null;
    }

    private static async Task<Outcome?> StatusAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var answer = await context.Client.ReadAsync(
            "GetClusterStatus", (client, cancel) => client.GetClusterStatus(cancel), answer => answer.Base, cancellationToken);
        var status = context.Client.Part(answer.ClusterStatus, "GetClusterStatus", "clusterStatus");
        return new Outcome(Messages.GotClusterStatus, answer.Base.Timestamp, Shapes.Of(status));
    }

    private static async Task<Outcome?> NodesAsync(
        CommandContext context, Option<string> filter, CancellationToken cancellationToken)
    {
        var wanted = Values.OneOf<NodeState?>(
            "--filter",
            context.Value(filter) ?? "all",
            ("primary", NodeState.PRIMARY),
            ("standby", NodeState.STANDBY),
            ("all", null));
        var answer = await context.Client.ReadAsync(
            "GetAllNodes", (client, cancel) => client.GetAllNodes(cancel), answer => answer.Base, cancellationToken);
        var nodes = context.Client.Part(answer.Nodes, "GetAllNodes", "nodes");
        return new Outcome(
            Messages.GotNodes,
            answer.Base.Timestamp,
            new Fields { { "nodes", Shapes.Of(nodes.Where(node => wanted is null || node.State == wanted)) } });
    }

    private static async Task<Outcome?> VipAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var answer = await context.Client.ReadAsync(
            "GetVIPStatus", (client, cancel) => client.GetVIPStatus(cancel), answer => answer.Base, cancellationToken);
        var vip = context.Client.Part(answer.VipInfo, "GetVIPStatus", "vipInfo");
        return new Outcome(Messages.GotVip, answer.Base.Timestamp, Shapes.Of(vip));
    }
}
