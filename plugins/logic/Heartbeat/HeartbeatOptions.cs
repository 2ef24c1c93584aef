using System.Net;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Peer;
using HAMgm.Tls;

namespace HAMgm.Logic.Heartbeat;

/// <summary>The settings that stay as they are until the module starts again. component.config has validated each by itself.</summary>
/// <param name="ClusterId">cluster.id.</param>
/// <param name="NodeId">node.id.</param>
/// <param name="PeerId">peer.id; empty when the cluster is single.</param>
/// <param name="Secret">cluster.secret; empty for none.</param>
/// <param name="Endpoints">The links; none when the cluster is single.</param>
/// <param name="Tls">thrift.tls, unless peer.tls is off; null: no TLS on the link.</param>
internal sealed record HeartbeatOptions(string ClusterId, string NodeId, string PeerId, string Secret, IReadOnlyList<PeerEndpoint> Endpoints, TlsFiles? Tls = null)
{
    private static readonly char[] Separators = [',', ';', ' ', '\t', '\n', '[', ']', '"', '\''];

    /// <summary>Whether there is a peer at all.</summary>
    public bool IsSingle => PeerId.Length == 0;

    /// <summary>Whether messages of one are messages of the other.</summary>
    public bool IsSamePair(HeartbeatOptions other) =>
        (ClusterId, NodeId, PeerId, Secret, Tls is null) == (other.ClusterId, other.NodeId, other.PeerId, other.Secret, other.Tls is null);

    /// <summary>Reads the settings.</summary>
    /// <exception cref="HamgmException">An address is none, or peer.links is not made of pairs.</exception>
    public static HeartbeatOptions Read(IConfigManager config)
    {
        string peerId = config.GetString("peer.id");
        return new HeartbeatOptions(
            config.GetString("cluster.id"),
            config.GetString("node.id"),
            peerId,
            config.GetString("cluster.secret"),
            peerId.Length == 0 ? [] : ReadEndpoints(config),
            ReadTls(config));
    }

    // component.config sees to it that there are all three or none.
    private static TlsFiles? ReadTls(IConfigManager config) =>
        config.GetString("peer.tls") == "off" || config.GetString("thrift.tls.cert").Length == 0
            ? null
            : new TlsFiles(config.GetPath("thrift.tls.ca"), config.GetPath("thrift.tls.cert"), config.GetPath("thrift.tls.key"));

    private static List<PeerEndpoint> ReadEndpoints(IConfigManager config)
    {
        int port = config.GetInt("heartbeat.port");
        List<PeerEndpoint> endpoints =
            [Pair("node.ip", config.GetString("node.ip"), "peer.ip", config.GetString("peer.ip"), port)];
        string[] links = [.. config.GetList("peer.links").SelectMany(Split)];
        if (links.Length % 2 != 0)
        {
            throw Wrong("peer.links", $"peer.links has {links.Length} addresses; write pairs: [[local, remote], ...].");
        }

        foreach (string[] link in links.Chunk(2))
        {
            PeerEndpoint endpoint = Pair("peer.links", link[0], "peer.links", link[1], port);
            if (!endpoints.Contains(endpoint))
            {
                endpoints.Add(endpoint);
            }
        }

        return endpoints;
    }

    // A nested list may reach us as "[local, remote]", "local,remote" or one address an entry: the addresses are what counts.
    private static string[] Split(string entry) => entry.Split(Separators, StringSplitOptions.RemoveEmptyEntries);

    private static PeerEndpoint Pair(string localKey, string local, string remoteKey, string remote, int port)
    {
        PeerEndpoint endpoint = new(Address(localKey, local), Address(remoteKey, remote), port);
        return endpoint.Local.AddressFamily == endpoint.Remote.AddressFamily
            ? endpoint
            : throw Wrong(remoteKey, $"{local} and {remote} are of different families; use two IPv4 or two IPv6 addresses for a link.");
    }

    private static IPAddress Address(string key, string text) =>
        IPAddress.TryParse(text, out IPAddress? address) ? address : throw Wrong(key, $"{key}: '{text}' is not an IP address.");

    private static HamgmException Wrong(string key, string message) =>
        new(ErrorKind.Configuration, ErrorCodes.BadRequest, key, message);
}
