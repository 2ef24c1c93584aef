
namespace HAMgm.Management.Cluster;

/// <summary>Answers what the peer asks about this node's plugins, for its own callers.</summary>
internal static class PluginForwarding
{
    public static void AddTo(PeerServer server, PluginOperations operations)
    {
        server.Handle(PeerMethods.Plugins, (_, _, _) => Task.FromResult(PeerJson.Write(operations.Here(), PeerJson.Default.PluginViewArray)));
        server.Handle(PeerMethods.PluginLog, async (body, _, cancellationToken) =>
        {
            var call = PeerJson.Read(body, PeerJson.Default.PluginLogCall);
            return PeerJson.Write(
                await operations.GetLogAsync("", call.PluginId, call.Cursor, call.Lines, cancellationToken), PeerJson.Default.PluginLog);
        });
        foreach (var method in (string[])[PeerMethods.EnablePlugin, PeerMethods.DisablePlugin, PeerMethods.ReloadPlugin])
        {
            server.Handle(method, async (body, via, cancellationToken) =>
            {
                var call = PeerJson.Read(body, PeerJson.Default.PluginCall);
                var caller = via with { Remote = $"{ClusterErrors.Bound(call.Remote)} via {via.Remote}" };
                return PeerJson.Write(await operations.ForPeerAsync(method, call.PluginId, caller, cancellationToken), PeerJson.Default.String);
            });
        }
    }
}
