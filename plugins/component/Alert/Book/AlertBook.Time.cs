using HAMgm.Component.Alert.Routing;
using HAMgm.Contracts.Alerts;

namespace HAMgm.Component.Alert.Book;

/// <summary>What time alone does: silences and windows end, nobody acknowledges, alerts are forgotten.</summary>
internal sealed partial class AlertBook
{
    /// <summary>Does what is due.</summary>
    /// <returns>When something is due next, by <see cref="Now"/>; null: nothing is.</returns>
    public TimeSpan? Tick()
    {
        lock (_gate)
        {
            TimeSpan? next = null;
            foreach (var entry in _entries.Values.ToArray())
            {
                var forgotten = ForgottenAt(entry);
                if (forgotten <= Now)
                {
                    Remove(entry);
                    continue;
                }

                next = Earlier(next, forgotten);
                next = entry.Record.ResolveTime is null ? Earlier(next, TickOpen(entry)) : next;
            }

            return Earlier(next, TickSilences());
        }
    }

    // A notice that waits (for the mail server, for the other node) is not forgotten with its alert: whoever sends gives it up, and says so.
    // A day later it goes at the latest, for a node that sends nothing never gives up.
    private TimeSpan? ForgottenAt(AlertEntry entry)
    {
        var expires = entry.ExpiresAt;
        var patience = entry.UpdatedAt + settings().GiveUpAfter + TimeSpan.FromDays(1);
        return expires is not null && entry.Record.Deliveries.Any(IsWaiting) && patience > expires ? patience : expires;
    }

    private static bool IsWaiting(AlertDelivery one) => one.Status is NotificationStatus.Pending or NotificationStatus.Retrying;

    private TimeSpan? TickOpen(AlertEntry entry)
    {
        var isMomentary = Lifetimes.IsMomentary(entry.Record.Type);
        TimeSpan? next = isMomentary ? entry.UpdatedAt + Lifetimes.Momentary : entry.IsFromBefore ? Lifetimes.Return : null;
        if (next <= Now)
        {
            // What has come to pass needs no word that it is over; what was there before a restart and is not seen any more does.
            Resolve(entry, quietly: isMomentary);
            return null;
        }

        if (entry.Record.AcknowledgeTime is not null)
        {
            return next;
        }

        if (!entry.Record.IsRouted)
        {
            Route(entry);
        }

        return Earlier(next, entry.Record.IsRouted ? Escalate(entry) : entry.ReconsiderAt);
    }

    private TimeSpan? Escalate(AlertEntry entry)
    {
        if (Router.Escalation(settings(), entry.Record) is not { } escalation || entry.Record.Deliveries.Any(one => one.Kind == "escalated"))
        {
            return null;
        }

        var due = entry.CreatedAt + escalation.After;
        if (due > Now)
        {
            return due;
        }

        Queue(entry, "escalated", "escalated", escalation.Channels, TimeSpan.Zero);
        return null;
    }

    private static TimeSpan? Earlier(TimeSpan? a, TimeSpan? b) => a is null ? b : b is null ? a : a < b ? a : b;
}
