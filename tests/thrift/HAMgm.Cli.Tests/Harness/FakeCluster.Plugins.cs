using System.Collections.Concurrent;
using HAMgm.Thrift;

namespace HAMgm.Cli.Tests.Harness;

/// <summary>Its plugins.</summary>
internal sealed partial class FakeCluster
{
    /// <summary>What comes into the log after the first look, one a look; then the node stops.</summary>
    public ConcurrentQueue<string> ComingLines { get; } = new();

    private static readonly PluginInfo[] Plugins =
    [
        new("acme.backup", "1.4.0", "module", "Running", "", true, false)
        {
            MemoryBytes = 24_576, Restarts = 0, NotUnloaded = 0, RunningForMs = 90_500, Description = "备份数据库", Folder = "/opt/hamgm/plugins/acme.backup",
            Contracts = "[0.1,0.2)", Requires = ["HAMgm.Contracts.Data.IDataStore", "HAMgm.Contracts.Alerts.IAlertManager?"], Provides = [],
        },
        new("acme.sick", "0.9.0", "executable", "Faulted", "plugin 'acme.sick' failed in its Start: InvalidOperationException: no such file", true, false)
        {
            MemoryBytes = 0, Restarts = 4, NotUnloaded = 1,
        },
        new("logic.heartbeat", "0.1.0", "module", "Running", "", true, true),
    ];

    public Task<PluginsResponse> GetPlugins(string nodeId, CancellationToken cancellationToken = default) =>
        AnswerAsync($"GetPlugins {nodeId}", frame => new PluginsResponse(frame) { NodeId = NodeOrSelf(nodeId), Plugins = [.. Plugins] }, cancellationToken);

    public Task<PluginResponse> GetPlugin(string nodeId, string pluginId, CancellationToken cancellationToken = default) =>
        AnswerAsync($"GetPlugin {nodeId} {pluginId}", frame => PluginNow(frame, nodeId, pluginId), cancellationToken);

    public Task<PluginResponse> SetPluginEnabled(string nodeId, string pluginId, bool enabled, CancellationToken cancellationToken = default) =>
        AnswerAsync($"SetPluginEnabled {nodeId} {pluginId} {enabled}", frame => PluginNow(frame, nodeId, pluginId), cancellationToken);

    public Task<PluginResponse> ReloadPlugin(string nodeId, string pluginId, CancellationToken cancellationToken = default) =>
        AnswerAsync($"ReloadPlugin {nodeId} {pluginId}", frame => PluginNow(frame, nodeId, pluginId), cancellationToken);

    public Task<PluginLogResponse> GetPluginLog(
        string nodeId, string pluginId, string cursor, int limit, CancellationToken cancellationToken = default)
    {
        List<string> lines = ["ts=2024-01-15T10:29:59.000Z level=info source=acme.backup msg=\"begins\"", "ts=2024-01-15T10:30:00.000Z level=warn source=acme.backup msg=\"磁盘 97 %\""];
        if (cursor.Length > 0)
        {
            lines = ComingLines.TryDequeue(out var next) ? [next] : throw new ServiceUnavailableException("node-001", "stopping");
        }

        return AnswerAsync(
            $"GetPluginLog {nodeId} {pluginId} {cursor} {limit}",
            frame => new PluginLogResponse(frame) { Lines = lines, NextCursor = "aa:99", Gap = cursor.Length > 0 && ComingLines.IsEmpty },
            cancellationToken);
    }

    private static string NodeOrSelf(string nodeId) => nodeId.Length == 0 ? "node-001" : nodeId;

    private static PluginResponse PluginNow(BaseResponse frame, string nodeId, string pluginId) => new(frame)
    {
        NodeId = NodeOrSelf(nodeId),
        Plugin = Plugins.FirstOrDefault(plugin => plugin.Id == pluginId)
            ?? throw new ClusterException(404, $"there is no plugin '{pluginId}'; known are: acme.backup, acme.sick, logic.heartbeat"),
    };
}
