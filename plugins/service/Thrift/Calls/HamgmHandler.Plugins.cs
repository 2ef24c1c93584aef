using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;
using Idl = HAMgm.Thrift;

namespace HAMgm.Service.Thrift.Calls;

/// <summary>The calls about plugins.</summary>
public sealed partial class HamgmHandler
{
    /// <inheritdoc/>
    public Task<Idl.PluginsResponse> GetPlugins(string nodeId, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(GetPlugins), async () =>
        {
            var node = PluginNode(nodeId);
            return new Idl.PluginsResponse(Ok("Plugins."))
            {
                NodeId = node,
                Plugins = [.. (await plugins.GetPluginsAsync(node, cancellationToken)).Select(PluginMapper.ToIdl)],
            };
        });

    /// <inheritdoc/>
    public Task<Idl.PluginResponse> GetPlugin(string nodeId, string pluginId, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(GetPlugin), async () =>
        {
            var node = PluginNode(nodeId);
            return new Idl.PluginResponse(Ok("Plugin."))
            {
                NodeId = node,
                Plugin = PluginMapper.ToIdl(await plugins.GetPluginAsync(node, PluginId(pluginId), cancellationToken)),
            };
        });

    /// <inheritdoc/>
    public Task<Idl.PluginResponse> SetPluginEnabled(
        string nodeId, string pluginId, bool enabled, CancellationToken cancellationToken = default) =>
        ChangePluginAsync(
            nameof(SetPluginEnabled), nodeId, pluginId,
            (node, id, waiting) => plugins.SetEnabledAsync(node, id, enabled, caller, waiting), cancellationToken);

    /// <inheritdoc/>
    public Task<Idl.PluginResponse> ReloadPlugin(string nodeId, string pluginId, CancellationToken cancellationToken = default) =>
        ChangePluginAsync(
            nameof(ReloadPlugin), nodeId, pluginId, (node, id, waiting) => plugins.ReloadAsync(node, id, caller, waiting), cancellationToken);

    /// <inheritdoc/>
    public Task<Idl.PluginLogResponse> GetPluginLog(
        string nodeId, string pluginId, string cursor, int limit, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(GetPluginLog), async () =>
        {
            var log = await plugins.GetLogAsync(
                PluginNode(nodeId), PluginId(pluginId), Bounded(ErrorKind.Cluster, "cursor", cursor), limit, cancellationToken);
            return new Idl.PluginLogResponse(Ok("Log."))
            {
                Lines = [.. log.Lines],
                NextCursor = log.Cursor,
                Gap = log.HasGap,
            };
        });

    // The server may be a part of what is exchanged: it stops then, and this call with it, while the change goes on.
    private Task<Idl.PluginResponse> ChangePluginAsync(
        string method, string nodeId, string pluginId, Func<string, string, CancellationToken, Task<string>> change, CancellationToken cancellationToken) =>
        RunAsync(method, async () =>
        {
            var (node, id) = (PluginNode(nodeId), PluginId(pluginId));
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
            var answer = new Idl.PluginResponse(Ok(await change(node, id, waiting.Token))) { NodeId = node };
            if (!waiting.IsCancellationRequested)
            {
                answer.Plugin = PluginMapper.ToIdl(await plugins.GetPluginAsync(node, id, cancellationToken));
            }

            return answer;
        });

    private string PluginNode(string? nodeId) => string.IsNullOrEmpty(nodeId) ? SelfId : NodeId(nodeId);

    private static string PluginId(string? pluginId) => Bounded(ErrorKind.Cluster, "pluginId", pluginId);
}
