using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thrift.Transport;

namespace HAMgm.Service.Thrift.Server;

/// <summary>The protocols of one call: they remember its head, and discard a broken answer when the next one begins.</summary>
internal static class CallProtocols
{
    public static TProtocol ForRequest(WireFormat format, TTransport transport, Action<TMessage> headRead) => format.Compact
        ? new RequestCompact(transport, headRead)
        : new RequestBinary(transport, headRead);

    public static TProtocol ForReply(WireFormat format, ReplyTransport transport) => format.Compact
        ? new ReplyCompact(transport)
        : new ReplyBinary(transport, strictWrite: !format.OldBinary);

    private sealed class RequestBinary(TTransport transport, Action<TMessage> headRead) : TBinaryProtocol(transport)
    {
        public override async ValueTask<TMessage> ReadMessageBeginAsync(CancellationToken cancellationToken)
        {
            var head = await base.ReadMessageBeginAsync(cancellationToken);
            headRead(head);
            return head;
        }
    }

    private sealed class RequestCompact(TTransport transport, Action<TMessage> headRead) : TCompactProtocol(transport)
    {
        public override async ValueTask<TMessage> ReadMessageBeginAsync(CancellationToken cancellationToken)
        {
            var head = await base.ReadMessageBeginAsync(cancellationToken);
            headRead(head);
            return head;
        }
    }

    private sealed class ReplyBinary(ReplyTransport reply, bool strictWrite)
        : TBinaryProtocol(reply, strictRead: false, strictWrite)
    {
        public override Task WriteMessageBeginAsync(TMessage message, CancellationToken cancellationToken)
        {
            reply.Discard();
            return base.WriteMessageBeginAsync(message, cancellationToken);
        }
    }

    private sealed class ReplyCompact(ReplyTransport reply) : TCompactProtocol(reply)
    {
        public override Task WriteMessageBeginAsync(TMessage message, CancellationToken cancellationToken)
        {
            reply.Discard();
            return base.WriteMessageBeginAsync(message, cancellationToken);
        }
    }
}
