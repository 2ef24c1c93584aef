using HAMgm.Contracts.Alerts;

namespace HAMgm.Component.Alert.Settings;

/// <summary>Severities as settings and spec/1 section 5.2.1 write them.</summary>
internal static class SeverityNames
{
    private static readonly string[] Names = ["info", "low", "medium", "high", "critical"];

    public static string Of(AlertSeverity severity) => Names[(int)severity];

    public static AlertSeverity Parse(string name, AlertSeverity otherwise) =>
        Array.IndexOf(Names, name) is var index and >= 0 ? (AlertSeverity)index : otherwise;
}
