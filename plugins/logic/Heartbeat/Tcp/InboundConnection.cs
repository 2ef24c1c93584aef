using System.Net.Sockets;
using HAMgm.Contracts.Peer;
using HAMgm.Logic.Heartbeat.Messages;
using HAMgm.Logic.Heartbeat.Tls;
using HAMgm.Logic.Heartbeat.Wire;

namespace HAMgm.Logic.Heartbeat.Tcp;

/// <summary>A connection that the peer opened: its beats and requests come in on it, answers and replies go back.</summary>
internal sealed class InboundConnection : PeerConnection
{
    private ulong _lastBeat;

    /// <summary>Takes over an accepted socket.</summary>
    public InboundConnection(Socket socket, LinkContext context, ConnectionLoop loop, int link, TlsTunnel? tls, CancellationToken stop)
        : base(socket, context, loop, link, tls, stop)
    {
        TellSessionKey();
        if (Seal.IsUsed)
        {
            Writer.QueueChallenge(Seal.CreateNonce());
        }
    }

    /// <inheritdoc/>
    protected override TimeSpan Idle => Context.Timings.Idle;

    /// <inheritdoc/>
    protected override Refusal OnFrame(in FrameHeader header, Span<byte> sealedFrame)
    {
        return header.Type switch
        {
            PeerMessageType.HeartbeatRequest => TakeBeat(header.Sequence),
            PeerMessageType.State => TakeState(sealedFrame),
            PeerMessageType.Request => TakePart(header, sealedFrame),
            FrameCodec.SessionKey => TakeSessionKey(sealedFrame),
            _ => Refusal.Type,
        };
    }

    /// <inheritdoc/>
    protected override void OnMessage(in FragmentPrefix last, byte[] body)
    {
        ulong id = last.RequestId;

        // Not awaited: it cannot fail, and the next beat must not wait for it.
        _ = Context.Requests.AnswerAsync(
            body,
            (isError, reply) => Writer.QueueMessage(new OutgoingMessage(PeerMessageType.Reply, id, isError, reply)),
            Ended);
    }

    // The same number again is a repeat, and answered again (design.md section 5).
    private Refusal TakeBeat(ulong sequence)
    {
        if (sequence < _lastBeat)
        {
            return Refusal.Number;
        }

        _lastBeat = sequence;
        Context.NotePeerBeat(Link);
        _ = Writer.QueueBeat(PeerMessageType.HeartbeatResponse, sequence, out _);
        return Refusal.None;
    }
}
