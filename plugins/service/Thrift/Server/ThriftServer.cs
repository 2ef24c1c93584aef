using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using HAMgm.Service.Thrift.Server.Polling;
using HAMgm.Thrift.Local;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Thrift.Processor;

namespace HAMgm.Service.Thrift.Server;

/// <summary>
/// A Thrift server for any client: binary or compact protocol, framed or unframed, over TCP and
/// an abstract Unix socket. Uses Kestrel's socket transport without its HTTP server. Calls of one
/// connection are served one after the other. Started once, stopped once.
/// </summary>
public sealed class ThriftServer : IAsyncDisposable
{
    /// <summary>How long a closing connection, or a handler that ignores its cancellation, is waited for.</summary>
    private static readonly TimeSpan LastGrace = TimeSpan.FromSeconds(1);

    /// <summary>A message may lie beside the head of its frame and the beginning of the next one.</summary>
    private const int ReadAheadBytes = 64 * 1024;

    // Deadlines are looked at so often; a time-out may come so much late.
    private static readonly TimeSpan ShortestTick = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestTick = TimeSpan.FromMilliseconds(250);

    private readonly ThriftServerOptions _options;
    private readonly Action<LogLevel, string> _log;
    private readonly ConnectionRunner _runner;
    private readonly LogThrottle _throttle = new(TimeSpan.FromSeconds(10));
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _aborting = new();
    private readonly List<IConnectionListener> _listeners = [];
    private readonly List<Task> _acceptLoops = [];
    private readonly ConcurrentDictionary<long, Served> _connections = new();
    private readonly Timer _ticker;
    private readonly TimeSpan _tick;
    private PollLoop? _loop;
    private int _ticking;
    private int _tcpConnections;
    private int _localConnections;
    private long _accepted;
    private long _refused;
    private long _displaced;
    private int _started;
    private int _stopped;

    /// <summary>Makes one.</summary>
    /// <param name="options">Where to listen, and the limits.</param>
    /// <param name="processorFactory">Makes the handler of one connection, which it is told about.</param>
    /// <param name="log">Where to report to; null: nowhere.</param>
    public ThriftServer(
        ThriftServerOptions options,
        Func<ThriftConnection, ITAsyncProcessor> processorFactory,
        Action<LogLevel, string>? log = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(processorFactory);
        _options = options;
        _log = log ?? ((_, _) => { });
        _tick = TickFor(options);
        _ticker = new Timer(static server => ((ThriftServer)server!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _runner = new ConnectionRunner(options, processorFactory, _log, _stopping.Token, _aborting.Token);
    }

    /// <summary>The TCP end points that are listened on, with their real ports.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints { get; private set; } = [];

    /// <summary>The abstract Unix socket that is listened on; null: none.</summary>
    public string? LocalSocketName { get; private set; }

    /// <summary>Why there is no Unix socket although there should be one, for the status; null: all is well.</summary>
    public string? LocalSocketProblem { get; private set; }

    /// <summary>Connections that stand now.</summary>
    public int ActiveConnections => _connections.Count;

    /// <summary>Connections that are so busy now that each has a thread of its own.</summary>
    public int BusyConnections => _loop?.OwnThreads ?? 0;

    /// <summary>Connections since the start, without the refused ones.</summary>
    public long AcceptedConnections => Interlocked.Read(ref _accepted);

    /// <summary>Connections that were refused since the start: too many, or a user who may not.</summary>
    public long RefusedConnections => Interlocked.Read(ref _refused);

    /// <summary>Connections that were closed since the start, before their first call, to make room for others.</summary>
    public long DisplacedConnections => Interlocked.Read(ref _displaced);

    /// <summary>Listens. When that fails at one end point, listens at none.</summary>
    /// <exception cref="ThriftServerException">An address or a port cannot be had.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _started, 1) != 0)
        {
            throw new InvalidOperationException("A ThriftServer is started once.");
        }

        _loop = new PollLoop(_options.IoThreads);
        var transport = new PolledTransportFactory(_loop, _options.MaxMessageBytes + ReadAheadBytes);
        var bound = new List<IPEndPoint>();
        foreach (var endPoint in _options.EndPoints)
        {
            try
            {
                var listener = await transport.BindAsync(endPoint, cancellationToken);
                _listeners.Add(listener);
                bound.Add((IPEndPoint)listener.EndPoint);
            }
            catch (AddressInUseException refused)
            {
                await CloseListenersAsync();
                throw CannotListen(endPoint, refused);
            }
            catch (SocketException refused)
            {
                await CloseListenersAsync();
                throw CannotListen(endPoint, refused);
            }
        }

        EndPoints = bound;
        var tcpListeners = _listeners.Count;
        if (_options.LocalSocket)
        {
            await BindLocalAsync(transport, cancellationToken);
        }

        for (var i = 0; i < _listeners.Count; i++)
        {
            _acceptLoops.Add(AcceptAsync(_listeners[i], local: i >= tcpListeners));
        }
    }

    /// <summary>
    /// Stops listening, closes idle connections, and lets calls in progress end: until the drain
    /// time is over or the token is cancelled, then they are broken off.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0)
        {
            return;
        }

        await _stopping.CancelAsync();
        foreach (var connection in _connections.Values)
        {
            connection.Deadline?.EndIdleWait();
        }

        await CloseListenersAsync();
        await Task.WhenAll(_acceptLoops);

        var left = Task.WhenAll(_connections.Values.Select(connection => connection.Work));
        await WaitAsync(left, _options.DrainTimeout, cancellationToken);
        await _aborting.CancelAsync();
        foreach (var connection in _connections.Values)
        {
            connection.Context.Abort();
        }

        if (!await WaitAsync(left, LastGrace, CancellationToken.None))
        {
            _log(LogLevel.Warning, $"{_connections.Count} Thrift calls do not end; they are left behind.");
        }
    }

    /// <summary>Stops it without draining, if it has not been stopped.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true));
        await _ticker.DisposeAsync();
        _loop?.Dispose();
        _stopping.Dispose();
        _aborting.Dispose();
    }

    private static async Task<bool> WaitAsync(Task work, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        await work.WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return work.IsCompleted;
    }

    private static ThriftServerException CannotListen(IPEndPoint endPoint, Exception cause)
    {
        var socketError = (cause as SocketException ?? cause.InnerException as SocketException)?.SocketErrorCode;
        var why = (cause, socketError) switch
        {
            (AddressInUseException, _) or (_, SocketError.AddressAlreadyInUse) =>
                $"port {endPoint.Port} is in use by another process. Stop that process, or choose another thrift.port",
            (_, SocketError.AddressNotAvailable) =>
                $"this host has no address {endPoint.Address}. Correct thrift.listen",
            (_, SocketError.AccessDenied) =>
                $"port {endPoint.Port} needs root or CAP_NET_BIND_SERVICE. Choose a thrift.port from 1024 up",
            _ => cause.Message,
        };
        return new ThriftServerException($"Thrift cannot listen on {endPoint}: {why}.", cause);
    }

    // Any local user can take an abstract name, so its loss must not keep the node's TCP side down.
    private async Task BindLocalAsync(PolledTransportFactory transport, CancellationToken cancellationToken)
    {
        var name = _options.LocalSocketName ?? LocalSocket.NameFor(EndPoints.Count > 0 ? EndPoints[0].Port : 0);
        try
        {
            _listeners.Add(await transport.BindAsync(LocalSocket.EndPoint(name), cancellationToken));
            LocalSocketName = name;
        }
        catch (AddressInUseException refused)
        {
            ReportLocalProblem(name, refused);
        }
        catch (SocketException refused)
        {
            ReportLocalProblem(name, refused);
        }
    }

    private void ReportLocalProblem(string name, Exception cause)
    {
        LocalSocketProblem = $"Thrift cannot listen on the Unix socket @{name}: {cause.Message}";
        _log(LogLevel.Warning, LocalSocketProblem);
    }

    private async Task CloseListenersAsync()
    {
        foreach (var listener in _listeners)
        {
            await listener.UnbindAsync();
            await listener.DisposeAsync();
        }

        _listeners.Clear();
    }

    private async Task AcceptAsync(IConnectionListener listener, bool local)
    {
        while (await listener.AcceptAsync() is { } context)
        {
            if (Admit(context, local, out var peer))
            {
                var id = Interlocked.Increment(ref _accepted);
                var connection = new Served(context, id, local);
                _connections[id] = connection;
                StartTicking();
                connection.Begin(() => ServeAsync(connection, id, local, peer));
            }
            else
            {
                Interlocked.Increment(ref _refused);
                await CloseAsync(context);
            }
        }
    }

    private bool Admit(ConnectionContext context, bool local, out PeerCredentials? peer)
    {
        peer = null;
        if (!local)
        {
            if (Volatile.Read(ref _tcpConnections) < _options.MaxConnections || DisplaceHalfOpen())
            {
                Interlocked.Increment(ref _tcpConnections);
                return true;
            }

            Warn($"Connection from {context.RemoteEndPoint} refused: there are {_options.MaxConnections} already.");
            return false;
        }

        peer = LocalSocket.PeerOf(context.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket);
        if (!_options.LocalUserAllowed(peer.Value))
        {
            Warn($"Connection to @{LocalSocketName} from uid {peer.Value.UserId} (pid {peer.Value.ProcessId}) refused.");
            return false;
        }

        if (Volatile.Read(ref _localConnections) >= _options.MaxLocalConnections)
        {
            return false;
        }

        Interlocked.Increment(ref _localConnections);
        return true;
    }

    /// <summary>
    /// Closes the oldest TCP connection that has not brought a whole call yet, so that clients that
    /// connect and say nothing cannot keep out those who have something to say. False: there is none.
    /// </summary>
    private bool DisplaceHalfOpen()
    {
        Served? oldest = null;
        foreach (var connection in _connections.Values)
        {
            // One that is in its TLS handshake yet has no deadline, and has said least of all.
            if (connection is { IsLocal: false, IsDisplaced: false } && connection.Deadline?.HasServed != true && (oldest is null || connection.Id < oldest.Id))
            {
                oldest = connection;
            }
        }

        if (oldest is null)
        {
            return false;
        }

        oldest.IsDisplaced = true;
        Interlocked.Increment(ref _displaced);
        oldest.Context.Abort();
        return true;
    }

    private void Warn(string text)
    {
        if (_throttle.TryPass(out var suppressed))
        {
            _log(LogLevel.Warning, suppressed == 0 ? text : $"{text} ({suppressed} like this were not logged.)");
        }
    }

    private async Task ServeAsync(Served connection, long id, bool local, PeerCredentials? peer)
    {
        var work = _runner.RunAsync(connection.Context, id, peer, deadline => connection.Deadline = deadline);
        await ((Task)work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (work.Exception?.InnerException is { } fault)
        {
            // A fault of one handler is that connection's alone; it is reported, not swallowed.
            _log(LogLevel.Error, $"The handler of connection {id} failed: {fault}");
        }

        await CloseAsync(connection.Context);
        Interlocked.Decrement(ref local ? ref _localConnections : ref _tcpConnections);
        _connections.TryRemove(id, out _);
    }

    // Closing sends what is left to send; a client that does not take it is cut off.
    private async Task CloseAsync(ConnectionContext context)
    {
        var closing = context.DisposeAsync().AsTask();
        if (!await WaitAsync(closing, LastGrace, _aborting.Token))
        {
            context.Abort();
            await closing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void StartTicking()
    {
        if (Interlocked.Exchange(ref _ticking, 1) == 0)
        {
            _ticker.Change(_tick, _tick);
        }
    }

    private static TimeSpan TickFor(ThriftServerOptions options)
    {
        var shortest = new[] { options.FirstByteTimeout, options.IdleTimeout, options.MessageTimeout, options.WriteTimeout }.Min();
        var tick = shortest / 8;
        return tick < ShortestTick ? ShortestTick : tick > LongestTick ? LongestTick : tick;
    }

    // Runs only while there are connections.
    private void Tick()
    {
        var now = Environment.TickCount64;
        foreach (var connection in _connections.Values)
        {
            connection.Deadline?.Check(now);
        }

        _loop?.Tick();
        if (_connections.IsEmpty)
        {
            _ticker.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            Volatile.Write(ref _ticking, 0);
            if (!_connections.IsEmpty)
            {
                StartTicking();
            }
        }
    }

    private sealed class Served(ConnectionContext context, long id, bool local)
    {
        public long Id { get; } = id;

        public bool IsLocal { get; } = local;

        public bool IsDisplaced { get; set; }

        public ConnectionContext Context { get; } = context;

        public ConnectionDeadline? Deadline { get; set; }

        public Task Work { get; private set; } = Task.CompletedTask;

        // Not on the thread that accepts: the first call may be here already.
        public void Begin(Func<Task> serve) => Work = Task.Run(serve);
    }
}
