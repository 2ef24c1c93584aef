namespace HAMgm.Contracts.Errors;

/// <summary>
/// An error that an operator is to read: it names the thing, says what is wrong with it, and how to mend it.
/// </summary>
public class HamgmException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="kind">Which of the IDL's exceptions it becomes.</param>
    /// <param name="code">A code of <see cref="ErrorCodes"/>.</param>
    /// <param name="subject">The thing: a node id, a key, an address, a plugin id. May be empty.</param>
    /// <param name="message">One sentence: what is wrong and what to do.</param>
    /// <param name="inner">The cause, if another exception is it.</param>
    public HamgmException(ErrorKind kind, int code, string subject, string message, Exception? inner = null)
        : base(message, inner)
    {
        Kind = kind;
        Code = code;
        Subject = subject;
    }

    /// <summary>Which of the IDL's exceptions it becomes.</summary>
    public ErrorKind Kind { get; }

    /// <summary>The code that the CLI's envelope and the Thrift answers carry.</summary>
    public int Code { get; }

    /// <summary>The thing it is about; empty when there is none.</summary>
    public string Subject { get; }
}
