using System.Net.Sockets;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Heartbeat.Beats;
using HAMgm.Logic.Heartbeat.Messages;
using HAMgm.Logic.Heartbeat.Tls;
using HAMgm.Logic.Heartbeat.Wire;

namespace HAMgm.Logic.Heartbeat.Tcp;

/// <summary>The connection that this node opened: beats and requests go out on it, answers and replies come back.</summary>
internal sealed class OutboundConnection : PeerConnection
{
    private readonly Beater _beater;
    private readonly LinkCounters _counters;
    private readonly PendingRequests _pending = new();
    private volatile bool _isAnswered;
    private MonotonicTime _due;

    /// <summary>Takes over a connected socket.</summary>
    public OutboundConnection(
        Socket socket, LinkContext context, ConnectionLoop loop, int link, LinkCounters counters, TlsTunnel? tls, CancellationToken stop)
        : base(socket, context, loop, link, tls, stop)
    {
        TellSessionKey();
        _counters = counters;
        _due = context.Clock();
        _beater = new Beater(context.Sequences.Next, counters.Statistics);
    }

    /// <summary>Whether requests can be sent: it is open, and what authenticates them is agreed on.</summary>
    public bool IsReady => Seal.IsReady && !Ended.IsCancellationRequested;

    /// <summary>
    /// Whether the peer has said anything on it. The kernel of a frozen peer completes connections, too; they mean nothing.
    /// </summary>
    public bool IsAnswered => _isAnswered;

    /// <inheritdoc/>
    // Silence shows in unanswered beats; when beats are stopped, silence means nothing.
    protected override TimeSpan Idle => Timeout.InfiniteTimeSpan;

    /// <summary>To be called when the connection has ended: a beat without an answer will have none.</summary>
    public void EndBeats() => _beater.End();

    /// <summary>Sends a request and waits for the reply.</summary>
    /// <exception cref="HamgmException">The peer's own error; ServiceUnavailable when the connection is lost or the time is over.</exception>
    public async Task<ReadOnlyMemory<byte>> RequestAsync(ReadOnlyMemory<byte> body, TimeSpan timeout, CancellationToken cancellationToken)
    {
        (ulong id, Task<ReadOnlyMemory<byte>> reply) = _pending.Add();
        OutgoingMessage message = new(PeerMessageType.Request, id, isError: false, body);
        try
        {
            Writer.QueueMessage(message);
            return await reply.WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException late)
        {
            throw new HamgmException(
                ErrorKind.ServiceUnavailable,
                ErrorCodes.Timeout,
                string.Empty,
                $"The peer did not reply within {timeout.TotalMilliseconds:0} ms; what became of the request is unknown.",
                late);
        }
        finally
        {
            message.IsAbandoned = true;
            _pending.Forget(id);
        }
    }

    /// <inheritdoc/>
    protected override MonotonicTime OnTurn(MonotonicTime now)
    {
        // The interval as it is now: a shorter one takes effect while a long one is being waited for.
        TimeSpan interval = Context.Timings.Interval;
        MonotonicTime due = MonotonicTime.Min(_due, now + interval);

        // One that is due soon goes along with the answer to the peer's: each node then wakes twice an interval, not three times.
        bool goesAlong = Context.TakePeerBeat(Link) && _isAnswered && now >= due - (interval / 4);
        if (now < due && !goesAlong)
        {
            return due;
        }

        // From when it was due, not from when it came: lateness must not add up. But no volley after a standstill.
        _due = (goesAlong ? now : MonotonicTime.Max(due, now - interval)) + interval;
        if (Context.IsBeating && !TrySendBeat())
        {
            // A fresh connection is worth more than waiting for TCP, which doubles its pauses.
            Close();
        }

        return _due;
    }

    /// <inheritdoc/>
    protected override Refusal OnFrame(in FrameHeader header, Span<byte> sealedFrame)
    {
        Refusal refusal = header.Type switch
        {
            PeerMessageType.HeartbeatResponse => TakeAnswer(header.Sequence),
            PeerMessageType.State => TakeState(sealedFrame),
            PeerMessageType.Reply => TakePart(header, sealedFrame),
            FrameCodec.SessionKey => TakeSessionKey(sealedFrame),
            FrameCodec.Challenge => Seal.TrySetNonce(Payload(sealedFrame)) ? Refusal.None : Refusal.Mac,
            _ => Refusal.Type,
        };
        if (refusal == Refusal.None && !_isAnswered)
        {
            _isAnswered = true;
            Context.States.Sink?.OnConnection(Link, isUp: true, Context.Clock());
        }

        return refusal;
    }

    /// <inheritdoc/>
    protected override void OnMessage(in FragmentPrefix last, byte[] body) => _pending.Complete(last.RequestId, last.IsError, body);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _pending.Close();
        base.Dispose(disposing);
    }

    private Refusal TakeAnswer(ulong sequence)
    {
        MonotonicTime now = Context.Clock();
        Refusal refusal = _beater.Answer(sequence, now);
        if (refusal == Refusal.None)
        {
            _counters.Answered(now);
        }

        return refusal;
    }

    // False when the last repeat of a beat was not answered either.
    private bool TrySendBeat()
    {
        BeatStep step = _beater.Tick(Context.Clock(), Context.Timings.Retries);
        if (!step.IsLost && Writer.QueueBeat(PeerMessageType.HeartbeatRequest, step.Sequence, out uint crc))
        {
            _counters.Sent(step.Sequence, crc);
        }

        return !step.IsLost;
    }
}
