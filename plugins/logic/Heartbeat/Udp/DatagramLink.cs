using System.Net;
using System.Net.Sockets;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Linux.Processes;
using HAMgm.Logic.Heartbeat.Tcp;
using HAMgm.Logic.Heartbeat.Wire;

namespace HAMgm.Logic.Heartbeat.Udp;

/// <summary>
/// The fast path of one link: a socket, and a thread of its own that reads it. Neither direction allocates in the steady state.
/// </summary>
internal sealed class DatagramLink : IDisposable
{
    // Longer than any datagram of ours, so that one that is too long shows.
    private const int BufferLength = 1024;

    // sockaddr_in6.
    private const int LongestAddress = 28;

    // Before everything ordinary, behind the kernel's own threads.
    private const int FifoPriority = 20;

    // Only if the wake-up in Dispose should fail: how long a stop may go unnoticed.
    private static readonly TimeSpan StopCheck = TimeSpan.FromSeconds(2);

    private readonly LinkContext _context;
    private readonly int _link;
    private readonly PeerEndpoint _endpoint;
    private readonly Socket _socket;
    private readonly SocketAddress _remote;
    private readonly byte[] _source = new byte[LongestAddress];
    private readonly byte[] _buffer = new byte[BufferLength];
    private readonly Thread _thread;
    private volatile bool _isStopping;

    /// <summary>Makes the link; <see cref="Open"/> binds it.</summary>
    public DatagramLink(LinkContext context, int link, PeerEndpoint endpoint)
    {
        _context = context;
        _link = link;
        _endpoint = endpoint;
        _socket = new Socket(endpoint.Local.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        _remote = new IPEndPoint(endpoint.Remote, endpoint.Port).Serialize();
        _socket.ReceiveTimeout = (int)StopCheck.TotalMilliseconds;
        _thread = new Thread(Receive) { IsBackground = true, Name = $"hamgm-udp-{link}" };
    }

    /// <summary>Binds.</summary>
    /// <exception cref="SocketException">The port is in use, or may not be used.</exception>
    public void Open() => SocketSetup.BindFreely(_socket, new IPEndPoint(_endpoint.Local, _endpoint.Port));

    /// <summary>Begins to receive.</summary>
    public void Start() => _thread.Start();

    /// <summary>Sends a datagram; false when it could not leave.</summary>
    public bool TrySend(ReadOnlySpan<byte> datagram)
    {
        try
        {
            return NativeDatagram.TrySend(_socket.SafeHandle, datagram, _remote.Buffer.Span[.._remote.Size]);
        }
        catch (ObjectDisposedException)
        {
            // The module is being stopped by another thread.
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isStopping)
        {
            return;
        }

        _isStopping = true;
        Wake();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        _socket.Dispose();
    }

    // The kernel wakes whoever polls a socket that is shut down, though it says of a datagram socket that it is not connected.
    private void Wake()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // That is what it says.
        }
    }

    private void Receive()
    {
        if (!RealTime.TrySetCurrentThreadFifo(FifoPriority, out string reason))
        {
            _context.Log.Info("datagrams are received without real-time priority", ("link", _link), ("reason", reason));
        }

        while (!_isStopping)
        {
            int length = NativeDatagram.Receive(_socket.SafeHandle, _buffer, _source);

            // None, or an ICMP message on its way up: nothing to read, go on.
            if (length >= 0 && !_isStopping)
            {
                Take(_buffer.AsSpan(0, length), _context.Clock());
            }
        }
    }

    private void Take(ReadOnlySpan<byte> datagram, MonotonicTime at)
    {
        Refusal refusal = IsFromPeer() ? _context.States.Receive(datagram, _link, at) : Refusal.Address;
        if (refusal != Refusal.None)
        {
            _context.Refusals.Count(refusal, _link);
        }
    }

    // The address alone: the peer's guard sends from a port of its own.
    private bool IsFromPeer()
    {
        (int offset, int size) = _endpoint.Local.AddressFamily == AddressFamily.InterNetwork ? (4, 4) : (8, 16);
        return _source.AsSpan(offset, size).SequenceEqual(_remote.Buffer.Span.Slice(offset, size));
    }
}
