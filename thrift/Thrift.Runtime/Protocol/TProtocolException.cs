namespace Thrift.Protocol;

/// <summary>The bytes are not what the protocol asks for, or exceed a limit. The connection is of no more use.</summary>
public class TProtocolException : TException
{
    /// <summary>Not known.</summary>
    public const int UNKNOWN = 0;

    /// <summary>A value that cannot be.</summary>
    public const int INVALID_DATA = 1;

    /// <summary>A negative length.</summary>
    public const int NEGATIVE_SIZE = 2;

    /// <summary>A length above a limit of <see cref="TConfiguration"/>.</summary>
    public const int SIZE_LIMIT = 3;

    /// <summary>Another protocol, or another version of it.</summary>
    public const int BAD_VERSION = 4;

    /// <summary>Not implemented.</summary>
    public const int NOT_IMPLEMENTED = 5;

    /// <summary>Structures nested too deeply.</summary>
    public const int DEPTH_LIMIT = 6;

    private readonly int _type;

    /// <summary>Makes one of the kind <see cref="UNKNOWN"/>.</summary>
    public TProtocolException()
    {
    }

    /// <summary>Makes one of a kind.</summary>
    public TProtocolException(int type, Exception? inner = null)
        : base(Describe(type), inner)
    {
        _type = type;
    }

    /// <summary>Makes one of a kind with a message.</summary>
    public TProtocolException(int type, string message, Exception? inner = null)
        : base(message, inner)
    {
        _type = type;
    }

    /// <summary>Makes one with a message.</summary>
    public TProtocolException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>The kind, one of the constants.</summary>
    public int GetExceptionType() => _type;

    private static string Describe(int type) => type switch
    {
        INVALID_DATA => "Invalid data, or a required field is missing.",
        NEGATIVE_SIZE => "Negative size.",
        SIZE_LIMIT => "Size above the limit.",
        BAD_VERSION => "Bad protocol version.",
        NOT_IMPLEMENTED => "Not implemented.",
        DEPTH_LIMIT => "Nested too deeply.",
        _ => "Protocol error.",
    };
}
