using Thrift.Protocol.Entities;

namespace Thrift.Protocol;

/// <summary>Puts the name of a service before that of each method it calls, for a server that serves several at one port.</summary>
public class TMultiplexedProtocol : TProtocolDecorator
{
    /// <summary>What stands between the two names.</summary>
    public const string SEPARATOR = ":";

    private readonly string _prefix;

    /// <summary>Makes one for a service on top of another protocol.</summary>
    public TMultiplexedProtocol(TProtocol protocol, string serviceName)
        : base(protocol)
    {
        ArgumentException.ThrowIfNullOrEmpty(serviceName);
        _prefix = serviceName + SEPARATOR;
    }

    /// <inheritdoc/>
    public override Task WriteMessageBeginAsync(TMessage message, CancellationToken cancellationToken)
    {
        if (message.Type is TMessageType.Call or TMessageType.Oneway)
        {
            message.Name = _prefix + message.Name;
        }

        return base.WriteMessageBeginAsync(message, cancellationToken);
    }
}
