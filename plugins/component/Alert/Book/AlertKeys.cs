using System.Globalization;

namespace HAMgm.Component.Alert.Book;

/// <summary>Where alerts lie in the data store: the names of spec/1 section 5.2.3, and HAMgm's own for silences.</summary>
internal static class AlertKeys
{
    public const string ActivePrefix = "alert:active:";
    public const string ResolvedPrefix = "alert:resolved:";
    public const string HistoryPrefix = "alert:history:";
    public const string StatsPrefix = "alert:stats:";
    public const string Silences = "alert:silences";

    public static string Active(string alertId) => ActivePrefix + alertId;

    public static string Resolved(string alertId) => ResolvedPrefix + alertId;

    public static string History(string nodeId, DateTimeOffset day) => $"{HistoryPrefix}{nodeId}:{Date(day)}";

    public static string Stats(string nodeId, DateTimeOffset day) => $"{StatsPrefix}{nodeId}:{Date(day)}";

    /// <summary>The day of a history's or a statistic's key; null when it ends in none.</summary>
    public static DateTimeOffset? DayOf(string key) =>
        DateTimeOffset.TryParseExact(key[(key.LastIndexOf(':') + 1)..], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day)
            ? day
            : null;

    private static string Date(DateTimeOffset day) => day.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
