namespace HAMgm.Component.Logger.Targets;

/// <summary>When a new log file is begun, and how many are kept.</summary>
/// <param name="MaxBytes">At this size.</param>
/// <param name="MaxFiles">Old ones that are kept.</param>
/// <param name="MaxAge">At this age of the first line; zero for never.</param>
internal sealed record FileBounds(long MaxBytes, int MaxFiles, TimeSpan MaxAge);
