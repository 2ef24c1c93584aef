namespace Thrift;

/// <summary>Base of everything that this library and generated code throw on purpose.</summary>
public class TException : Exception
{
    /// <summary>Makes one without a message.</summary>
    public TException()
    {
    }

    /// <summary>Makes one with a message and what caused it.</summary>
    public TException(string? message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
