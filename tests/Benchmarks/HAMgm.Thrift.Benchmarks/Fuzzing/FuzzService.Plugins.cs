using HAMgm.Thrift;

namespace HAMgm.Thrift.Benchmarks.Fuzzing;

/// <summary>Its plugins.</summary>
internal sealed partial class FuzzService
{
    public Task<PluginsResponse> GetPlugins(string nodeId, CancellationToken cancellationToken = default) => Task.FromResult(new PluginsResponse(_status.Base) { NodeId = nodeId });

    public Task<PluginResponse> GetPlugin(string nodeId, string pluginId, CancellationToken cancellationToken = default) => throw new ClusterException(404, "no") { Details = pluginId };

    public Task<PluginResponse> SetPluginEnabled(string nodeId, string pluginId, bool enabled, CancellationToken cancellationToken = default) => throw new AuthenticationException("no");

    // A list with a null in it breaks off half-way.
    public Task<PluginResponse> ReloadPlugin(string nodeId, string pluginId, CancellationToken cancellationToken = default) =>
        Task.FromResult(new PluginResponse(_status.Base) { Plugin = new PluginInfo("a", "1", "module", "Running", "", true, false) { Requires = [null] } });

    public Task<PluginLogResponse> GetPluginLog(string nodeId, string pluginId, string cursor, int limit, CancellationToken cancellationToken = default) =>
        Task.FromResult(new PluginLogResponse(_status.Base) { Lines = [pluginId ?? "", cursor ?? ""] });
}
