using System.Net.Sockets;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Heartbeat.Messages;
using HAMgm.Logic.Heartbeat.Udp;
using HAMgm.Logic.Heartbeat.Wire;

namespace HAMgm.Logic.Heartbeat.Tcp;

/// <summary>
/// Writes a connection: beats first, then messages in their order, 64 KiB at a time, so that a beat waits for one such part at
/// most. Queueing is thread-safe and never waits: what the kernel takes at once is written by whoever queued it, and only the
/// rest, when the peer reads slowly, by a task. A beat so costs one system call, and wakes nobody here.
/// </summary>
/// <param name="socket">The connection.</param>
/// <param name="context">What the links share.</param>
/// <param name="seal">Authenticates messages.</param>
/// <param name="onBroken">Called when the connection broke, perhaps within a call that queues.</param>
/// <param name="ended">Cancelled when the connection ends.</param>
internal sealed class FrameWriter(Socket socket, LinkContext context, MessageSeal seal, Action onBroken, CancellationToken ended)
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
    private long _partSinceTicks;
    private Task _rest = Task.CompletedTask;

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

    /// <summary>Queues a request or reply.</summary>
    public void QueueMessage(OutgoingMessage message)
    {
        lock (_gate)
        {
            _messages.Enqueue(message);
        }

        Write();
    }

    /// <summary>Whether the part that is being written was begun before this time: the peer does not read.</summary>
    public bool IsStuckSince(MonotonicTime time)
    {
        long since = Interlocked.Read(ref _partSinceTicks);
        return since != 0 && since < time.Ticks;
    }

    /// <summary>Writes nothing more. To be called when the connection has ended; returns when nothing runs any more.</summary>
    public Task StopAsync()
    {
        lock (_gate)
        {
            // A handler may answer when the connection is long gone.
            _isStopped = true;
            return _rest;
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

        int length;
        while ((length = TakeNext()) > 0)
        {
            int sent = TrySend(_out.AsSpan(MessageSeal.NonceLength, length));
            if (sent < 0)
            {
                // _isWriting stays: nobody tries again.
                onBroken();
                return;
            }

            if (sent < length)
            {
                Leave(_out.AsMemory(MessageSeal.NonceLength, length)[sent..]);
                return;
            }
        }
    }

    private int TrySend(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return NativeSend.SendSome(socket.SafeHandle, bytes);
        }
        catch (ObjectDisposedException)
        {
            // It has ended meanwhile.
            return -1;
        }
    }

    private void Leave(ReadOnlyMemory<byte> rest)
    {
        lock (_gate)
        {
            if (!_isStopped)
            {
                _rest = WriteRestAsync(rest);
            }
        }
    }

    private async Task WriteRestAsync(ReadOnlyMemory<byte> rest)
    {
        // Away from the lock that the caller holds.
        await Task.Yield();
        try
        {
            do
            {
                // The deadline of this part is looked after by the links' watch: a timer for each would cost more than the part.
                Interlocked.Exchange(ref _partSinceTicks, context.Clock().Ticks);
                while (rest.Length > 0)
                {
                    rest = rest[await socket.SendAsync(rest, SocketFlags.None, ended).ConfigureAwait(false)..];
                }

                Interlocked.Exchange(ref _partSinceTicks, 0);
                rest = _out.AsMemory(MessageSeal.NonceLength, TakeNext());
            }
            while (rest.Length > 0);
        }
        catch (SocketException)
        {
            onBroken();
        }
        catch (ObjectDisposedException)
        {
            onBroken();
        }
        catch (OperationCanceledException)
        {
            // Ended, or the peer does not read: either way this connection is over.
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
