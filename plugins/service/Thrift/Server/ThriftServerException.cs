namespace HAMgm.Service.Thrift.Server;

/// <summary>The server cannot start; the message names the address, the port, the reason and the remedy.</summary>
public sealed class ThriftServerException : Exception
{
    /// <summary>Makes one.</summary>
    public ThriftServerException()
    {
    }

    /// <summary>Makes one with a message.</summary>
    public ThriftServerException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one with a message and what caused it.</summary>
    public ThriftServerException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
