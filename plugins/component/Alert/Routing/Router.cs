using HAMgm.Component.Alert.Settings;
using HAMgm.Contracts.Alerts;

namespace HAMgm.Component.Alert.Routing;

/// <summary>Which way an alert goes: rules, silences, windows. Settings are shared, so both nodes come to the same.</summary>
internal static class Router
{
    /// <summary>Judges an alert.</summary>
    /// <param name="settings">Rules, windows and channels.</param>
    /// <param name="silences">Those in force, with what is left of each.</param>
    /// <param name="alert">The alert.</param>
    /// <param name="local">The node's local time, for windows.</param>
    public static Verdict Judge(
        AlertSettings settings, IEnumerable<(AlertSilence Silence, TimeSpan Left)> silences, AlertRecord alert, DateTime local)
    {
        var rule = RuleFor(settings, alert);
        if (rule is { Suppresses: true })
        {
            return Held($"rule {rule.Name}", null);
        }

        foreach (var (silence, left) in silences)
        {
            if (Holds(silence, alert))
            {
                return Held($"silence {silence.Id}", left);
            }
        }

        foreach (var window in settings.Windows)
        {
            if (window.Holds(alert) && window.Remaining(local) is { } left)
            {
                return Held($"window {window.Name}", left);
            }
        }

        var wait = rule?.GroupWait ?? (alert.Severity == AlertSeverity.Critical ? TimeSpan.Zero : settings.GroupWait);
        var names = rule is null && alert.Severity < settings.LeastSeverity ? []
            : rule is { Channels.Count: > 0 } ? rule.Channels
            : settings.Channels.Select(channel => channel.Name);
        return new Verdict("", [.. Usable(settings, names, alert)], wait, null);
    }

    /// <summary>Whom to tell when nobody has acknowledged it in time; null: nobody, ever.</summary>
    public static (TimeSpan After, IReadOnlyList<string> Channels)? Escalation(AlertSettings settings, AlertRecord alert) =>
        RuleFor(settings, alert) is { EscalateAfter: { } after, EscalateTo.Count: > 0 } rule ? (after, [.. Usable(settings, rule.EscalateTo, alert)]) : null;

    public static bool Holds(AlertSilence silence, AlertRecord alert) =>
        alert.Severity <= silence.MostSeverity
        && (silence.Type.Length == 0 || Rule.MatchesType([silence.Type], alert.Type))
        && (silence.NodeId.Length == 0 || silence.NodeId == alert.SourceNodeId);

    private static Rule? RuleFor(AlertSettings settings, AlertRecord alert) => settings.Rules.FirstOrDefault(rule => rule.Matches(alert));

    private static IEnumerable<string> Usable(AlertSettings settings, IEnumerable<string> names, AlertRecord alert) =>
        names.Distinct(StringComparer.Ordinal).Where(name => settings.Find(name) is { } channel && alert.Severity >= channel.LeastSeverity);

    private static Verdict Held(string by, TimeSpan? left) => new(by, [], TimeSpan.Zero, left);
}
