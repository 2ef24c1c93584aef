using System.Net;
using System.Net.Sockets;
using HAMgm.Daemon.Logging;
using HAMgm.Linux.Memory;

namespace HAMgm.Daemon.Guarding;

/// <summary>
/// Sends the release notice that the service has left ready-made (safety rule R6): three copies on every way to the
/// peer. The sockets are opened when the record names the ways, so that nothing has to be opened when it counts.
/// </summary>
internal sealed class ReleaseSender(GuardLog log) : IDisposable
{
    /// <summary>How often each notice is sent; one datagram is easily lost.</summary>
    public const int Copies = 3;

    // Apart, because what drops one datagram often drops its neighbour, too.
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(2);
    private readonly List<Way> ways = [];

    /// <summary>Opens sockets for these ways and closes all others.</summary>
    public void Prepare(IReadOnlyList<GuardPeer> peers)
    {
        if (ways.Select(way => way.Peer).SequenceEqual(peers))
        {
            return;
        }

        Dispose();
        foreach (GuardPeer peer in peers)
        {
            ways.Add(new Way(peer, TryOpen(peer), new IPEndPoint(peer.Remote.ToIPAddress(), peer.Port).Serialize()));
        }
    }

    /// <summary>Sends the notice.</summary>
    /// <returns>How many datagrams left.</returns>
    public int Send(ReadOnlySpan<byte> datagram)
    {
        int sent = 0;
        for (int copy = 0; copy < Copies && ways.Count > 0; copy++)
        {
            if (copy > 0)
            {
                Thread.Sleep(Spacing);
            }

            foreach (Way way in ways)
            {
                sent += TrySend(way, datagram) ? 1 : 0;
            }
        }

        return sent;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ways.ForEach(way => way.Socket?.Dispose());
        ways.Clear();
    }

    private bool TrySend(Way way, ReadOnlySpan<byte> datagram)
    {
        try
        {
            // The local address may have come only after the record did.
            way.Socket ??= TryOpen(way.Peer);
            return way.Socket?.SendTo(datagram, SocketFlags.None, way.Remote) == datagram.Length;
        }
        catch (SocketException refusal)
        {
            log.Warn("release notice not sent", ("local", way.Peer.Local), ("remote", way.Peer.Remote), ("port", way.Peer.Port), ("reason", refusal.Message));
            return false;
        }
    }

    private Socket? TryOpen(GuardPeer peer)
    {
        Socket socket = new(peer.Remote.Family, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (!peer.Local.IsNone)
            {
                socket.Bind(new IPEndPoint(peer.Local.ToIPAddress(), 0));
            }

            // A full queue must not hold the guard up.
            socket.Blocking = false;
            return socket;
        }
        catch (SocketException refusal)
        {
            log.Warn("cannot send from the address of a peer link", ("local", peer.Local), ("reason", refusal.Message));
            socket.Dispose();
            return null;
        }
    }

    private sealed class Way(GuardPeer peer, Socket? socket, SocketAddress remote)
    {
        public GuardPeer Peer { get; } = peer;

        public Socket? Socket { get; set; } = socket;

        public SocketAddress Remote { get; } = remote;
    }
}
