using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Heartbeat.Tcp;
using HAMgm.Logic.Heartbeat.Wire;

namespace HAMgm.Logic.Heartbeat.Udp;

/// <summary>
/// The fast path of one link: a socket, which the loop that keeps the leases polls itself. Neither direction allocates in the
/// steady state.
/// </summary>
internal sealed class DatagramLink : IDisposable
{
    // Longer than any datagram of ours, so that one that is too long shows.
    private const int BufferLength = 1024;

    // sockaddr_in6.
    private const int LongestAddress = 28;

    private readonly LinkContext _context;
    private readonly int _link;
    private readonly PeerEndpoint _endpoint;
    private readonly Socket _socket;
    private readonly SocketAddress _remote;
    private readonly byte[] _source = new byte[LongestAddress];
    private readonly byte[] _buffer = new byte[BufferLength];

    /// <summary>Makes the link; <see cref="Open"/> binds it.</summary>
    public DatagramLink(LinkContext context, int link, PeerEndpoint endpoint)
    {
        _context = context;
        _link = link;
        _endpoint = endpoint;
        _socket = new Socket(endpoint.Local.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        _remote = new IPEndPoint(endpoint.Remote, endpoint.Port).Serialize();
    }

    /// <summary>Binds.</summary>
    /// <exception cref="SocketException">The port is in use, or may not be used.</exception>
    public void Open() => SocketSetup.BindFreely(_socket, new IPEndPoint(_endpoint.Local, _endpoint.Port));

    /// <summary>What to poll.</summary>
    public SafeHandle Handle => _socket.SafeHandle;

    /// <summary>Takes one datagram, if there is one, and delivers it.</summary>
    public void Receive()
    {
        try
        {
            // None, or an ICMP message on its way up: nothing to take.
            int length = NativeDatagram.Receive(_socket.SafeHandle, _buffer, _source);
            if (length >= 0)
            {
                Take(_buffer.AsSpan(0, length), _context.Clock());
            }
        }
        catch (ObjectDisposedException)
        {
            // The module is being stopped by another thread.
        }
    }

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
    public void Dispose() => _socket.Dispose();

    private void Take(ReadOnlySpan<byte> datagram, MonotonicTime at)
    {
        Refusal refusal = IsFromPeer() ? _context.States.Receive(datagram, _link, at) : Refusal.Address;
        if (refusal is Refusal.None or Refusal.Duplicate)
        {
            _context.NoteHeard(_link, at);
        }

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
