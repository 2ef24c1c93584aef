using Thrift.Transport;

namespace Thrift.Protocol;

/// <summary>Makes protocols of one kind.</summary>
public abstract class TProtocolFactory
{
    /// <summary>Makes one over a transport.</summary>
    public abstract TProtocol GetProtocol(TTransport trans);
}
