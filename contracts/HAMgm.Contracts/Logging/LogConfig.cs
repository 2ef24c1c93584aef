namespace HAMgm.Contracts.Logging;

/// <summary>How the log is kept (spec/1 section 2.3.1, GetLogConfig).</summary>
/// <param name="Level">The least level that is written, of modules without one of their own.</param>
/// <param name="File">Full path of the current log file; empty when it goes to standard error only.</param>
/// <param name="MaxFileBytes">Size at which a new file is begun.</param>
/// <param name="MaxFiles">How many old files are kept.</param>
public sealed record LogConfig(LogLevel Level, string File, long MaxFileBytes, int MaxFiles)
{
    /// <summary>Age at which a new file is begun; zero for none.</summary>
    public TimeSpan MaxFileAge { get; init; }

    /// <summary>text or json.</summary>
    public string Format { get; init; } = "text";
}
