using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace HAMgm.Logic.Sync.Peer;

/// <summary>Carries bytes between rsync's socket on loopback and a connection to the peer, both ways, until both sides have ended.</summary>
internal static class TunnelRelay
{
    private const int BufferBytes = 256 * 1024;

    /// <summary>Connects to rsync's daemon on this host.</summary>
    /// <exception cref="SocketException">It does not listen.</exception>
    public static async Task<Socket> ConnectToDaemonAsync(int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
            return socket;
        }
        catch (Exception refused) when (refused is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Carries until either side is gone; both are closed then.</summary>
    public static async Task RunAsync(Socket local, PeerConnection peer, CancellationToken cancellationToken)
    {
        await using var stream = new NetworkStream(local, ownsSocket: true);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var there = PumpAsync(stream, peer.Stream, either.Token);
        var back = PumpAsync(peer.Stream, stream, either.Token);

        // rsync ends a conversation by closing: when one direction is over, the other has nothing to say that anybody would read.
        await await Task.WhenAny(there, back);
        either.CancelAfter(TimeSpan.FromSeconds(1));
        await Task.WhenAll(there, back);
    }

    private static async Task PumpAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int count;
            while ((count = await from.ReadAsync(buffer, cancellationToken)) > 0)
            {
                await to.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }

            if (to is NetworkStream plain)
            {
                plain.Socket.Shutdown(SocketShutdown.Send);
            }
            else if (to is System.Net.Security.SslStream secure)
            {
                await secure.ShutdownAsync();
            }
        }
        catch (Exception ended) when (ended is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Either side hung up; rsync itself says whether it had everything.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
