using System.Globalization;
using System.Text.Json;
using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Data;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Logging;

namespace HAMgm.Component.Alert.Book;

/// <summary>
/// Writes the book's changes into the data store, durably and as one batch, and reads them back at the start. What the disk refuses stays
/// in the book, which is bounded, and is written with the next flush that succeeds.
/// </summary>
internal sealed class AlertStore(AlertBook book, IDataStore store, ILogger log) : IDisposable
{
    private readonly SemaphoreSlim _writing = new(1, 1);
    private volatile bool _isRefused;

    /// <summary>True: the last flush failed, and something waits for the disk.</summary>
    public bool IsRefused => _isRefused;

    /// <inheritdoc/>
    public void Dispose() => _writing.Dispose();

    /// <summary>Puts what the store has into the book.</summary>
    public void Load()
    {
        var alerts = new Dictionary<string, AlertRecord>(StringComparer.Ordinal);

        // An alert that a crash left under both keys is over.
        foreach (var prefix in (string[])[AlertKeys.ActivePrefix, AlertKeys.ResolvedPrefix])
        {
            foreach (var key in store.Keys(prefix).Take(2 * Bounds.Alerts))
            {
                if (Read(key, AlertCodec.Read) is { } alert)
                {
                    alerts[alert.AlertId] = alert;
                }
            }
        }

        book.Restore(alerts.Values.OrderBy(alert => alert.CreateTime).TakeLast(Bounds.Alerts), Read(AlertKeys.Silences, ReadSilences) ?? []);
    }

    /// <summary>Writes everything that has changed before this call.</summary>
    /// <exception cref="HamgmException">The disk refuses it.</exception>
    public async Task FlushAsync()
    {
        await _writing.WaitAsync();
        var dirty = book.TakeDirty();
        var isWritten = dirty.Count == 0;
        try
        {
            if (!isWritten)
            {
                await Task.Run(() => Write(dirty));
                isWritten = true;
            }

            _isRefused = false;
        }
        finally
        {
            if (!isWritten)
            {
                book.GiveBack(dirty.Select(change => change.Id));
                _isRefused = true;
            }

            _writing.Release();
        }
    }

    /// <summary>The lines of the days that are kept, by day.</summary>
    public IEnumerable<AlertHistoryEntry> ReadHistory(string nodeId, DateTimeOffset since) => store.Keys(AlertKeys.HistoryPrefix)
        .Where(key => nodeId.Length == 0 || key.StartsWith($"{AlertKeys.HistoryPrefix}{nodeId}:", StringComparison.Ordinal))
        .Where(key => AlertKeys.DayOf(key) is { } day && day >= since.AddDays(-1))
        .SelectMany(key => AlertHistory.Read(store.Get(key)))
        .Where(line => line.CreateTime >= since);

    /// <summary>Forgets days before a moment.</summary>
    /// <exception cref="HamgmException">The disk refuses it.</exception>
    public void ForgetBefore(DateTimeOffset day)
    {
        foreach (var key in store.Keys(AlertKeys.HistoryPrefix).Concat(store.Keys(AlertKeys.StatsPrefix)).Where(key => AlertKeys.DayOf(key) < day))
        {
            store.Delete(key);
        }
    }

    private void Write(IReadOnlyList<(string Id, AlertRecord? Alert)> dirty)
    {
        var items = new Dictionary<string, string>(StringComparer.Ordinal);
        var gone = new List<string>();
        foreach (var (id, alert) in dirty)
        {
            if (id == AlertKeys.Silences)
            {
                items[id] = book.WriteSilences();
            }
            else if (alert is null)
            {
                gone.AddRange([AlertKeys.Active(id), AlertKeys.Resolved(id)]);
            }
            else
            {
                var isOver = alert.ResolveTime is not null;
                items[isOver ? AlertKeys.Resolved(id) : AlertKeys.Active(id)] = AlertCodec.Write(alert);
                gone.Add(isOver ? AlertKeys.Active(id) : AlertKeys.Resolved(id));
            }
        }

        foreach (var day in dirty.Select(change => change.Alert).OfType<AlertRecord>().GroupBy(alert => (alert.SourceNodeId, alert.CreateTime.UtcDateTime.Date)))
        {
            var date = new DateTimeOffset(day.Key.Date, TimeSpan.Zero);
            var key = AlertKeys.History(day.Key.SourceNodeId, date);
            (items[key], items[AlertKeys.Stats(day.Key.SourceNodeId, date)]) = AlertHistory.Update(
                store.Get(key), day.Key.SourceNodeId, date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), day);
        }

        if (items.Count > 0)
        {
            store.BatchSet(items);
        }

        foreach (var key in gone)
        {
            store.Delete(key);
        }
    }

    private T? Read<T>(string key, Func<string, T> read)
        where T : class
    {
        if (store.Get(key) is not { } json)
        {
            return null;
        }

        try
        {
            return read(json);
        }
        catch (JsonException broken)
        {
            log.Error("an alert in the data store cannot be read", ("key", key), ("error", broken.Message));
            return null;
        }
    }

    private static IReadOnlyList<AlertSilence> ReadSilences(string json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
        return SilenceCodec.Read(document.RootElement);
    }
}
