namespace HAMgm.Contracts.Logging;

/// <summary>Levels of spec/1 section 3.2.4.</summary>
public enum LogLevel
{
    /// <summary>For developers.</summary>
    Debug = 0,

    /// <summary>The ordinary course.</summary>
    Info = 1,

    /// <summary>Somebody should look at it today.</summary>
    Warn = 2,

    /// <summary>Something failed.</summary>
    Error = 3,

    /// <summary>The process is about to end because of it.</summary>
    Fatal = 4,
}
