using System.Net.Sockets;
using HAMgm.Contracts.Peer;
using HAMgm.Logic.Heartbeat.Messages;
using HAMgm.Logic.Heartbeat.Wire;

namespace HAMgm.Logic.Heartbeat.Tcp;

/// <summary>
/// Writes a connection: beats first, then messages in their order, 64 KiB at a time, so that a beat waits for one such part at
/// most. Queueing is thread-safe and never waits.
/// </summary>
internal sealed class FrameWriter(Socket socket, LinkContext context, MessageSeal seal) : IDisposable
{
    // Several beats with their STATE. More than that unsent means that the peer does not read: further ones are worth nothing.
    private const int UrgentLength = 4096;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly byte[] _urgent = new byte[UrgentLength];
    private readonly Queue<OutgoingMessage> _messages = new();
    private byte[] _out = new byte[MessageSeal.NonceLength + UrgentLength];
    private int _urgentCount;
    private bool _isDisposed;

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

        Wake();
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

        Wake();
    }

    /// <summary>Queues a request or reply.</summary>
    public void QueueMessage(OutgoingMessage message)
    {
        lock (_gate)
        {
            _messages.Enqueue(message);
        }

        Wake();
    }

    /// <summary>Writes until it is cancelled, the connection breaks, or the peer does not read for the io time-out.</summary>
    /// <exception cref="SocketException">The connection broke.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, or the time-out has passed.</exception>
    public async Task PumpAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        while (true)
        {
            int length = TakeNext();
            if (length == 0)
            {
                await _wake.WaitAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            deadline.CancelAfter(context.Timings.Io);
            ReadOnlyMemory<byte> bytes = _out.AsMemory(MessageSeal.NonceLength, length);
            while (bytes.Length > 0)
            {
                bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, deadline.Token).ConfigureAwait(false)..];
            }

            deadline.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _wake.Dispose();
        }
    }

    private void Wake()
    {
        lock (_gate)
        {
            // A handler may answer when the connection is long gone.
            if (!_isDisposed && _wake.CurrentCount == 0)
            {
                _ = _wake.Release();
            }
        }
    }

    // Fills _out with what goes next.
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
        if (_out.Length < MessageSeal.NonceLength + FrameCodec.MaxLength)
        {
            _out = new byte[MessageSeal.NonceLength + FrameCodec.MaxLength];
        }

        ReadOnlySpan<byte> part = message.Body.Span[message.Written..];
        isLast = part.Length <= MessageCodec.MaxFragmentLength;
        part = isLast ? part : part[..MessageCodec.MaxFragmentLength];
        message.Written += part.Length;

        int bare = MessageCodec.PrefixLength + part.Length;
        int length = FrameCodec.HeaderLength + bare + seal.Overhead + FrameCodec.TrailerLength;
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
