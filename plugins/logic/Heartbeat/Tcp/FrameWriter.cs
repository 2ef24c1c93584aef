using System.Net.Sockets;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Heartbeat.Messages;
using HAMgm.Logic.Heartbeat.Tls;
using HAMgm.Logic.Heartbeat.Wire;

namespace HAMgm.Logic.Heartbeat.Tcp;

/// <summary>
/// Writes a connection: beats first, then messages in their order, 64 KiB at a time, so that a beat waits for one such part at
/// most. Queueing is thread-safe and never waits: what the kernel takes at once is written by whoever queued it, and only the
/// rest, when the peer reads slowly, by the connections' thread. A beat so costs one system call, and wakes nobody here.
/// </summary>
/// <param name="socket">The connection.</param>
/// <param name="context">What the links share.</param>
/// <param name="seal">Authenticates messages.</param>
/// <param name="onRest">Called when something could not be written at once: <see cref="Continue"/> when the socket takes more.</param>
/// <param name="onBroken">Called when the connection broke, perhaps within a call that queues.</param>
/// <param name="tls">Encrypts; null: nothing does.</param>
internal sealed class FrameWriter(Socket socket, LinkContext context, MessageSeal seal, Action onRest, Action onBroken, TlsTunnel? tls = null)
{
    // Several beats with their STATE. More than that unsent means that the peer does not read: further ones are worth nothing.
    private const int UrgentLength = 4096;

    private readonly Lock _gate = new();
    private readonly byte[] _urgent = new byte[UrgentLength];
    private readonly Queue<OutgoingMessage> _messages = new();
    private byte[] _out = new byte[MessageSeal.NonceLength + UrgentLength];
    private int _urgentCount;
    private bool _isWriting;
    private bool _isStopped;
    private int _restLength;
    private int _restStart;
    private MonotonicTime _restSince;

    /// <summary>Whether something waits until the socket takes more. For the connections' thread.</summary>
    public bool HasRest => Volatile.Read(ref _restLength) > 0;

    /// <summary>Since when; a part of its own each time. For the connections' thread, while <see cref="HasRest"/>.</summary>
    public MonotonicTime RestSince => _restSince;

    /// <summary>Queues a beat or an answer, with the latest STATE behind it.</summary>
    /// <param name="type">Request or response.</param>
    /// <param name="sequence">Its number.</param>
    /// <param name="crc">Its CRC-32.</param>
    /// <returns>False when the peer does not read: it was not queued.</returns>
    public bool QueueBeat(PeerMessageType type, ulong sequence, out uint crc)
    {
        long unixMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        lock (_gate)
        {
            crc = 0;
            Span<byte> free = _urgent.AsSpan(_urgentCount);
            if (free.Length < (2 * FrameCodec.HeaderLength) + StateCodec.MaxLength + FrameCodec.TrailerLength)
            {
                return false;
            }

            crc = context.Codec.WriteHeader(free, new FrameHeader(type, FrameCodec.HeaderLength, sequence, unixMs));
            _urgentCount += FrameCodec.HeaderLength;
            Span<byte> frame = free[FrameCodec.HeaderLength..];
            int length = context.States.CopyLatest(frame[FrameCodec.HeaderLength..]);
            if (length > 0)
            {
                _urgentCount += context.Codec.Seal(frame, PeerMessageType.State, sequence, unixMs, length);
            }
        }

        Write();
        return true;
    }

    /// <summary>Queues the nonce for the connecting side.</summary>
    public void QueueChallenge(ReadOnlySpan<byte> nonce)
    {
        lock (_gate)
        {
            Span<byte> frame = _urgent.AsSpan(_urgentCount);
            nonce.CopyTo(frame[FrameCodec.HeaderLength..]);
            _urgentCount += context.Codec.Seal(
                frame, FrameCodec.Challenge, context.Sequences.Next(), DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), nonce.Length);
        }

        Write();
    }

    /// <summary>Queues the key of this node's STATE messages; before anything else, on a connection with TLS only.</summary>
    public void QueueSessionKey(ReadOnlySpan<byte> key)
    {
        lock (_gate)
        {
            Span<byte> frame = _urgent.AsSpan(_urgentCount);
            key.CopyTo(frame[FrameCodec.HeaderLength..]);
            _urgentCount += context.Codec.Seal(
                frame, FrameCodec.SessionKey, context.Sequences.Next(), DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), key.Length);
        }

        Write();
    }

    /// <summary>Queues a request or reply.</summary>
    public void QueueMessage(OutgoingMessage message)
    {
        lock (_gate)
        {
            _messages.Enqueue(message);
        }

        Write();
    }

    /// <summary>The socket takes more. For the connections' thread.</summary>
    public void Continue()
    {
        int start = _restStart;
        int length = Volatile.Read(ref _restLength);
        if (length > 0 && Send(start, length, isRest: true))
        {
            Volatile.Write(ref _restLength, 0);
            WriteAll();
        }
    }

    /// <summary>Writes nothing more: the connection has ended. A handler may answer long after that.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
        }
    }

    // Whoever comes while another writes leaves it to that one: it looks again before it stops.
    private void Write()
    {
        lock (_gate)
        {
            if (_isWriting || _isStopped)
            {
                return;
            }

            _isWriting = true;
        }

        WriteAll();
    }

    private void WriteAll()
    {
        int length;
        while ((length = TakeNext()) > 0)
        {
            _restSince = MonotonicTime.Never;
            if (!Send(MessageSeal.NonceLength, length, isRest: false))
            {
                return;
            }
        }
    }

    // False when not all of it could be written; then _isWriting stays set, and nobody else tries.
    private bool Send(int start, int length, bool isRest)
    {
        int sent = tls is null ? TrySend(_out.AsSpan(start, length)) : TrySend(tls, start, length, isRest);
        if (sent == length)
        {
            return true;
        }

        if (sent < 0)
        {
            onBroken();
            return false;
        }

        _restSince = _restSince == MonotonicTime.Never ? context.Clock() : _restSince;
        _restStart = start + sent;

        // Last: from now on the rest belongs to the connections' thread.
        Volatile.Write(ref _restLength, length - sent);
        onRest();
        return false;
    }

    private int TrySend(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return NativeStream.Send(socket.SafeHandle, bytes);
        }
        catch (ObjectDisposedException)
        {
            // It has ended meanwhile.
            return -1;
        }
    }

    // What was encrypted is the tunnel's: until all of it is out, the whole part counts as the rest.
    private int TrySend(TlsTunnel through, int start, int length, bool isRest)
    {
        try
        {
            int state = isRest ? through.Flush(socket.SafeHandle) : through.TryWrite(socket.SafeHandle, _out, start, length);
            return state > 0 ? length : state;
        }
        catch (ObjectDisposedException)
        {
            // It has ended meanwhile.
            return -1;
        }
    }

    // Fills _out with what goes next; 0 when there is nothing, and then the writing is over.
    private int TakeNext()
    {
        OutgoingMessage message;
        lock (_gate)
        {
            if (_urgentCount > 0)
            {
                int count = _urgentCount;
                _urgent.AsSpan(0, count).CopyTo(_out.AsSpan(MessageSeal.NonceLength));
                _urgentCount = 0;
                return count;
            }

            // A message that has begun is finished: half of one would garble the next.
            while (_messages.TryPeek(out OutgoingMessage? abandoned) && abandoned.IsAbandoned && abandoned.Written == 0)
            {
                _ = _messages.Dequeue();
            }

            if (!_messages.TryPeek(out message!))
            {
                _isWriting = false;
                return 0;
            }
        }

        int length = EncodePart(message, out bool isLast);
        if (isLast)
        {
            lock (_gate)
            {
                _ = _messages.Dequeue();
            }
        }

        return length;
    }

    private int EncodePart(OutgoingMessage message, out bool isLast)
    {
        ReadOnlySpan<byte> part = message.Body.Span[message.Written..];
        isLast = part.Length <= MessageCodec.MaxFragmentLength;
        part = isLast ? part : part[..MessageCodec.MaxFragmentLength];
        message.Written += part.Length;

        int bare = MessageCodec.PrefixLength + part.Length;
        int length = FrameCodec.HeaderLength + bare + seal.Overhead + FrameCodec.TrailerLength;
        if (_out.Length < MessageSeal.NonceLength + length)
        {
            _out = new byte[MessageSeal.NonceLength + FrameCodec.MaxLength];
        }

        Span<byte> frame = _out.AsSpan(MessageSeal.NonceLength, length);
        Span<byte> payload = frame[FrameCodec.HeaderLength..];
        MessageCodec.Write(payload, new FragmentPrefix(message.RequestId, message.IsError, HasMore: !isLast));
        part.CopyTo(payload[MessageCodec.PrefixLength..]);
        _ = context.Codec.WriteHeader(
            frame, new FrameHeader(message.Type, length, context.Sequences.Next(), DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()));
        if (seal.IsUsed)
        {
            seal.Sign(_out.AsSpan(0, MessageSeal.NonceLength + FrameCodec.HeaderLength + bare), payload.Slice(bare, MessageSeal.MacLength));
        }

        FrameCodec.WriteTrailer(frame);
        return length;
    }
}
