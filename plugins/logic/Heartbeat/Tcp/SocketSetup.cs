using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace HAMgm.Logic.Heartbeat.Tcp;

/// <summary>Socket options that the framework has no names for.</summary>
internal static class SocketSetup
{
    private const int IpLevel = 0;
    private const int IpFreeBind = 15;
    private const int Ipv6Level = 41;
    private const int Ipv6FreeBind = 78;
    private const int TcpLevel = 6;
    private const int TcpNotSentLowWater = 25;

    // What may lie in the kernel unsent: a beat waits for no more than this.
    private const int NotSentLowWaterBytes = 64 * 1024;

    /// <summary>
    /// Binds, also to an address that this host does not have yet: at boot the network often comes up after the service, and
    /// the link is to recover by itself.
    /// </summary>
    public static void BindFreely(Socket socket, IPEndPoint endpoint)
    {
        int on = 1;
        ReadOnlySpan<byte> value = MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in on));
        if (endpoint.AddressFamily == AddressFamily.InterNetworkV6)
        {
            socket.SetRawSocketOption(Ipv6Level, Ipv6FreeBind, value);
        }
        else
        {
            socket.SetRawSocketOption(IpLevel, IpFreeBind, value);
        }

        socket.Bind(endpoint);
    }

    /// <summary>Makes a connection send at once what it is given, and hold little back.</summary>
    public static void Hasten(Socket socket)
    {
        int bytes = NotSentLowWaterBytes;
        socket.NoDelay = true;
        socket.SetRawSocketOption(TcpLevel, TcpNotSentLowWater, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in bytes)));
    }

    /// <summary>Closes at once with a reset, so that neither side keeps what nobody will read.</summary>
    public static void Abort(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (SocketException)
        {
            // The other side was quicker.
        }

        socket.Dispose();
    }
}
