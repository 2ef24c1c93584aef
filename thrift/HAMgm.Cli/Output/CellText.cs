using System.Globalization;
using HAMgm.Cli.Text;

namespace HAMgm.Cli.Output;

/// <summary>Values as people read them in a table.</summary>
internal static class CellText
{
    /// <summary>A field's value; times in UTC, shares and percentages as such.</summary>
    public static string Of(string field, object? value, Language language) => value switch
    {
        null => "-",
        bool flag => (flag ? Labels.Yes : Labels.No).In(language),
        "" => "-",
        string level when field == "level" && level is "blocks" or "degrades" or "note" => ReadinessTexts.Level(level.ToUpperInvariant()).In(language),
        string text => SafeText.ForTerminal(text),
        long time when IsTime(field) => Time(time),
        double number when !double.IsFinite(number) => "-",
        double share when field is "loss" => share.ToString("0.0 %", CultureInfo.InvariantCulture),
        double percent when field is "cpuUsage" or "memoryUsage" => percent.ToString("0.0", CultureInfo.InvariantCulture) + " %",
        double number => number.ToString("0.###", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        Fields fields => SafeText.ForTerminal(string.Join('\n', fields.Select(f => $"{f.Key} {Of(f.Key, f.Value, language)}"))),
        IReadOnlyList<string> { Count: 0 } => Labels.None.In(language),
        IReadOnlyList<string> list => SafeText.ForTerminal(string.Join('\n', list)),
        _ => string.Empty,
    };

    /// <summary>Milliseconds since 1970 as UTC.</summary>
    public static string Time(long unixMilliseconds) =>
        unixMilliseconds > 0 && unixMilliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds)
                .ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : "-";

    /// <summary>The colour of a value: green for what is well, red for what is not; null: none.</summary>
    public static string? ColourOf(string field, object? value) => (field, value) switch
    {
        ("isHealthy" or "connected", bool good) => good ? "green" : "red",
        ("gap" or "frozen" or "maintenance", true) => "yellow",
        ("ready", bool ready) => ready ? "green" : "red",
        ("severity", "critical" or "high") or ("notificationStatus", "failed") => "red",
        ("severity", "medium") or ("notificationStatus", "retrying") => "yellow",
        ("delivered", bool delivered) => delivered ? "green" : "red",
        ("level", "blocks") => "red",
        ("level", "degrades") => "yellow",
        ("state" or "role" or "fromState" or "toState", "PRIMARY" or "BOUND" or "PASSING") => "green",
        ("state" or "role" or "fromState" or "toState", "STANDBY") => "blue",
        ("state" or "role" or "fromState" or "toState", "FAILED" or "ERROR" or "FAILING") => "red",
        ("state" or "role" or "fromState" or "toState", "MAINTENANCE" or "UNKNOWN" or "DEGRADED" or "BLOCKED" or "CANDIDATE" or "UNBOUND" or "BINDING" or "RELEASING") => "yellow",
        ("warnings" or "failedFiles", IReadOnlyList<string> { Count: > 0 }) => "yellow",
        _ => null,
    };

    private static bool IsTime(string field) => field is
        "lastHeartbeat" or "lastUpdateTime" or "timestamp" or "startedAt" or "since" or "lastRun"
        or "lastSyncTime" or "syncTime" or "pauseTime" or "resumeTime" or "checkTime" or "startTime" or "endTime"
        or "createTime" or "updateTime" or "resolveTime" or "expiryTime" or "acknowledgeTime" or "lastNotificationTime" or "untilTime";
}
