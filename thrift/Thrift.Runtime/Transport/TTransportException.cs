namespace Thrift.Transport;

/// <summary>Bytes could not be sent or received. The connection is of no more use.</summary>
public class TTransportException : TException
{
    /// <summary>Makes one of the kind Unknown.</summary>
    public TTransportException()
    {
    }

    /// <summary>Makes one of a kind.</summary>
    public TTransportException(ExceptionType exType, Exception? inner = null)
        : base(exType.ToString(), inner)
    {
        Type = exType;
    }

    /// <summary>Makes one of a kind with a message.</summary>
    public TTransportException(ExceptionType exType, string message, Exception? inner = null)
        : base(message, inner)
    {
        Type = exType;
    }

    /// <summary>Makes one with a message.</summary>
    public TTransportException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>The kinds.</summary>
    public enum ExceptionType
    {
        /// <summary>Not known.</summary>
        Unknown,

        /// <summary>The transport is not open.</summary>
        NotOpen,

        /// <summary>The transport is open already.</summary>
        AlreadyOpen,

        /// <summary>It took too long.</summary>
        TimedOut,

        /// <summary>The other side has closed, or a message is longer than it may be.</summary>
        EndOfFile,

        /// <summary>Interrupted.</summary>
        Interrupted,
    }

    /// <summary>The kind.</summary>
    public ExceptionType Type { get; }
}
