#nullable enable
using System;
using System.Globalization;
using System.IO;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace HAMgm.Thrift.Local;

/// <summary>
/// The abstract Unix socket beside the Thrift port, for the local root (design section 8). Anybody
/// may listen on an abstract name, so both sides ask the kernel who the other one is.
/// </summary>
public static class LocalSocket
{
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;

    /// <summary>The effective user of this process.</summary>
    public static uint CurrentUserId { get; } = ReadCurrentUserId();

    /// <summary>The name of the socket that belongs to a Thrift port, without the leading zero byte.</summary>
    public static string NameFor(int thriftPort) => $"hamgm-{thriftPort}";

    /// <summary>The end point of an abstract name.</summary>
    public static UnixDomainSocketEndPoint EndPoint(string name) => new("\0" + name);

    /// <summary>
    /// Connects to the service's socket, and makes sure that its owner is root or the caller's own
    /// user before a byte is sent.
    /// </summary>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    /// <exception cref="UnauthorizedAccessException">Somebody else listens there.</exception>
    public static async Task<Socket> ConnectAsync(string name, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(EndPoint(name), cancellationToken);
            var owner = PeerOf(socket);
            if (owner.UserId != 0 && owner.UserId != CurrentUserId)
            {
                throw new UnauthorizedAccessException(
                    $"The socket @{name} belongs to uid {owner.UserId} (pid {owner.ProcessId}), not to root.");
            }

            var connected = socket;
            socket = null;
            return connected;
        }
        finally
        {
            socket?.Dispose();
        }
    }

    /// <summary>Who the other side of a connected Unix socket is (SO_PEERCRED).</summary>
    /// <exception cref="SocketException">It is no Unix socket, or not connected.</exception>
    public static PeerCredentials PeerOf(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        Span<byte> raw = stackalloc byte[12];
        socket.GetRawSocketOption(SolSocket, SoPeerCred, raw);
        return new PeerCredentials(
            ProcessId: MemoryMarshal.Read<int>(raw),
            UserId: MemoryMarshal.Read<uint>(raw[4..]),
            GroupId: MemoryMarshal.Read<uint>(raw[8..]));
    }

    // Without P/Invoke: the second number of that line is the effective user.
    private static uint ReadCurrentUserId()
    {
        foreach (var line in File.ReadLines("/proc/self/status"))
        {
            if (line.StartsWith("Uid:", StringComparison.Ordinal))
            {
                return uint.Parse(line.Split('\t')[2], CultureInfo.InvariantCulture);
            }
        }

        throw new IOException("/proc/self/status has no Uid.");
    }
}
