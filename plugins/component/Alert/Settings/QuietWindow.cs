using HAMgm.Contracts.Alerts;

namespace HAMgm.Component.Alert.Settings;

/// <summary>A time at which alerts are not sent, by the node's local time.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Days">On which it begins; none: every day.</param>
/// <param name="From">When it begins.</param>
/// <param name="To">When it ends; on the next day when it is not after <paramref name="From"/>.</param>
/// <param name="Types">Which types it holds back; none: all.</param>
/// <param name="MostSeverity">Worse ones are sent all the same.</param>
internal sealed record QuietWindow(
    string Name, IReadOnlyList<DayOfWeek> Days, TimeOnly From, TimeOnly To, IReadOnlyList<string> Types, AlertSeverity MostSeverity)
{
    /// <summary>How long it lasts yet, or null when it is not open now.</summary>
    public TimeSpan? Remaining(DateTime local)
    {
        // One that began today, or one that began yesterday and reaches into today.
        for (var back = 0; back <= 1; back++)
        {
            var day = local.Date.AddDays(-back);
            var from = day + From.ToTimeSpan();
            var to = day.AddDays(To <= From ? 1 : 0) + To.ToTimeSpan();
            if ((Days.Count == 0 || Days.Contains(day.DayOfWeek)) && local >= from && local < to)
            {
                return to - local;
            }
        }

        return null;
    }

    public bool Holds(AlertRecord alert) => alert.Severity <= MostSeverity && Rule.MatchesType(Types, alert.Type);
}
