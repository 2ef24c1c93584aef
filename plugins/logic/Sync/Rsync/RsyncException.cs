namespace HAMgm.Logic.Sync.Rsync;

/// <summary>rsync is not installed, cannot be started or stopped, or failed.</summary>
/// <param name="message">What, and the remedy.</param>
/// <param name="exitCode">rsync's own; -1 for none.</param>
/// <param name="inner">The cause.</param>
internal sealed class RsyncException(string message, int exitCode = -1, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>rsync's own exit code; -1 for none.</summary>
    public int ExitCode { get; } = exitCode;
}
