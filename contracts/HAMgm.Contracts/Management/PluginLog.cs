namespace HAMgm.Contracts.Management;

/// <summary>Lines of the log that a plugin wrote, or that the kernel wrote about it.</summary>
/// <param name="Lines">The lines, oldest first, each as it stands in the log.</param>
/// <param name="Cursor">Where they end: hand it in again to get what comes after.</param>
/// <param name="HasGap">Lines between the cursor that was handed in and the first one here are no longer kept, or were too many.</param>
public sealed record PluginLog(IReadOnlyList<string> Lines, string Cursor, bool HasGap);
