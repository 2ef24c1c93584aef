namespace Thrift.Transport;

/// <summary>Makes transports on top of others; this one gives back what it gets.</summary>
public class TTransportFactory
{
    /// <summary>Makes one on top of another.</summary>
    public virtual TTransport GetTransport(TTransport trans) => trans;
}
