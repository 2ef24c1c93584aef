using HAMgm.Thrift;

namespace HAMgm.Cli.Output;

/// <summary>Plugins as fields.</summary>
internal static class PluginShapes
{
    /// <summary>What a list has room for.</summary>
    public static Fields Row(PluginInfo plugin) => new()
    {
        { "pluginId", plugin.Id },
        { "version", plugin.Version },
        { "pluginKind", plugin.Kind },
        { "state", plugin.State },
        { "enabled", plugin.Enabled },
        { "critical", plugin.Critical },
        { "restarts", plugin.Restarts, plugin.__isset.restarts },
        { "memoryBytes", plugin.MemoryBytes, plugin.__isset.memoryBytes },
        { "reason", plugin.Reason },
    };

    /// <summary>All that is known.</summary>
    public static Fields Whole(PluginInfo plugin, string? nodeId) => new()
    {
        { "nodeId", nodeId, nodeId is not null },
        { "pluginId", plugin.Id },
        { "description", plugin.Description, plugin.__isset.description },
        { "version", plugin.Version },
        { "pluginKind", plugin.Kind },
        { "state", plugin.State },
        { "reason", plugin.Reason },
        { "enabled", plugin.Enabled },
        { "critical", plugin.Critical },
        { "runningForMs", plugin.RunningForMs, plugin.__isset.runningForMs },
        { "restarts", plugin.Restarts, plugin.__isset.restarts },
        { "memoryBytes", plugin.MemoryBytes, plugin.__isset.memoryBytes },
        { "notUnloaded", plugin.NotUnloaded, plugin.__isset.notUnloaded },
        { "contracts", plugin.Contracts, plugin.__isset.contracts },
        { "requires", plugin.Requires, plugin.__isset.requires },
        { "provides", plugin.Provides, plugin.__isset.provides },
        { "folder", plugin.Folder, plugin.__isset.folder },
    };
}
