using System.Net.Sockets;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Heartbeat.Messages;
using HAMgm.Logic.Heartbeat.Tls;
using HAMgm.Logic.Heartbeat.Wire;

namespace HAMgm.Logic.Heartbeat.Tcp;

/// <summary>One TCP connection with the peer, from its beginning to its end.</summary>
internal abstract class PeerConnection : IPolled, IDisposable
{
    private readonly Socket _socket;
    private readonly TlsTunnel? _tls;
    private readonly ConnectionLoop _loop;
    private readonly TaskCompletionSource<Refusal> _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly FrameBuffer _received;
    private readonly FragmentAssembler _assembler = new();
    private readonly CancellationTokenSource _ended;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenRegistration _wakeAtEnd;
    private volatile bool _isClosing;
    private ulong _lastMessageNumber;
    private long _lastFrameTicks;
    private MonotonicTime? _begun;
    private bool _isPrimed;
    private Refusal _refusal;

    /// <summary>Takes over a connected socket, and the tunnel through it, if there is one.</summary>
    protected PeerConnection(Socket socket, LinkContext context, ConnectionLoop loop, int link, TlsTunnel? tls, CancellationToken stop)
    {
        _tls = tls;
        _socket = socket;
        _loop = loop;
        Descriptor = (int)socket.SafeHandle.DangerousGetHandle();
        _stop = stop;
        Context = context;
        Link = link;
        Seal = new MessageSeal(context.MessageKey);
        _received = new FrameBuffer(context.Codec);
        _ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Ended = _ended.Token;
        _wakeAtEnd = Ended.UnsafeRegister(static loop => ((ConnectionLoop)loop!).Wake(), loop);
        Writer = new FrameWriter(socket, context, Seal, loop.Wake, Break, tls);
        _lastFrameTicks = context.Clock().Ticks;
    }

    /// <inheritdoc/>
    public int Descriptor { get; }

    /// <inheritdoc/>
    public bool WantsToWrite => Writer.HasRest;

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

    /// <summary>Reads and writes until the connection ends; tells why it did.</summary>
    public Task<Refusal> RunAsync()
    {
        _loop.Join(this);
        return _finished.Task;
    }

    /// <inheritdoc/>
    public MonotonicTime? Turn(MonotonicTime now)
    {
        if (_tls is not null && !_isPrimed)
        {
            // What came right behind the handshake lies in the tunnel, and no poll tells of it.
            _isPrimed = true;
            _refusal = TakeTunnel(_tls);
        }

        if (_refusal == Refusal.None && Ended.IsCancellationRequested)
        {
            _refusal = Refusal.Closed;
        }

        MonotonicTime deadline = Deadline();
        if (_refusal == Refusal.None && now >= deadline)
        {
            _refusal = Refusal.TimedOut;
        }

        return _refusal == Refusal.None ? MonotonicTime.Min(deadline, OnTurn(now)) : null;
    }

    /// <inheritdoc/>
    public void Serve(bool isReadable, bool isWritable)
    {
        if (isWritable)
        {
            Writer.Continue();
        }

        if (isReadable && _refusal == Refusal.None)
        {
            if (_tls is not null)
            {
                _refusal = _tls.Receive(_socket.SafeHandle) ? TakeTunnel(_tls) : Refusal.Closed;
            }
            else if (NativeStream.TryReceive(_socket.SafeHandle, _received.Reserve(), out int count))
            {
                _received.Add(count);
                _refusal = TakeAll();
            }
            else
            {
                _refusal = Refusal.Closed;
            }
        }
    }

    /// <inheritdoc/>
    public void End()
    {
        Refusal refusal = _refusal == Refusal.None ? Refusal.Closed : _refusal;
        Context.Refusals.Count(refusal, Link);
        Writer.Stop();
        EndSocket(refusal);

        // Last, since it runs what waits for the end of this connection.
        Cancel();
        _finished.SetResult(refusal);
    }

    /// <summary>Ends it.</summary>
    public void Close()
    {
        _isClosing = true;
        Cancel();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Does what is due.</summary>
    /// <returns>When something will be next.</returns>
    protected virtual MonotonicTime OnTurn(MonotonicTime now) => MonotonicTime.Forever;

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
            _tls?.Dispose();
            _socket.Dispose();
            _wakeAtEnd.Dispose();
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

    // When the peer takes too long: to finish a frame, to begin one, or to read what was written.
    private MonotonicTime Deadline()
    {
        TimeSpan io = Context.Timings.Io;
        MonotonicTime deadline = _begun is { } begun ? begun + io
            : Idle == Timeout.InfiniteTimeSpan ? MonotonicTime.Forever
            : LastFrame + Idle;
        return Writer.HasRest ? MonotonicTime.Min(deadline, Writer.RestSince + io) : deadline;
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

    /// <summary>Tells the peer the key of this node's STATE messages, where TLS guards it.</summary>
    protected void TellSessionKey()
    {
        if (_tls is not null && Context.States.Keys is { } keys)
        {
            Writer.QueueSessionKey(keys.Own);
        }
    }

    /// <summary>Takes the key of the peer's STATE messages, where TLS has proved that it is the peer's.</summary>
    protected Refusal TakeSessionKey(Span<byte> sealedFrame) =>
        _tls is not null && Context.States.Keys is { } keys && keys.Learn(Payload(sealedFrame)) ? Refusal.None : Refusal.Type;

    // Decrypts and handles whatever is in the tunnel.
    private Refusal TakeTunnel(TlsTunnel tunnel)
    {
        while (tunnel.TryRead(out ReadOnlySpan<byte> plain))
        {
            if (plain.IsEmpty)
            {
                return Refusal.None;
            }

            while (!plain.IsEmpty)
            {
                Span<byte> room = _received.Reserve();
                int count = Math.Min(room.Length, plain.Length);
                plain[..count].CopyTo(room);
                _received.Add(count);
                plain = plain[count..];
                Refusal refusal = TakeAll();
                if (refusal != Refusal.None)
                {
                    return refusal;
                }
            }
        }

        return Refusal.Closed;
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
            Context.NoteHeard(Link, now);
            Interlocked.Exchange(ref _lastFrameTicks, now.Ticks);
            _begun = null;
        }

        if (_received.HasBegun)
        {
            _begun ??= Context.Clock();
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
