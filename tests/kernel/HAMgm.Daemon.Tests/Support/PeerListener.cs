using System.Net;
using System.Net.Sockets;
using System.Text;
using HAMgm.Linux;
using HAMgm.Linux.Netlink;
using HAMgm.Linux.Time;

namespace HAMgm.Daemon.Tests.Support;

/// <summary>The peer: takes release notices, and looks at the very arrival of each whether the node still has the VIP.</summary>
internal sealed class PeerListener : IDisposable
{
    private readonly Socket socket;
    private readonly AddressTable nodeAddresses;
    private readonly int nodeInterface;

    public PeerListener(PairOfNamespaces pair)
    {
        socket = PairOfNamespaces.In(pair.Peer, () =>
        {
            Socket made = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            made.Bind(new IPEndPoint(IPAddress.Parse(PairOfNamespaces.PeerAddress), 0));
            return made;
        });
        (nodeAddresses, nodeInterface) = PairOfNamespaces.In(pair.Node, () => (new AddressTable(), InterfaceInfo.Find(PairOfNamespaces.Interface).Index));
    }

    public int Port => ((IPEndPoint)socket.LocalEndPoint!).Port;

    /// <summary>The next notice; null when none came in time.</summary>
    public (string Text, string From, bool WasBound, long AtNs)? Next(TimeSpan timeout)
    {
        socket.ReceiveTimeout = Math.Max(1, (int)timeout.TotalMilliseconds);
        byte[] buffer = new byte[1024];
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        try
        {
            int length = socket.ReceiveFrom(buffer, ref from);
            bool isBound = nodeAddresses.TryGet(nodeInterface, NetAddress.Parse(PairOfNamespaces.Vip), 24, out _);
            return (Encoding.UTF8.GetString(buffer, 0, length), ((IPEndPoint)from).Address.ToString(), isBound, BootClock.Now);
        }
        catch (SocketException late) when (late.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            return null;
        }
    }

    public void Dispose()
    {
        socket.Dispose();
        nodeAddresses.Dispose();
    }
}
