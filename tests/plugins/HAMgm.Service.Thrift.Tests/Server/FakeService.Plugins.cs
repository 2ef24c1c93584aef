using HAMgm.Thrift;

namespace HAMgm.Service.Thrift.Tests.Server;

/// <summary>Its plugins.</summary>
internal sealed partial class FakeService
{
    public Task<PluginsResponse> GetPlugins(string nodeId, CancellationToken cancellationToken = default) =>
        Task.FromResult(new PluginsResponse(Ok()) { NodeId = nodeId, Plugins = [Plugin("acme.backup")] });

    public Task<PluginResponse> GetPlugin(string nodeId, string pluginId, CancellationToken cancellationToken = default) =>
        Task.FromResult(new PluginResponse(Ok()) { NodeId = nodeId, Plugin = Plugin(pluginId) });

    public Task<PluginResponse> SetPluginEnabled(string nodeId, string pluginId, bool enabled, CancellationToken cancellationToken = default) =>
        Task.FromResult(new PluginResponse(Ok()) { NodeId = nodeId, Plugin = Plugin(pluginId) });

    public Task<PluginResponse> ReloadPlugin(string nodeId, string pluginId, CancellationToken cancellationToken = default) =>
        Task.FromResult(new PluginResponse(Ok()) { NodeId = nodeId, Plugin = Plugin(pluginId) });

    public Task<PluginLogResponse> GetPluginLog(
        string nodeId, string pluginId, string cursor, int limit, CancellationToken cancellationToken = default) =>
        Task.FromResult(new PluginLogResponse(Ok()) { Lines = [pluginId], NextCursor = cursor, Gap = false });

    private static PluginInfo Plugin(string id) => new(id, "1.0.0", "module", "Running", "", true, false) { Requires = ["a", "b?"], MemoryBytes = 4096 };
}
