using System.Text.Json;
using HAMgm.Contracts.Alerts;

namespace HAMgm.Component.Alert.Book;

/// <summary>What goes to the disk and to the other node, and comes back from them.</summary>
internal sealed partial class AlertBook
{
    private const int MaxChangesBytes = 256 * 1024;

    private readonly HashSet<string> _dirty = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Rises with every change.</summary>
    public long Version => Interlocked.Read(ref _version);

    /// <summary>Completes when <see cref="Version"/> is above a number.</summary>
    public Task WaitAsync(long version, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _version > version ? Task.CompletedTask : _changed.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>What changed after a version: as much as fits into one message, and at least one.</summary>
    public AlertChanges Changes(long after)
    {
        lock (_gate)
        {
            var cursor = after;
            var hasMore = false;
            var json = AlertCodec.Bytes(json =>
            {
                json.WriteStartObject();
                json.WritePropertyName("silences");
                SilenceCodec.Write(json, _silences.Values.Select(pair => pair.Silence));
                json.WriteStartArray("alerts");
                foreach (var entry in _entries.Values.Where(entry => entry.Version > after).OrderBy(entry => entry.Version))
                {
                    if (json.BytesCommitted + json.BytesPending > MaxChangesBytes)
                    {
                        hasMore = true;
                        break;
                    }

                    AlertCodec.Write(json, entry.Record);
                    cursor = entry.Version;
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
            return new AlertChanges(json, hasMore ? cursor : _version, hasMore);
        }
    }

    /// <summary>Takes the other node's changes.</summary>
    /// <exception cref="JsonException">They cannot be read; nothing was taken.</exception>
    public void Merge(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
        var root = document.RootElement;
        var (alerts, silences) = AlertCodec.Guard(() => (
            root.GetProperty("alerts").EnumerateArray().Take(Bounds.Alerts).Select(AlertCodec.Read).ToArray(),
            SilenceCodec.Read(root.GetProperty("silences"))));
        lock (_gate)
        {
            MergeSilences(silences);
            foreach (var alert in alerts)
            {
                Merge(alert);
            }
        }
    }

    /// <summary>Puts back what the store had.</summary>
    public void Restore(IEnumerable<AlertRecord> alerts, IEnumerable<AlertSilence> silences)
    {
        lock (_gate)
        {
            foreach (var alert in alerts)
            {
                var entry = Insert(alert);
                entry.IsFromBefore = alert.SourceNodeId == settings().NodeId && alert.UpdateTime < lifeBegan();
            }

            MergeSilences([.. silences]);
            _dirty.Clear();
        }
    }

    /// <summary>What the store lacks: ids of alerts, <see cref="AlertKeys.Silences"/> for the silences. It counts as written from now on.</summary>
    public IReadOnlyList<(string Id, AlertRecord? Alert)> TakeDirty()
    {
        lock (_gate)
        {
            var dirty = _dirty.Select(id => (id, _entries.GetValueOrDefault(id)?.Record)).ToArray();
            _dirty.Clear();
            return dirty;
        }
    }

    /// <summary>The store has refused them.</summary>
    public void GiveBack(IEnumerable<string> ids)
    {
        lock (_gate)
        {
            _dirty.UnionWith(ids);
        }
    }

    /// <summary>All silences as the store keeps them.</summary>
    public string WriteSilences()
    {
        lock (_gate)
        {
            return AlertCodec.Text(json => SilenceCodec.Write(json, _silences.Values.Select(pair => pair.Silence)));
        }
    }

    private void Merge(AlertRecord theirs)
    {
        // Two nodes never give the same number, unless one lost its database or was another one before.
        if (_entries.TryGetValue(theirs.AlertId, out var known) && known.Record.SourceNodeId != theirs.SourceNodeId)
        {
            theirs = theirs with { AlertId = $"{theirs.AlertId}-{theirs.SourceNodeId}" };
            known = _entries.GetValueOrDefault(theirs.AlertId);
        }

        if (known is null)
        {
            if (theirs.ExpiryTime is { } expiry && expiry <= time.GetUtcNow() && !theirs.Deliveries.Any(IsWaiting))
            {
                return;
            }

            MakeRoom();
            var entry = Insert(theirs);
            WaitForOthers(entry, theirs.Deliveries);
            Put(entry, theirs);
            return;
        }

        var merged = AlertMerge.Of(known.Record, theirs);
        if (AlertCodec.Write(merged) == AlertCodec.Write(known.Record))
        {
            return;
        }

        known.UpdatedAt = merged.UpdateTime > known.Record.UpdateTime ? Now : known.UpdatedAt;
        if (merged.ResolveTime is not null && _open.TryGetValue(known.Fingerprint, out var open) && open == known.AlertId)
        {
            _open.Remove(known.Fingerprint);
        }

        var had = known.Record.Deliveries.Select(one => one.Id).ToHashSet(StringComparer.Ordinal);
        WaitForOthers(known, merged.Deliveries.Where(one => !had.Contains(one.Id)));
        Put(known, merged);
    }

    // What the other node has just queued waits here as it would there.
    private void WaitForOthers(AlertEntry entry, IEnumerable<AlertDelivery> deliveries)
    {
        foreach (var one in deliveries.Where(one => entry.Record.Severity != AlertSeverity.Critical && one.Status == NotificationStatus.Pending))
        {
            entry.NotBefore[one.Id] = At(one.QueuedTime) + settings().GroupWait;
        }
    }

    private AlertEntry Insert(AlertRecord alert)
    {
        var entry = new AlertEntry { Record = Lifetimes.Dated(alert), CreatedAt = At(alert.CreateTime), UpdatedAt = At(alert.UpdateTime), Version = ++_version };
        _entries[alert.AlertId] = entry;
        if (alert.ResolveTime is null)
        {
            _open[entry.Fingerprint] = alert.AlertId;
        }

        return entry;
    }

    // What a wrong clock dates into the future counts from now.
    private TimeSpan At(DateTimeOffset wall)
    {
        var age = time.GetUtcNow() - wall;
        return Now - (age < TimeSpan.Zero ? TimeSpan.Zero : age);
    }

    private void TellChanged()
    {
        var signal = _changed;
        _changed = NewSignal();
        signal.TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
