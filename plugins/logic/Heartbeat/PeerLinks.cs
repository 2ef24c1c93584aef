using System.Net.Sockets;
using System.Runtime.InteropServices;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Heartbeat.Tcp;
using HAMgm.Logic.Heartbeat.Udp;

namespace HAMgm.Logic.Heartbeat;

/// <summary>Everything that is open between a start of the module and its stop: all links, in both directions, on both channels.</summary>
internal sealed class PeerLinks : IDisposable
{
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(1);
    private readonly LinkContext _context;
    private readonly InboundLink[] _inbound;
    private readonly OutboundLink[] _outbound;
    private readonly DatagramLink[] _datagrams;
    private readonly IReadOnlyList<PeerEndpoint> _endpoints;
    private readonly ConnectionLoop _loop;
    private readonly CancellationTokenSource _stop = new();
    private Task _looping = Task.CompletedTask;
    private Task _running = Task.CompletedTask;

    /// <summary>Makes the links; nothing is open yet.</summary>
    public PeerLinks(LinkContext context, IReadOnlyList<PeerEndpoint> endpoints, SilenceAlarm alarm, LinkAlarm linkAlarm)
    {
        _context = context;
        _endpoints = endpoints;
        _loop = new ConnectionLoop(context.Clock, now => MonotonicTime.Min(alarm.Turn(now), linkAlarm.Turn(now)));
        _inbound = [.. endpoints.Select((endpoint, link) => new InboundLink(context, _loop, link, endpoint))];
        _outbound = [.. endpoints.Select((endpoint, link) => new OutboundLink(context, _loop, link, endpoint))];
        _datagrams = [.. endpoints.Select((endpoint, link) => new DatagramLink(context, link, endpoint))];
    }

    /// <summary>Opens everything and begins to work.</summary>
    /// <exception cref="HamgmException">An address or port cannot be used; dispose it then, nothing runs.</exception>
    public void Start()
    {
        for (int link = 0; link < _endpoints.Count; link++)
        {
            Open(_endpoints[link], _inbound[link].Open);
            Open(_endpoints[link], _datagrams[link].Open);
        }

        _looping = Watch(_loop.StartAsync());
        CancellationToken stop = _stop.Token;
        _running = Task.WhenAll(
            [.. _inbound.Select(link => Watch(link.RunAsync(stop))), .. _outbound.Select(link => Watch(link.RunAsync(stop)))]);
    }

    /// <summary>Ends everything; returns when nothing runs any more.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (InboundLink link in _inbound)
        {
            link.Close();
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        _loop.Wake();
        await _running.WaitAsync(cancellationToken).ConfigureAwait(false);
        _loop.Stop();
        await _looping.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a datagram on every link.</summary>
    /// <returns>False when it left on none.</returns>
    public bool Send(ReadOnlySpan<byte> datagram)
    {
        bool hasLeft = false;
        foreach (DatagramLink link in _datagrams)
        {
            hasLeft |= link.TrySend(datagram);
        }

        return hasLeft;
    }

    /// <summary>The datagram sockets, to poll; one a link.</summary>
    public IReadOnlyList<SafeHandle> DatagramSockets => [.. _datagrams.Select(static link => link.Handle)];

    /// <summary>Takes one datagram of a link, if there is one.</summary>
    public void ReceiveDatagram(int link) => _datagrams[link].Receive();

    /// <summary>The connection for requests: the one whose link answered a beat last.</summary>
    public OutboundConnection? FindConnection()
    {
        OutboundConnection? best = null;
        MonotonicTime bestAnswer = MonotonicTime.Never;
        foreach (OutboundLink link in _outbound)
        {
            if (link.Connection is { IsReady: true } connection && (best is null || link.Counters.LastAnswer > bestAnswer))
            {
                best = connection;
                bestAnswer = link.Counters.LastAnswer;
            }
        }

        return best;
    }

    /// <summary>Tells a receiver that came late which connections are up.</summary>
    public void Introduce(IPeerLinkSink sink)
    {
        for (int link = 0; link < _outbound.Length; link++)
        {
            if (_outbound[link].IsUp)
            {
                sink.OnConnection(link, isUp: true, _context.Clock());
            }
        }
    }

    /// <summary>The beats of each link.</summary>
    public IReadOnlyList<History.SequenceHistory> Histories => [.. _outbound.Select(link => link.Counters.Statistics.History)];

    /// <summary>Each link as it is now.</summary>
    public IReadOnlyList<LinkStatus> ReadStatus() => [.. _outbound.Select((link, index) => link.Counters.Read(link.IsUp, HeardAge(index), _context.BeatsReceivedOn(index)))];

    /// <summary>Whether a link is connected and has answered within the heartbeat time-out.</summary>
    public bool IsConnected()
    {
        MonotonicTime oldest = _context.Clock() - _context.Timings.Timeout;
        return _outbound.Any(link => link.IsUp && link.Counters.LastAnswer > oldest);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        foreach (IDisposable link in _datagrams.Concat<IDisposable>(_inbound))
        {
            link.Dispose();
        }

        _stop.Dispose();

        // Nothing may wait for a thread that never ends; the loop itself only looks at a flag.
        _loop.Stop();
        _ = _looping.Wait(LongestEnd);
        _loop.Dispose();
    }

    private TimeSpan? HeardAge(int link)
    {
        MonotonicTime last = _context.LastHeardOn(link);
        return last == MonotonicTime.Never ? null : _context.Clock() - last;
    }

    private static void Open(PeerEndpoint endpoint, Action open)
    {
        try
        {
            open();
        }
        catch (SocketException error)
        {
            string subject = new System.Net.IPEndPoint(endpoint.Local, endpoint.Port).ToString();
            string message = error.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => $"{subject} is in use; stop the other program or set heartbeat.port.",
                SocketError.AccessDenied => $"{subject} may not be used by this user; set heartbeat.port to 1024 or above.",
                _ => $"{subject} cannot be used ({error.Message}); check node.ip and peer.links.",
            };
            throw new HamgmException(ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, subject, message, error);
        }
    }

    // These loops handle every error of the network themselves. Another one is a broken invariant: the node must not limp on
    // with a link that is half dead.
    private async Task Watch(Task loop)
    {
        await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (loop.Exception?.InnerException is { } fault)
        {
            _context.Log.Error("the peer link failed", ("error", fault.ToString()));
            _context.Faults.Report(fault);
        }
    }
}
