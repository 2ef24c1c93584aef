using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Heartbeat.Wire;

namespace HAMgm.Logic.Heartbeat;

/// <summary>
/// Where STATE messages go out and come in, whichever channel carries them: encodes once, remembers the latest for TCP,
/// delivers each received one once. Thread-safe; allocates nothing.
/// </summary>
internal sealed class StateExchange(StateCodec codec, Heard heard, StateKeys? keys = null)
{
    private readonly Lock _sentGate = new();
    private readonly Lock _receivedGate = new();
    private readonly ReplayWindow _window = new();
    private readonly LastReceived _known = new();
    private readonly byte[] _latest = new byte[StateCodec.MaxLength];
    private int _latestLength;
    private ulong _localIncarnation;
    private ulong _localSequence;
    private volatile IPeerLinkSink? _sink;

    /// <summary>Who receives; null before anybody has been attached.</summary>
    public IPeerLinkSink? Sink
    {
        get => _sink;
        set => _sink = value;
    }

    /// <summary>What authenticates the messages; null where no test asks.</summary>
    public StateKeys? Keys => keys;

    /// <summary>Encodes a message that is about to be sent, and makes it the latest.</summary>
    /// <returns>Bytes written.</returns>
    public int Encode(in PeerState state, Span<byte> destination)
    {
        int length = codec.Encode(state, destination);
        lock (_sentGate)
        {
            destination[..length].CopyTo(_latest);
            _latestLength = length;
            _localIncarnation = state.SenderIncarnation;
            _localSequence = state.Sequence;
        }

        return length;
    }

    /// <summary>Encodes a message that somebody else will send.</summary>
    public int EncodeOnly(in PeerState state, Span<byte> destination) => codec.Encode(state, destination);

    /// <summary>The latest message as it was sent; 0 bytes before the first.</summary>
    public int CopyLatest(Span<byte> destination)
    {
        lock (_sentGate)
        {
            _latest.AsSpan(0, _latestLength).CopyTo(destination);
            return _latestLength;
        }
    }

    /// <summary>Checks a received message and delivers it if it is the first copy.</summary>
    public Refusal Receive(ReadOnlySpan<byte> datagram, int link, MonotonicTime at)
    {
        lock (_receivedGate)
        {
            if (_known.Contains(datagram))
            {
                return Refusal.Duplicate;
            }
        }

        Refusal refusal = codec.Decode(datagram, out PeerState state);
        if (refusal != Refusal.None)
        {
            return refusal;
        }

        refusal = Accept(state, datagram);
        if (refusal == Refusal.None)
        {
            heard.At(at);
            _sink?.OnState(state, link, at);
        }

        return refusal;
    }

    private Refusal Accept(in PeerState state, ReadOnlySpan<byte> datagram)
    {
        ulong incarnation;
        ulong sequence;
        lock (_sentGate)
        {
            incarnation = _localIncarnation;
            sequence = _localSequence;
        }

        lock (_receivedGate)
        {
            Refusal refusal = _window.Accept(state, incarnation, sequence);
            if (refusal == Refusal.None)
            {
                _known.Add(datagram);
            }

            return refusal;
        }
    }
}
