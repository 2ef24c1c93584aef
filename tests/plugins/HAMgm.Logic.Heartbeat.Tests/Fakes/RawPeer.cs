using System.Net;
using System.Net.Sockets;
using HAMgm.Contracts.Peer;
using HAMgm.Logic.Heartbeat.Wire;

namespace HAMgm.Logic.Heartbeat.Tests.Fakes;

/// <summary>A peer made by hand, on bare sockets.</summary>
internal static class RawPeer
{
    public static void SendDatagram(string from, string to, int port, byte[] datagram)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        _ = socket.SendTo(datagram, new IPEndPoint(IPAddress.Parse(to), port));
    }

    public static async Task<Socket> ConnectAsync(string from, string to, int port)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(to), port));
        return socket;
    }

    /// <summary>Reads so many bytes; fewer when the connection ended first.</summary>
    public static async Task<byte[]> ReadAsync(Socket socket, int length)
    {
        byte[] bytes = new byte[length];
        int count = 0;
        try
        {
            while (count < length)
            {
                int got = await socket.ReceiveAsync(bytes.AsMemory(count)).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
                if (got == 0)
                {
                    break;
                }

                count += got;
            }
        }
        catch (SocketException)
        {
            // Reset: the end as well.
        }

        return bytes[..count];
    }

    public static byte[] Beat(FrameCodec codec, ulong sequence, PeerMessageType type = PeerMessageType.HeartbeatRequest)
    {
        byte[] frame = new byte[FrameCodec.HeaderLength];
        _ = codec.WriteHeader(frame, new FrameHeader(type, FrameCodec.HeaderLength, sequence, 1));
        return frame;
    }
}
