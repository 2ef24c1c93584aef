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
                if (entry.ExpiresAt <= Now)
                {
                    Remove(entry);
                    continue;
                }

                next = Earlier(next, entry.ExpiresAt);
                next = entry.Record.ResolveTime is null ? Earlier(next, TickOpen(entry)) : next;
            }

            return Earlier(next, TickSilences());
        }
    }

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
