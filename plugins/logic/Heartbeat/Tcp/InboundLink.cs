using System.Net;
using System.Net.Sockets;
using HAMgm.Contracts.Peer;
using HAMgm.Logic.Heartbeat.Tls;
using HAMgm.Logic.Heartbeat.Wire;

namespace HAMgm.Logic.Heartbeat.Tcp;

/// <summary>Listens on a link, and takes connections from the peer's address only.</summary>
internal sealed class InboundLink(LinkContext context, ConnectionLoop loop, int link, PeerEndpoint endpoint) : IDisposable
{
    /// <summary>The peer needs one; the others are what its earlier lives left behind.</summary>
    public const int MaxConnections = 4;

    private const int Backlog = 8;

    // Out of descriptors, most likely: trying again at once would only burn the processor.
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    private readonly Socket _listener = new(endpoint.Local.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
    private readonly Dictionary<InboundConnection, Task> _connections = [];
    private readonly Lock _gate = new();
    private volatile bool _isClosed;
    private int _greetings;

    /// <summary>Binds and listens.</summary>
    /// <exception cref="SocketException">The port is in use, or may not be used.</exception>
    public void Open()
    {
        SocketSetup.BindFreely(_listener, new IPEndPoint(endpoint.Local, endpoint.Port));
        _listener.Listen(Backlog);
    }

    /// <summary>Accepts until it is cancelled, then waits for the connections' ends.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && !_isClosed)
        {
            Socket? socket = await AcceptAsync(stop).ConfigureAwait(false);
            if (socket is not null)
            {
                Admit(socket, stop);
            }
        }

        Task[] rest;
        lock (_gate)
        {
            rest = [.. _connections.Values];
        }

        await Task.WhenAll(rest).ConfigureAwait(false);
    }

    /// <summary>Takes no more connections. Before the others are closed, so that the peer does not come back at once.</summary>
    public void Close()
    {
        _isClosed = true;
        _listener.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private async ValueTask<Socket?> AcceptAsync(CancellationToken stop)
    {
        try
        {
            return await _listener.AcceptAsync(stop).ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
        catch (SocketException)
        {
            await Task.Delay(AcceptPause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private void Admit(Socket socket, CancellationToken stop)
    {
        if (!IsFromPeer(socket))
        {
            context.Refusals.Count(Refusal.Address, link);
            SocketSetup.Abort(socket);
            return;
        }

        if (context.Tls is { } tls)
        {
            _ = GreetAsync(socket, tls, stop);
            return;
        }

        Admit(new InboundConnection(socket, context, loop, link, null, stop));
    }

    // Whoever shows the peer's certificate gets in. Few at a time: each costs milliseconds.
    private async Task GreetAsync(Socket socket, PeerTls tls, CancellationToken stop)
    {
        TlsTunnel? tunnel = null;
        if (Interlocked.Increment(ref _greetings) <= MaxConnections)
        {
            tunnel = await tls.SecureAsync(socket, loop, endpoint.Remote, isAccepted: true, stop).ConfigureAwait(false);
        }

        _ = Interlocked.Decrement(ref _greetings);
        if (tunnel is null)
        {
            context.Refusals.Count(stop.IsCancellationRequested ? Refusal.Closed : Refusal.Certificate, link);
            SocketSetup.Abort(socket);
        }
        else
        {
            Admit(new InboundConnection(socket, context, loop, link, tunnel, stop));
        }
    }

    private void Admit(InboundConnection connection)
    {
        lock (_gate)
        {
            MakeRoom();
            _connections.Add(connection, ServeAsync(connection));
        }
    }

    // The newest is the one that the peer will use: refusing it would lock out a peer that came back from a partition.
    private void MakeRoom()
    {
        InboundConnection[] open = [.. _connections.Keys.Where(connection => !connection.IsClosing)];
        if (open.Length >= MaxConnections)
        {
            context.Refusals.Count(Refusal.Connections, link);
            open.MinBy(connection => connection.LastFrame)!.Close();
        }
    }

    private async Task ServeAsync(InboundConnection connection)
    {
        // Away from the lock that Admit holds.
        await Task.Yield();
        _ = await connection.RunAsync().ConfigureAwait(false);
        lock (_gate)
        {
            _ = _connections.Remove(connection);
        }

        // After it is out of the list: MakeRoom must not close what is disposed.
        connection.Dispose();
    }

    private bool IsFromPeer(Socket socket)
    {
        try
        {
            SocketSetup.Hasten(socket);
            return socket.RemoteEndPoint is IPEndPoint remote && remote.Address.Equals(endpoint.Remote);
        }
        catch (SocketException)
        {
            // It has gone again already.
            return false;
        }
    }
}
