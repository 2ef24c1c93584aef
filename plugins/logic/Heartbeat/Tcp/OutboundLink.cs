using System.Net;
using System.Net.Sockets;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Heartbeat.Tls;
using HAMgm.Logic.Heartbeat.Wire;

namespace HAMgm.Logic.Heartbeat.Tcp;

/// <summary>Keeps one connection to the peer open on a link; an attempt is begun every interval (safety-rules.md R19).</summary>
internal sealed class OutboundLink(LinkContext context, ConnectionLoop loop, int link, PeerEndpoint endpoint)
{
    private static readonly TimeSpan LogPause = TimeSpan.FromSeconds(1);

    private readonly SocketAddress _remote = new IPEndPoint(endpoint.Remote, endpoint.Port).Serialize();
    private volatile OutboundConnection? _connection;
    private MonotonicTime _nextLog = MonotonicTime.Never;

    /// <summary>What the status tells of the link.</summary>
    public LinkCounters Counters { get; } = new(endpoint);

    /// <summary>The connection, while there is one.</summary>
    public OutboundConnection? Connection => _connection;

    /// <summary>Whether there is a connection on which the peer has answered.</summary>
    public bool IsUp => _connection is { IsAnswered: true };

    /// <summary>Connects, and connects again, until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            MonotonicTime attempt = context.Clock();
            Socket? socket = await ConnectAsync(stop).ConfigureAwait(false);
            if (socket is not null && !await ServeAsync(socket, stop).ConfigureAwait(false))
            {
                attempt = context.Clock() + PeerTls.PauseAfterRefusal;
            }

            await context.PauseAsync(attempt, stop).ConfigureAwait(false);
        }
    }

    private async Task<Socket?> ConnectAsync(CancellationToken stop)
    {
        Socket socket = new(endpoint.Local.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
        try
        {
            SocketSetup.Hasten(socket);
            SocketSetup.BindFreely(socket, new IPEndPoint(endpoint.Local, 0));
        }
        catch (SocketException)
        {
            // Out of ports or memory: the next attempt follows.
            socket.Dispose();
            return null;
        }

        if (NativeStream.TryConnect(socket.SafeHandle, _remote.Buffer.Span[.._remote.Size]))
        {
            Connecting attempt = new(socket, context.Clock() + context.Timings.ConnectAttempt, stop);
            loop.Join(attempt);
            if (await attempt.Result.ConfigureAwait(false))
            {
                return socket;
            }
        }

        // The ordinary case while the peer is down: the next attempt follows.
        socket.Dispose();
        return null;
    }

    // False when TLS was not made, or the peer let go of it at once, which is how it refuses a certificate.
    private async Task<bool> ServeAsync(Socket socket, CancellationToken stop)
    {
        TlsTunnel? tunnel = null;
        if (context.Tls is { } tls)
        {
            tunnel = await tls.SecureAsync(socket, loop, endpoint.Remote, isAccepted: false, stop).ConfigureAwait(false);
            if (tunnel is null)
            {
                context.Refusals.Count(stop.IsCancellationRequested ? Refusal.Closed : Refusal.Certificate, link);
                SocketSetup.Abort(socket);
                return false;
            }
        }

        using OutboundConnection connection = new(socket, context, loop, link, Counters, tunnel, stop);
        _connection = connection;
        Refusal end = await connection.RunAsync().ConfigureAwait(false);
        connection.EndBeats();
        _connection = null;
        if (connection.IsAnswered)
        {
            // First the news: it starts the probing, and every millisecond counts then.
            context.States.Sink?.OnConnection(link, isUp: false, context.Clock());
            LogEnd(end);
        }

        return tunnel is null || connection.IsAnswered;
    }

    // With a wrong secret on one side connections come and go every interval: one line a second is enough to see it.
    private void LogEnd(Refusal end)
    {
        MonotonicTime now = context.Clock();
        if (now >= _nextLog)
        {
            _nextLog = now + LogPause;
            context.Log.Info("connection to the peer ended", ("link", link), ("remote", endpoint.Remote), ("reason", end));
        }
    }
}
