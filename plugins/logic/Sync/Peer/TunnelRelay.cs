using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace HAMgm.Logic.Sync.Peer;

/// <summary>Carries bytes between rsync's socket on loopback and a connection to the peer, both ways, until both sides have ended.</summary>
internal static class TunnelRelay
{
    private const int BufferBytes = 256 * 1024;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

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

    /// <summary>Carries until either side is gone; the caller closes both.</summary>
    /// <exception cref="SyncPeerException">The kernel has no pipe for it.</exception>
    public static Task RunAsync(Socket local, PeerConnection peer, CancellationToken cancellationToken) =>
        peer.IsEncrypted ? CopyAsync(local, peer.Stream, cancellationToken) : SpliceAsync(local, peer.Socket, cancellationToken);

    private static async Task CopyAsync(Socket local, Stream peer, CancellationToken cancellationToken)
    {
        await using var stream = new NetworkStream(local);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var there = PumpAsync(stream, peer, either.Token);
        var back = PumpAsync(peer, stream, either.Token);

        // rsync ends a conversation by closing: when one direction is over, the other has nothing to say that anybody would read.
        await await Task.WhenAny(there, back);
        either.CancelAfter(Grace);
        await Task.WhenAll(there, back);
    }

    private static async Task SpliceAsync(Socket local, Socket peer, CancellationToken cancellationToken)
    {
        await using var ending = cancellationToken.Register(() =>
        {
            Shutdown(local);
            Shutdown(peer);
        });
        await Task.Factory.StartNew(() => SpliceRelay.Run(local, peer, Grace), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private static void Shutdown(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException)
        {
            // It has ended by itself.
        }
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
