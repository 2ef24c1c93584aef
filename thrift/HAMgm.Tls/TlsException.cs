namespace HAMgm.Tls;

/// <summary>Certificates that cannot be used; the message names the file and the remedy.</summary>
public sealed class TlsException : Exception
{
    /// <summary>Makes one.</summary>
    public TlsException(TlsProblem problem, string message, Exception? innerException = null)
        : base(message, innerException) => Problem = problem;

    /// <summary>What is wrong.</summary>
    public TlsProblem Problem { get; }
}
