using HAMgm.Contracts.Alerts;

namespace HAMgm.Component.Alert.Settings;

/// <summary>What becomes of the alerts that it matches.</summary>
internal sealed record Rule
{
    public required string Name { get; init; }

    /// <summary>Exact, or with * at the end; none: all.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    public AlertSeverity LeastSeverity { get; init; }

    public IReadOnlyList<string> Nodes { get; init; } = [];

    public IReadOnlyList<string> Modules { get; init; } = [];

    public bool Suppresses { get; init; }

    /// <summary>None: all channels.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];

    public TimeSpan? GroupWait { get; init; }

    public TimeSpan? EscalateAfter { get; init; }

    public IReadOnlyList<string> EscalateTo { get; init; } = [];

    public bool Matches(AlertRecord alert) =>
        alert.Severity >= LeastSeverity
        && MatchesType(Types, alert.Type)
        && (Nodes.Count == 0 || Nodes.Contains(alert.SourceNodeId))
        && (Modules.Count == 0 || Modules.Contains(alert.SourceModule));

    /// <summary>Whether a type is among patterns; none of them: every type is.</summary>
    public static bool MatchesType(IReadOnlyList<string> patterns, string type) => patterns.Count == 0 || patterns.Any(pattern =>
        pattern.EndsWith('*') ? type.StartsWith(pattern[..^1], StringComparison.Ordinal) : pattern == type);
}
