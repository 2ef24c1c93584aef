using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using HAMgm.Logic.Sync.Settings;
using HAMgm.Tls;

namespace HAMgm.Logic.Sync.Peer;

/// <summary>
/// Makes sure who is at the other end: with certificates by mutual TLS, as on the peer link (role node, and the peer's id); without, by a
/// challenge under cluster.secret, which both must have; with neither, nobody comes in. Thread-safe.
/// </summary>
internal sealed class PeerDoor(SyncSettings settings, TlsStore? certificates)
{
    private const int NonceBytes = 32;
    private const int TcpUserTimeout = 18;

    private static readonly TimeSpan Handshake = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Connecting = TimeSpan.FromSeconds(5);

    /// <summary>Why no connection can be had at all; null: one can.</summary>
    public string? Problem => certificates is null && settings.Secret.Length == 0
        ? "The nodes have neither certificates (thrift.tls.*, made by 'hamgm-cli pki init' and 'pki issue node') nor a cluster.secret: they cannot prove to each other who they are, and nothing is copied."
        : null;

    /// <summary>Connects to the peer, over the first of its addresses that answers.</summary>
    /// <exception cref="SyncPeerException">It cannot be reached, or is somebody else.</exception>
    public async Task<PeerConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        if (Problem is { } problem)
        {
            throw new SyncPeerException(problem);
        }

        Exception? last = null;
        for (var i = 0; i < settings.Remote.Count; i++)
        {
            var socket = new Socket(settings.Remote[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            var given = false;
            try
            {
                using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                deadline.CancelAfter(Connecting);
                socket.Bind(new IPEndPoint(settings.Local[i], 0));
                await socket.ConnectAsync(new IPEndPoint(settings.Remote[i], settings.PeerPort), deadline.Token);
                var connection = await OpenAsync(socket, isCaller: true, cancellationToken);
                given = true;
                return connection;
            }
            catch (Exception refused) when (refused is SocketException or SyncPeerException || (refused is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                last = refused;
            }
            finally
            {
                if (!given)
                {
                    socket.Dispose();
                }
            }
        }

        throw new SyncPeerException(
            $"'{settings.PeerId}' cannot be reached at port {settings.PeerPort} (sync.peer_port): {(last is OperationCanceledException ? "no answer" : last?.Message)}", last);
    }

    /// <summary>Finds out who is at the other end of a connected socket.</summary>
    /// <exception cref="SyncPeerException">It is not the peer, or did not answer in time; the caller closes the socket.</exception>
    public async Task<PeerConnection> OpenAsync(Socket socket, bool isCaller, CancellationToken cancellationToken)
    {
        Tune(socket);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Handshake);
        var stream = new NetworkStream(socket, ownsSocket: false);
        try
        {
            return certificates is null
                ? new PeerConnection(socket, stream, await ProveAsync(stream, isCaller, deadline.Token), isCaller)
                : new PeerConnection(socket, await SecureAsync(stream, isCaller, deadline.Token), null, isCaller);
        }
        catch (Exception broken) when (broken is IOException or SocketException or AuthenticationException)
        {
            throw new SyncPeerException($"The handshake failed: {broken.Message}", broken);
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SyncPeerException("The handshake was not done in time.", late);
        }
    }

    private async Task<SslStream> SecureAsync(NetworkStream stream, bool isCaller, CancellationToken cancellationToken)
    {
        TlsVerdict? verdict = null;
        bool Judge(TlsVerdict seen)
        {
            verdict = seen.Problem == TlsProblem.None && seen.Identity != new TlsIdentity(TlsRole.Node, settings.PeerId)
                ? seen with { Problem = TlsProblem.WrongRole }
                : seen;
            return verdict.Problem == TlsProblem.None;
        }

        var material = certificates!.Current();
        var tls = new SslStream(stream, leaveInnerStreamOpen: false);
        try
        {
            await (isCaller
                ? tls.AuthenticateAsClientAsync(material.ForClient(settings.PeerId, Judge, TimeProvider.System), cancellationToken)
                : tls.AuthenticateAsServerAsync(material.ForServer(Judge, TimeProvider.System), cancellationToken));
            return tls;
        }
        catch (AuthenticationException refused)
        {
            throw new SyncPeerException(verdict is { Problem: not TlsProblem.None } ? $"It is not the peer: {verdict.Describe()}." : $"The handshake failed: {refused.Message}", refused);
        }
    }

    // Each side proves that it has the secret by a keyed hash of both sides' random numbers and ids; what is sent once is of no use again.
    private async Task<byte[]> ProveAsync(NetworkStream stream, bool isCaller, CancellationToken cancellationToken)
    {
        var secret = Encoding.UTF8.GetBytes(settings.Secret.Length > 0 ? settings.Secret : throw new SyncPeerException(Problem!));
        var mine = RandomNumberGenerator.GetBytes(NonceBytes);
        var theirs = new byte[NonceBytes];
        await stream.WriteAsync(mine, cancellationToken);
        await stream.ReadExactlyAsync(theirs, cancellationToken);
        byte[] nonces = isCaller ? [.. mine, .. theirs] : [.. theirs, .. mine];
        var (caller, callee) = isCaller ? (settings.NodeId, settings.PeerId) : (settings.PeerId, settings.NodeId);
        byte[] Proof(string word)
        {
            byte[] shown = [.. nonces, .. Encoding.UTF8.GetBytes($"hamgm-sync 1\0{word}\0{settings.ClusterId}\0{caller}\0{callee}")];
            return HMACSHA256.HashData(secret, shown);
        }

        // The caller proves itself first: who only listens learns nothing from this node.
        var wanted = Proof(isCaller ? "callee" : "caller");
        var told = new byte[wanted.Length];
        if (isCaller)
        {
            await stream.WriteAsync(Proof("caller"), cancellationToken);
        }

        await stream.ReadExactlyAsync(told, cancellationToken);
        if (!CryptographicOperations.FixedTimeEquals(told, wanted))
        {
            throw new SyncPeerException("It is not the peer: cluster.secret, cluster.id or the nodes' ids are not the same on both nodes.");
        }

        if (!isCaller)
        {
            await stream.WriteAsync(Proof("callee"), cancellationToken);
        }

        return Proof("frames");
    }

    // A link that is cut gives no sign of its own.
    private static void Tune(Socket socket)
    {
        socket.NoDelay = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 10);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 3);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
        socket.SetRawSocketOption((int)SocketOptionLevel.Tcp, TcpUserTimeout, BitConverter.GetBytes(20_000));
    }
}
