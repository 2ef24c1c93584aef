using HAMgm.Cli.Options;
using HAMgm.Cli.Output;
using HAMgm.Cli.Text;
using HAMgm.Thrift;

namespace HAMgm.Cli.Commands;

/// <summary>node …: single nodes (specification 1, section 4.2.2).</summary>
internal static class NodeCommands
{
    public static void AddTo(CommandTree tree)
    {
        var group = tree.Group("node", Messages.AboutNode);

        var infoId = tree.Argument("node-id", Messages.ArgumentNodeId);
        tree.Add(
            group, "info", Messages.AboutNodeInfo, (context, cancel) => InfoAsync(context, context.Required(infoId), cancel), infoId);

        var healthId = tree.Argument("node-id", Messages.ArgumentNodeId);
        var healthCheck = tree.Flag("--check", Messages.OptionCheck);
        tree.Add(
            group,
            "health",
            Messages.AboutNodeHealth,
            (context, cancel) => HealthAsync(context, context.Required(healthId), context.Flag(healthCheck), cancel),
            healthId,
            healthCheck);

        var statusId = tree.Argument("node-id", Messages.ArgumentStatusNodeId);
        statusId.HelpName = "[node-id]";
        tree.Add(
            group,
            "status",
            Messages.AboutNodeStatus,
            (context, cancel) => StatusAsync(context, context.Value(statusId) ?? string.Empty, cancel),
            statusId);

        // Its --port is the new node's, and hides the global one behind "node add".
        var addId = tree.Option("--id", "node-id", Messages.OptionAddId);
        var addIp = tree.Option("--ip", "address", Messages.OptionAddIp);
        var addPort = tree.Option("--port", "port", Messages.OptionAddPort);
        tree.Add(
            group,
            "add",
            Messages.AboutNodeAdd,
            (context, cancel) => AddAsync(
                context,
                Values.NewNodeId("--id", context.Required(addId)),
                Values.Address("--ip", context.Required(addIp)),
                Values.Port("--port", context.Value(addPort) ?? "9090"),
                cancel),
            addId,
            addIp,
            addPort);

        var removeId = tree.Argument("node-id", Messages.ArgumentNodeId);
        var removeForce = tree.Flag("--force", Messages.OptionRemoveForce);
        tree.Add(
            group,
            "remove",
            Messages.AboutNodeRemove,
            (context, cancel) => RemoveAsync(context, context.Required(removeId), context.Flag(removeForce), cancel),
            removeId,
            removeForce);

        var maintenanceId = tree.Argument("node-id", Messages.ArgumentNodeId);
        var mode = tree.Choices(tree.Argument("mode", Messages.ArgumentOnOff), "on", "off");
        var maintenanceForce = tree.Flag("--force", Messages.OptionMaintenanceForce);
        tree.Add(
            group,
            "maintenance",
            Messages.AboutNodeMaintenance,
            (context, cancel) => MaintenanceAsync(
                context,
                context.Required(maintenanceId),
                Values.OneOf("<mode>", context.Required(mode), ("on", true), ("off", false)),
                context.Flag(maintenanceForce),
                cancel),
            maintenanceId,
            mode,
            maintenanceForce);
    }

    private static async Task<Outcome?> MaintenanceAsync(
        CommandContext context, string nodeId, bool on, bool force, CancellationToken cancellationToken)
    {
        var answer = await context.ProgressAsync(Messages.DoingMaintenance, context.Client.ChangeAsync(
            "SetMaintenance", (client, cancel) => client.SetMaintenance(nodeId, on, force, cancel), answer => answer.Base, cancellationToken));
        return Changes.Outcome(answer.Base, new Fields { { "nodeId", nodeId }, { "maintenance", on } });
    }

    private static async Task<Outcome?> InfoAsync(CommandContext context, string nodeId, CancellationToken cancellationToken)
    {
        var answer = await context.Client.ReadAsync(
            "GetNodeInfo", (client, cancel) => client.GetNodeInfo(nodeId, cancel), answer => answer.Base, cancellationToken);
        var node = context.Client.Part(answer.NodeInfo, "GetNodeInfo", "nodeInfo");
        return new Outcome(Messages.GotNode, answer.Base.Timestamp, Shapes.Of(node));
    }

    private static async Task<Outcome?> HealthAsync(
        CommandContext context, string nodeId, bool check, CancellationToken cancellationToken)
    {
        var answer = await context.Client.ReadAsync(
            "CheckNodeHealth", (client, cancel) => client.CheckNodeHealth(nodeId, cancel), answer => answer.Base, cancellationToken);
        var data = new Fields
        {
            { "nodeId", nodeId },
            { "isHealthy", answer.IsHealthy, answer.__isset.isHealthy },
            { "healthDetails", answer.HealthDetails, answer.__isset.healthDetails },
        };
        await HealthChecks.AddToAsync(data, context, nodeId, cancellationToken);
        return new Outcome(
            Messages.GotHealth,
            answer.Base.Timestamp,
            data,
            ExitCode: check && answer is not { __isset.isHealthy: true, IsHealthy: true } ? ExitCode.NotWell : ExitCode.Success);
    }

    private static async Task<Outcome?> StatusAsync(CommandContext context, string nodeId, CancellationToken cancellationToken)
    {
        var answer = await context.Client.ReadAsync(
            "GetNodeStatus", (client, cancel) => client.GetNodeStatus(nodeId, cancel), answer => answer.Base, cancellationToken);
        var status = context.Client.Part(answer.Status, "GetNodeStatus", "status");
        return new Outcome(Messages.GotNodeStatus, answer.Base.Timestamp, Shapes.Of(status));
    }

    private static async Task<Outcome?> AddAsync(
        CommandContext context, string nodeId, string address, int port, CancellationToken cancellationToken)
    {
        // The state is required on the wire; only the node itself can say what it is.
        var node = new NodeInfo(nodeId, address, port, NodeState.UNKNOWN);
        var answer = await context.Client.ChangeAsync(
            "AddNode", (client, cancel) => client.AddNode(node, cancel), answer => answer.Base, cancellationToken);
        return Changes.Outcome(answer.Base, new Fields
        {
            { "nodeId", nodeId },
            { "ipAddress", address },
            { "port", port },
            { "operationId", answer.OperationId, answer.__isset.operationId },
        });
    }

    private static async Task<Outcome?> RemoveAsync(
        CommandContext context, string nodeId, bool force, CancellationToken cancellationToken)
    {
        var answer = await context.ProgressAsync(Messages.DoingRemove, context.Client.ChangeAsync(
            force ? "RemoveNodeForced" : "RemoveNode",
            (client, cancel) => force ? client.RemoveNodeForced(nodeId, cancel) : client.RemoveNode(nodeId, cancel),
            answer => answer.Base,
            cancellationToken));
        return Changes.Outcome(answer.Base, new Fields
        {
            { "nodeId", nodeId },
            { "operationId", answer.OperationId, answer.__isset.operationId },
        });
    }
}
