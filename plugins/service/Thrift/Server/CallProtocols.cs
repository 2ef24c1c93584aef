using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thrift.Transport;

namespace HAMgm.Service.Thrift.Server;

/// <summary>The protocols of one connection: they remember the head of the call, and discard a broken answer when the next one begins.</summary>
internal static class CallProtocols
{
    /// <summary>For reading calls; each one's head is reported.</summary>
    public static TProtocol ForRequest(WireFormat format, TTransport transport, CallHead head) => format.Protocol switch
    {
        WireProtocol.Compact => new RequestCompact(transport, head),
        WireProtocol.Json => new RequestJson(transport, head),
        _ => new RequestBinary(transport, head),
    };

    /// <summary>For writing answers.</summary>
    public static TProtocol ForReply(WireFormat format, ReplyTransport transport) => format.Protocol switch
    {
        WireProtocol.Compact => new ReplyCompact(transport),
        WireProtocol.Json => new ReplyJson(transport),
        _ => new ReplyBinary(transport, strictWrite: format.Protocol == WireProtocol.Binary),
    };

    private sealed class RequestBinary(TTransport transport, CallHead head) : TBinaryProtocol(transport)
    {
        public override ValueTask<TMessage> ReadMessageBeginAsync(CancellationToken cancellationToken) =>
            head.RememberAsync(base.ReadMessageBeginAsync(cancellationToken));
    }

    private sealed class RequestCompact(TTransport transport, CallHead head) : TCompactProtocol(transport)
    {
        public override ValueTask<TMessage> ReadMessageBeginAsync(CancellationToken cancellationToken) =>
            head.RememberAsync(base.ReadMessageBeginAsync(cancellationToken));
    }

    private sealed class RequestJson(TTransport transport, CallHead head) : TJsonProtocol(transport)
    {
        public override ValueTask<TMessage> ReadMessageBeginAsync(CancellationToken cancellationToken) =>
            head.RememberAsync(base.ReadMessageBeginAsync(cancellationToken));
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

    private sealed class ReplyJson(ReplyTransport reply) : TJsonProtocol(reply)
    {
        public override Task WriteMessageBeginAsync(TMessage message, CancellationToken cancellationToken)
        {
            reply.Discard();
            return base.WriteMessageBeginAsync(message, cancellationToken);
        }
    }
}
