using System.Composition;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Management;

namespace HAMgm.Management.Cluster;

/// <summary>
/// The plugins of either node, for operators: here through the kernel, there over the peer link. What runs is each node's own
/// affair, so nothing is ever done on the other node unasked.
/// </summary>
[Shared]
[Export(typeof(IPluginOperations))]
public sealed class PluginOperations : IPluginOperations
{
    private readonly ClusterManager _cluster;
    private readonly IPluginManager _plugins;
    private readonly PluginLogReader _log;

    /// <summary>Called by the composition.</summary>
    /// <param name="cluster">The rest of this plugin.</param>
    /// <param name="plugins">The kernel.</param>
    /// <param name="log">Knows where the log is kept; null while no log runs.</param>
    [ImportingConstructor]
    public PluginOperations(ClusterManager cluster, IPluginManager plugins, [Import(AllowDefault = true)] ILoggerComponent? log)
    {
        _cluster = cluster;
        _plugins = plugins;
        _log = new PluginLogReader(() => log?.GetLogConfig().File ?? "");
        PluginForwarding.AddTo(cluster.Server, this);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<PluginView>> GetPluginsAsync(string nodeId, CancellationToken cancellationToken) =>
        IsHere(nodeId)
            ? Here()
            : await AskAsync(PeerMethods.Plugins, new PluginCall("", ""), PeerJson.Default.PluginViewArray, cancellationToken);

    /// <inheritdoc/>
    public async Task<PluginView> GetPluginAsync(string nodeId, string pluginId, CancellationToken cancellationToken)
    {
        if (IsHere(nodeId))
        {
            return Here(pluginId);
        }

        // A list of all is a few kilobytes; a call of its own would only be one more to keep compatible.
        var all = await GetPluginsAsync(nodeId, cancellationToken);
        return all.FirstOrDefault(plugin => plugin.Id == pluginId)
            ?? throw new HamgmException(
                ErrorKind.Cluster, ErrorCodes.NotFound, ClusterErrors.Bound(pluginId),
                $"there is no plugin '{ClusterErrors.Bound(pluginId)}' on '{nodeId}'; known are: {string.Join(", ", all.Select(plugin => plugin.Id))}");
    }

    /// <inheritdoc/>
    public Task<string> SetEnabledAsync(string nodeId, string pluginId, bool enabled, CallerIdentity caller, CancellationToken cancellationToken) =>
        _cluster.Audit.RunAsync(
            caller, enabled ? "EnablePlugin" : "DisablePlugin", Subject(nodeId, pluginId), () => IsHere(nodeId)
                ? SetEnabledHereAsync(pluginId, enabled, cancellationToken)
                : ForwardAsync(enabled ? PeerMethods.EnablePlugin : PeerMethods.DisablePlugin, pluginId, caller, cancellationToken));

    /// <inheritdoc/>
    public Task<string> ReloadAsync(string nodeId, string pluginId, CallerIdentity caller, CancellationToken cancellationToken) =>
        _cluster.Audit.RunAsync(
            caller, "ReloadPlugin", Subject(nodeId, pluginId), () => IsHere(nodeId)
                ? ReloadHereAsync(pluginId, cancellationToken)
                : ForwardAsync(PeerMethods.ReloadPlugin, pluginId, caller, cancellationToken));

    /// <inheritdoc/>
    public async Task<PluginLog> GetLogAsync(string nodeId, string pluginId, string cursor, int lines, CancellationToken cancellationToken)
    {
        if (IsHere(nodeId))
        {
            return _log.Read(pluginId, cursor, lines);
        }

        var body = PeerJson.Write(new PluginLogCall(pluginId, cursor, lines), PeerJson.Default.PluginLogCall);
        return _cluster.Peer.Read(await _cluster.Peer.CallAsync(PeerMethods.PluginLog, body, cancellationToken), PeerJson.Default.PluginLog);
    }

    /// <summary>All plugins of this node.</summary>
    internal PluginView[] Here() =>
        [.. _plugins.GetPlugins().Select(plugin => TryView(plugin.Id)).OfType<PluginView>().OrderBy(view => view.Id, StringComparer.Ordinal)];

    /// <summary>Forwarded by the peer: done here, with the caller's identity, audited here as well.</summary>
    internal Task<string> ForPeerAsync(string method, string pluginId, CallerIdentity caller, CancellationToken cancellationToken) => method switch
    {
        PeerMethods.EnablePlugin => SetEnabledAsync("", pluginId, enabled: true, caller, cancellationToken),
        PeerMethods.DisablePlugin => SetEnabledAsync("", pluginId, enabled: false, caller, cancellationToken),
        _ => ReloadAsync("", pluginId, caller, cancellationToken),
    };

    private async Task<string> SetEnabledHereAsync(string pluginId, bool enabled, CancellationToken cancellationToken)
    {
        Here(pluginId);
        return await WaitAsync(
            () => _plugins.SetPluginEnabledAsync(pluginId, enabled, CancellationToken.None),
            $"'{pluginId}' is {(enabled ? "enabled" : "disabled")} on '{_cluster.Settings.NodeId}'",
            cancellationToken);
    }

    private async Task<string> ReloadHereAsync(string pluginId, CancellationToken cancellationToken)
    {
        Here(pluginId);
        return await WaitAsync(
            () => _plugins.ReloadPluginAsync(pluginId, CancellationToken.None),
            $"'{pluginId}' was loaded again on '{_cluster.Settings.NodeId}'",
            cancellationToken);
    }

    /// <summary>
    /// A change of a plugin that carries this very call (the interface, the peer link, this plugin) ends the call before the change
    /// is through: the change goes on, and the answer says so.
    /// </summary>
    private static async Task<string> WaitAsync(Func<Task> change, string done, CancellationToken cancellationToken)
    {
        var work = Task.Run(change, CancellationToken.None);
        try
        {
            await work.WaitAsync(cancellationToken);
            return done + ".";
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return "It is under way, and ends the connection that asked for it: see 'hamgm-cli plugin info' for what came of it.";
        }
    }

    private Task<string> ForwardAsync(string method, string pluginId, CallerIdentity caller, CancellationToken cancellationToken) =>
        ForwardTextAsync(method, PeerJson.Write(new PluginCall(pluginId, caller.Remote), PeerJson.Default.PluginCall), caller, cancellationToken);

    private async Task<string> ForwardTextAsync(string method, byte[] body, CallerIdentity caller, CancellationToken cancellationToken) =>
        _cluster.Forwarder.ReadText(await _cluster.Forwarder.ToPeerAsync(method, body, caller, cancellationToken));

    private async Task<T> AskAsync<T>(
        string method, PluginCall call, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var body = PeerJson.Write(call, PeerJson.Default.PluginCall);
        return _cluster.Peer.Read(await _cluster.Peer.CallAsync(method, body, cancellationToken), type);
    }

    /// <exception cref="HamgmException">NodeNotFound/404: neither node.</exception>
    private bool IsHere(string nodeId)
    {
        if (nodeId.Length == 0 || nodeId == _cluster.Settings.NodeId)
        {
            return true;
        }

        return _cluster.Settings.HasPeer && nodeId == _cluster.Settings.PeerId
            ? false
            : throw ClusterErrors.UnknownNode(nodeId, _cluster.Settings.DescribeNodes());
    }

    private string Subject(string nodeId, string pluginId) =>
        ClusterErrors.Bound($"{pluginId} on {(nodeId.Length == 0 ? _cluster.Settings.NodeId : nodeId)}");

    // One may go between the list and the look at it.
    private PluginView? TryView(string id)
    {
        try
        {
            return Here(id);
        }
        catch (HamgmException gone) when (gone.Code == ErrorCodes.NotFound)
        {
            return null;
        }
    }

    private PluginView Here(string pluginId)
    {
        PluginStatus status = _plugins.GetPluginStatus(ClusterErrors.Bound(pluginId));
        return new PluginView(
            status.Info.Id, status.Info.Version, Word(status.Info.Kind), status.State.ToString(), status.Reason, status.IsEnabled,
            status.IsCritical, status.Restarts)
        {
            MemoryBytes = status.MemoryBytes,
            NotUnloaded = status.NotUnloaded,
            RunningFor = status.RunningFor,
            Description = status.Info.Description,
            Folder = status.Info.Folder,
            Contracts = status.Contracts,
            Requires = status.Requires,
            Provides = status.Provides,
        };
    }

    private static string Word(PluginKind kind) => kind switch
    {
        PluginKind.Module => "module",
        PluginKind.Component => "component",
        PluginKind.Executable => "executable",
        _ => "script",
    };
}
