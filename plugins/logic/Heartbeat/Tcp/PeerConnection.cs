using System.Net.Sockets;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Heartbeat.Messages;
using HAMgm.Logic.Heartbeat.Wire;

namespace HAMgm.Logic.Heartbeat.Tcp;

/// <summary>One TCP connection with the peer, from its beginning to its end.</summary>
internal abstract class PeerConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly FrameBuffer _received;
    private readonly FragmentAssembler _assembler = new();
    private readonly CancellationTokenSource _ended;
    private readonly CancellationToken _stop;
    private volatile bool _isClosing;
    private ulong _lastMessageNumber;
    private long _lastFrameTicks;
    private long _begunTicks;
    private int _lateLooks;

    /// <summary>Takes over a connected socket.</summary>
    protected PeerConnection(Socket socket, LinkContext context, int link, CancellationToken stop)
    {
        _socket = socket;
        _stop = stop;
        Context = context;
        Link = link;
        Seal = new MessageSeal(context.MessageKey);
        _received = new FrameBuffer(context.Codec);
        _ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Ended = _ended.Token;
        Writer = new FrameWriter(socket, context, Seal, Break, Ended);
        _lastFrameTicks = context.Clock().Ticks;
    }

    /// <summary>What the links share.</summary>
    protected LinkContext Context { get; }

    /// <summary>Which link.</summary>
    protected int Link { get; }

    /// <summary>Authenticates messages.</summary>
    protected MessageSeal Seal { get; }

    /// <summary>Writes.</summary>
    protected FrameWriter Writer { get; }

    /// <summary>Cancelled when the connection ends.</summary>
    protected CancellationToken Ended { get; }

    /// <summary>When something valid last came; at first, when it was taken over.</summary>
    public MonotonicTime LastFrame => new(Interlocked.Read(ref _lastFrameTicks));

    /// <summary>How long it may be silent.</summary>
    protected abstract TimeSpan Idle { get; }

    /// <summary>Whether it has been told to end.</summary>
    public bool IsClosing => _isClosing;

    /// <summary>Reads and writes until the connection ends, and counts why it did.</summary>
    public async Task<Refusal> RunAsync()
    {
        Refusal refusal = await ReadAllAsync().ConfigureAwait(false);
        Context.Refusals.Count(refusal, Link);
        await _ended.CancelAsync().ConfigureAwait(false);
        EndSocket(refusal);
        await Writer.StopAsync().ConfigureAwait(false);
        return refusal;
    }

    /// <summary>Ends it.</summary>
    public void Close()
    {
        _isClosing = true;
        _ended.Cancel();
    }

    /// <summary>
    /// Looks whether the peer takes too long: to begin a frame, to finish one, or to read what was written. Called now and then
    /// for all connections, which costs one timer for all instead of several settings of one for each frame. Ends it when two
    /// looks in a row say so: after a standstill of this process the first would judge before what has come could be read.
    /// </summary>
    public void Look(MonotonicTime now)
    {
        TimeSpan io = Context.Timings.Io;
        long begun = Interlocked.Read(ref _begunTicks);
        bool isLate = Writer.IsStuckSince(now - io)
            || (begun != 0 ? new MonotonicTime(begun) < now - io : Idle != Timeout.InfiniteTimeSpan && LastFrame < now - Idle);
        _lateLooks = isLate ? _lateLooks + 1 : 0;
        if (_lateLooks >= 2)
        {
            Cancel();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Handles a frame whose checksums are right.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="sealedFrame">Room for a nonce, then the frame.</param>
    protected abstract Refusal OnFrame(in FrameHeader header, Span<byte> sealedFrame);

    /// <summary>Handles a whole request or reply.</summary>
    protected abstract void OnMessage(in FragmentPrefix last, byte[] body);

    /// <summary>Closes the socket, and what else there is.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _socket.Dispose();
            _ended.Dispose();
        }
    }

    /// <summary>Delivers a STATE message that came beside a beat.</summary>
    protected Refusal TakeState(Span<byte> sealedFrame)
    {
        Refusal refusal = Context.States.Receive(Payload(sealedFrame), Link, Context.Clock());
        if (refusal is Refusal.Duplicate or Refusal.Incarnation)
        {
            // Mostly the datagram was quicker. And an old life's last words are no fault of the connection.
            Context.Refusals.Count(refusal, Link);
            return Refusal.None;
        }

        return refusal;
    }

    /// <summary>Checks a part of a message, and hands the whole over when it was the last.</summary>
    protected Refusal TakePart(in FrameHeader header, Span<byte> sealedFrame)
    {
        ReadOnlySpan<byte> payload = Payload(sealedFrame);
        int bare = payload.Length - Seal.Overhead;
        if (bare < 0)
        {
            return Refusal.Mac;
        }

        if (Seal.IsUsed && !Seal.Verify(sealedFrame[..(MessageSeal.NonceLength + FrameCodec.HeaderLength + bare)], payload[bare..]))
        {
            return Refusal.Mac;
        }

        if (header.Sequence <= _lastMessageNumber)
        {
            return Refusal.Number;
        }

        _lastMessageNumber = header.Sequence;
        if (!MessageCodec.TryRead(payload[..bare], out FragmentPrefix prefix))
        {
            return Refusal.Malformed;
        }

        Refusal refusal = _assembler.Add(prefix, payload[MessageCodec.PrefixLength..bare], out byte[]? body);
        if (body is not null)
        {
            OnMessage(prefix, body);
        }

        return refusal;
    }

    /// <summary>The payload of a frame.</summary>
    protected static Span<byte> Payload(Span<byte> sealedFrame) =>
        sealedFrame[(MessageSeal.NonceLength + FrameCodec.HeaderLength)..^FrameCodec.TrailerLength];

    private async Task<Refusal> ReadAllAsync()
    {
        try
        {
            while (true)
            {
                Refusal refusal = TakeAll();
                if (refusal != Refusal.None)
                {
                    return refusal;
                }

                int count = await _socket.ReceiveAsync(_received.Reserve(), SocketFlags.None, Ended).ConfigureAwait(false);
                if (count == 0)
                {
                    return Refusal.Closed;
                }

                _received.Add(count);
            }
        }
        catch (SocketException)
        {
            return Refusal.Closed;
        }
        catch (OperationCanceledException)
        {
            return _isClosing || _stop.IsCancellationRequested ? Refusal.Closed : Refusal.TimedOut;
        }
    }

    // In good order what has been written still arrives; otherwise nobody is there to read it, or nobody should.
    private void EndSocket(Refusal refusal)
    {
        if (refusal == Refusal.Closed && (_stop.IsCancellationRequested || !_isClosing))
        {
            _socket.Dispose();
        }
        else
        {
            SocketSetup.Abort(_socket);
        }
    }

    // Handles every frame that is complete, and notes since when another is not.
    private Refusal TakeAll()
    {
        while (_received.TryTake(out Refusal refusal))
        {
            refusal = refusal == Refusal.None ? OnFrame(_received.Header, _received.SealedFrame) : refusal;
            if (refusal != Refusal.None)
            {
                return refusal;
            }

            MonotonicTime now = Context.Clock();
            Context.Heard.At(now);
            Interlocked.Exchange(ref _lastFrameTicks, now.Ticks);
            Interlocked.Exchange(ref _begunTicks, 0);
        }

        if (_received.HasBegun && _begunTicks == 0)
        {
            Interlocked.Exchange(ref _begunTicks, Context.Clock().Ticks);
        }

        return Refusal.None;
    }

    private void Break()
    {
        _isClosing = true;
        Cancel();
    }

    private void Cancel()
    {
        try
        {
            _ended.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended meanwhile.
        }
    }
}
