using HAMgm.Component.Alert.Routing;
using HAMgm.Component.Alert.Settings;
using HAMgm.Contracts.Alerts;

namespace HAMgm.Component.Alert.Book;

/// <summary>
/// All alerts and silences in memory: what is raised, ended, acknowledged; which notices that makes. It neither writes nor sends: what has
/// changed is asked for by those who do. Time is counted monotonically from its making.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="settings">The settings of the moment.</param>
/// <param name="nextId">Gives the id of a new alert.</param>
/// <param name="lifeBegan">When this process started: what was raised before it is from sources that may have forgotten it.</param>
internal sealed partial class AlertBook(TimeProvider time, Func<AlertSettings> settings, Func<string> nextId, Func<DateTimeOffset> lifeBegan)
{
    // A storm of one alert is counted all the time, and written down so often.
    private static readonly TimeSpan NoteEvery = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly long _origin = time.GetTimestamp();
    private readonly Dictionary<string, AlertEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _open = new(StringComparer.Ordinal);
    private long _version;

    /// <summary>Since this was made.</summary>
    public TimeSpan Now => time.GetElapsedTime(_origin);

    /// <summary>Takes an alert, or the word that one is over.</summary>
    /// <returns>The alert's id; null when there is none that ends.</returns>
    public string? Raise(AlertEvent alert, string nodeId)
    {
        lock (_gate)
        {
            var fingerprint = AlertEntry.FingerprintOf(nodeId, Bounds.Cut(alert.Key, Bounds.Name));
            var known = _open.TryGetValue(fingerprint, out var id) ? _entries[id] : null;
            if (alert.Resolves)
            {
                if (known is not null)
                {
                    Resolve(known, quietly: false);
                }

                return known?.AlertId;
            }

            return known is null ? Add(alert, nodeId) : RaiseAgain(known, alert);
        }
    }

    /// <summary>Ends the open alert of a node with that key, if there is one.</summary>
    public void Resolve(string nodeId, string key)
    {
        lock (_gate)
        {
            if (_open.TryGetValue(AlertEntry.FingerprintOf(nodeId, Bounds.Cut(key, Bounds.Name)), out var id))
            {
                Resolve(_entries[id], quietly: false);
            }
        }
    }

    /// <summary>Notes that somebody knows.</summary>
    /// <returns>The alert; null: there is none of that id.</returns>
    public AlertRecord? Acknowledge(string alertId, string by, string comment)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(alertId, out var entry))
            {
                return null;
            }

            if (entry.Record.AcknowledgeTime is null)
            {
                var now = time.GetUtcNow();
                Put(entry, entry.Record with
                {
                    AcknowledgeTime = now,
                    AcknowledgedBy = Bounds.Cut(by, Bounds.Name),
                    AcknowledgeComment = Bounds.Cut(comment, Bounds.Value),
                });
            }

            return entry.Record;
        }
    }

    /// <summary>Notes what became of attempts to send.</summary>
    public void Mark(IEnumerable<(string AlertId, string DeliveryId)> which, NotificationStatus status, string answer, bool wasTried = true)
    {
        lock (_gate)
        {
            var ids = which.ToLookup(pair => pair.AlertId, pair => pair.DeliveryId, StringComparer.Ordinal);
            foreach (var group in ids)
            {
                if (_entries.TryGetValue(group.Key, out var entry))
                {
                    Put(entry, entry.Record with { Deliveries = [.. entry.Record.Deliveries.Select(
                        one => group.Contains(one.Id) && one.Status is not (NotificationStatus.Sent or NotificationStatus.Failed) ? Tried(one, status, answer, wasTried) : one)] });
                }
            }
        }
    }

    /// <summary>Every alert, in no order.</summary>
    public IReadOnlyList<AlertRecord> Snapshot()
    {
        lock (_gate)
        {
            return [.. _entries.Values.Select(entry => entry.Record)];
        }
    }

    /// <summary>The notices that are neither sent nor given up, oldest first.</summary>
    public IReadOnlyList<Waiting> Pending()
    {
        lock (_gate)
        {
            return [.. _entries.Values
                .SelectMany(entry => entry.Record.Deliveries
                    .Where(IsWaiting)
                    .Select(one => new Waiting(entry.Record, one, entry.CreatedAt, entry.NotBefore.GetValueOrDefault(one.Id, TimeSpan.MinValue))))
                .OrderBy(waiting => waiting.Delivery.QueuedTime)
                .ThenBy(waiting => waiting.Delivery.Id, StringComparer.Ordinal)];
        }
    }

    private string Add(AlertEvent alert, string nodeId)
    {
        MakeRoom();
        var now = time.GetUtcNow();
        var record = new AlertRecord
        {
            AlertId = nextId(),
            Type = Bounds.Cut(alert.Type, Bounds.Name),
            Severity = alert.Severity,
            Title = Bounds.Cut(alert.Title, Bounds.Title),
            Message = Bounds.Cut(alert.Message, Bounds.Message),
            Details = Cut(alert.Details),
            Key = Bounds.Cut(alert.Key, Bounds.Name),
            SourceNodeId = nodeId,
            SourceModule = Bounds.Cut(alert.SourceModule, Bounds.Name),
            CreateTime = now,
            UpdateTime = now,
        };
        var entry = new AlertEntry { Record = record, CreatedAt = Now, UpdatedAt = Now, NotedAt = Now };
        _entries[entry.AlertId] = entry;
        _open[entry.Fingerprint] = entry.AlertId;
        Put(entry, record);
        Route(entry);
        return entry.AlertId;
    }

    private string RaiseAgain(AlertEntry entry, AlertEvent alert)
    {
        var old = entry.Record;
        var isWorse = alert.Severity > old.Severity;
        var next = old with { Occurrences = old.Occurrences + 1, UpdateTime = time.GetUtcNow() };
        if (alert.Severity >= old.Severity)
        {
            next = next with
            {
                Severity = alert.Severity,
                Title = Bounds.Cut(alert.Title, Bounds.Title),
                Message = Bounds.Cut(alert.Message, Bounds.Message),
                Details = Cut(alert.Details),
            };
        }

        entry.UpdatedAt = Now;
        entry.IsFromBefore = false;
        if (!isWorse && Now - entry.NotedAt < NoteEvery)
        {
            entry.Record = Lifetimes.Dated(next);
            return entry.AlertId;
        }

        entry.NotedAt = Now;
        Put(entry, next);
        if (isWorse && next.IsRouted)
        {
            var verdict = Judge(next);
            Queue(entry, $"worse-{SeverityNames.Of(next.Severity)}", "worse", verdict.Channels, verdict.GroupWait);
        }
        else if (!next.IsRouted)
        {
            Route(entry);
        }

        return entry.AlertId;
    }

    private void Resolve(AlertEntry entry, bool quietly)
    {
        _open.Remove(entry.Fingerprint);
        entry.UpdatedAt = Now;
        entry.ReconsiderAt = null;
        var now = time.GetUtcNow();
        Put(entry, entry.Record with { ResolveTime = now, UpdateTime = now });
        if (!quietly)
        {
            // Whoever was told that it began is told that it is over.
            var told = entry.Record.Deliveries.Where(one => one.Status != NotificationStatus.Failed).Select(one => one.Channel).Distinct(StringComparer.Ordinal);
            var at = settings();
            Queue(entry, "resolved", "resolved", told.Where(name => at.Find(name) is { SendsResolved: true }), at.GroupWait);
        }
    }

    private void Route(AlertEntry entry)
    {
        var verdict = Judge(entry.Record);
        entry.ReconsiderAt = verdict.ReconsiderAfter is { } left ? Now + left : null;
        if (verdict.SuppressedBy.Length > 0)
        {
            if (entry.Record.SuppressedBy != verdict.SuppressedBy)
            {
                Put(entry, entry.Record with { SuppressedBy = verdict.SuppressedBy });
            }

            return;
        }

        Put(entry, entry.Record with { IsRouted = true, SuppressedBy = "" });
        Queue(entry, "raised", "raised", verdict.Channels, verdict.GroupWait);
    }

    private Verdict Judge(AlertRecord alert)
    {
        // Time zones are loaded only where there are windows.
        var at = settings();
        return Router.Judge(at, SilencesInForce(), alert, at.Windows.Count == 0 ? default : TimeZoneInfo.ConvertTime(time.GetUtcNow(), time.LocalTimeZone).DateTime);
    }

    private void Queue(AlertEntry entry, string name, string kind, IEnumerable<string> channels, TimeSpan wait)
    {
        var now = time.GetUtcNow();
        var known = entry.Record.Deliveries.Select(one => one.Id).ToHashSet(StringComparer.Ordinal);
        var added = channels
            .Select(channel => new AlertDelivery($"{entry.AlertId}/{name}/{channel}", channel, kind, NotificationStatus.Pending, now))
            .Where(one => !known.Contains(one.Id))
            .Take(Bounds.Deliveries - known.Count)
            .ToArray();
        if (added.Length == 0)
        {
            return;
        }

        foreach (var one in added)
        {
            entry.NotBefore[one.Id] = Now + wait;
        }

        Put(entry, entry.Record with { Deliveries = [.. entry.Record.Deliveries, .. added] });
    }

    private AlertDelivery Tried(AlertDelivery one, NotificationStatus status, string answer, bool wasTried) => one with
    {
        Status = status,
        Attempts = one.Attempts + (wasTried ? 1 : 0),
        LastAttemptTime = wasTried ? time.GetUtcNow() : one.LastAttemptTime,
        Answer = Bounds.Cut(answer, Bounds.Answer),
        TriedBy = settings().NodeId,
    };

    // Of what is kept, the oldest that is over goes first; then the least important, acknowledged before others.
    private void MakeRoom()
    {
        while (_entries.Count >= Bounds.Alerts)
        {
            Remove(_entries.Values
                .OrderBy(entry => entry.Record.ResolveTime is null)
                .ThenBy(entry => entry.Record.AcknowledgeTime is null)
                .ThenBy(entry => entry.Record.Severity)
                .ThenBy(entry => entry.UpdatedAt)
                .First());
        }
    }

    private void Remove(AlertEntry entry)
    {
        _entries.Remove(entry.AlertId);
        if (_open.TryGetValue(entry.Fingerprint, out var id) && id == entry.AlertId)
        {
            _open.Remove(entry.Fingerprint);
        }

        _dirty.Add(entry.AlertId);
    }

    private void Put(AlertEntry entry, AlertRecord record)
    {
        entry.Record = Lifetimes.Dated(record);
        entry.Version = ++_version;
        _dirty.Add(entry.AlertId);
        TellChanged();
    }

    private static Dictionary<string, string> Cut(IReadOnlyDictionary<string, string> details) => details
        .Take(Bounds.Details)
        .ToDictionary(pair => Bounds.Cut(pair.Key, Bounds.Name), pair => Bounds.Cut(pair.Value, Bounds.Value));
}
