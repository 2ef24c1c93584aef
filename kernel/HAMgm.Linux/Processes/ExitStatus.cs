namespace HAMgm.Linux.Processes;

/// <summary>How a process ended.</summary>
/// <param name="ExitCode">What it returned; -1 when a signal ended it.</param>
/// <param name="Signal">The signal that ended it; 0 when it returned by itself.</param>
public readonly record struct ExitStatus(int ExitCode, int Signal)
{
    /// <summary>Whether it returned 0.</summary>
    public bool IsSuccess => ExitCode == 0;

    /// <inheritdoc/>
    public override string ToString() => Signal == 0 ? $"exit code {ExitCode}" : $"signal {Signal}";
}
