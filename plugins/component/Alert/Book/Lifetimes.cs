using HAMgm.Contracts.Alerts;

namespace HAMgm.Component.Alert.Book;

/// <summary>
/// How long alerts are kept (spec/1 section 5.2.2): so long after they were last raised, or so long after they ended. A critical one
/// does not go before somebody has acknowledged it.
/// </summary>
internal static class Lifetimes
{
    /// <summary>A momentary alert, whose end nobody reports, counts as over when it was not raised again for so long.</summary>
    public static readonly TimeSpan Momentary = TimeSpan.FromHours(1);

    /// <summary>A trouble from before a restart counts as over when nobody has reported it again so long after it.</summary>
    public static readonly TimeSpan Return = TimeSpan.FromMinutes(5);

    // They say that something has happened; that it no longer happens is all there is to their end.
    private static readonly string[] MomentaryTypes =
    [
        AlertTypes.VipSwitch, AlertTypes.ConfigChange, "clock_changed", "data_damaged", "disk_slow", "duplicate_vip", "events_dropped", "fence_failed",
        "gateway_mute", "hook_failed", "split_brain", "stall", "vip_gate_rebuilt", "vip_lost", "vip_put_back",
    ];

    public static bool IsMomentary(string type) => MomentaryTypes.Contains(type);

    /// <summary>How long it is kept after it was raised, and after it ended.</summary>
    public static (TimeSpan Raised, TimeSpan Resolved) Of(AlertSeverity severity) => severity switch
    {
        AlertSeverity.Critical => (TimeSpan.FromDays(7), TimeSpan.FromDays(7)),
        AlertSeverity.High => (TimeSpan.FromDays(3), TimeSpan.FromHours(24)),
        AlertSeverity.Medium => (TimeSpan.FromDays(1), TimeSpan.FromHours(6)),
        AlertSeverity.Low => (TimeSpan.FromHours(12), TimeSpan.FromHours(2)),
        _ => (TimeSpan.FromHours(6), TimeSpan.FromHours(1)),
    };

    /// <summary>When it is forgotten; null: not yet.</summary>
    public static DateTimeOffset? ExpiryOf(AlertRecord alert)
    {
        if (alert.Severity == AlertSeverity.Critical && alert.AcknowledgeTime is null)
        {
            return null;
        }

        var (raised, resolved) = Of(alert.Severity);
        return alert.ResolveTime is { } end && alert.Severity != AlertSeverity.Critical ? end + resolved : alert.UpdateTime + raised;
    }

    /// <summary>The record with its expiry as the rest of it says.</summary>
    public static AlertRecord Dated(AlertRecord alert) => alert with { ExpiryTime = ExpiryOf(alert) };
}
