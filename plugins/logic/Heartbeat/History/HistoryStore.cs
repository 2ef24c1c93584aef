using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using HAMgm.Contracts.Data;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Logging;

namespace HAMgm.Logic.Heartbeat.History;

/// <summary>
/// The heartbeat's cache of spec/1 section 5.3: the newest number, the last 100 beats of each link, loss and latency. Written
/// every ten seconds into memory's class of the store (not durable): the beats themselves never wait for it.
/// </summary>
internal sealed class HistoryStore(IDataStore store, ICounters? counters, string nodeId, string peerId, ILogger log, TimeProvider time) : IDisposable
{
    /// <summary>How often it is written.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    // What may have been used since the newest number was written, and a little.
    private const int SecondsBeyond = 60;
    private const string CounterKey = "heartbeat:sequence:global:counter";

    private readonly string _currentKey = $"heartbeat:sequence:{nodeId}:current";
    private readonly string _historyKey = $"heartbeat:sequence:{nodeId}:history";
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly SequenceRecord[] _records = new SequenceRecord[SequenceHistory.Capacity];
    private readonly long[] _latencies = new long[SequenceHistory.Capacity];
    private readonly Lock _gate = new();
    private IReadOnlyList<SequenceHistory> _links = [];
    private ITimer? _timer;
    private long _sentBefore;
    private long _sentTold = -1;

    /// <summary>
    /// The least number of seconds that sequence numbers may begin with, so that they rise over a restart although the clock
    /// was set back meanwhile; 0 when nothing is known.
    /// </summary>
    public long LeastSeconds()
    {
        try
        {
            if (store.Get(_currentKey) is { } json)
            {
                using var document = JsonDocument.Parse(json);
                return (long)(document.RootElement.GetProperty("current_sequence").GetUInt64() >> 32) + SecondsBeyond;
            }
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            log.Warn("the stored heartbeat number cannot be read", ("key", _currentKey), ("error", broken.Message));
        }

        return 0;
    }

    /// <summary>Begins to write the history of these links.</summary>
    public void Start(IReadOnlyList<SequenceHistory> links)
    {
        _links = links;
        _sentBefore = long.TryParse(store.Get(CounterKey), NumberStyles.None, CultureInfo.InvariantCulture, out var before) ? before : 0;
        _timer = time.CreateTimer(_ => Write(), null, Period, Period);
    }

    /// <summary>Writes what is new.</summary>
    public void Write()
    {
        lock (_gate)
        {
            var sent = _links.Sum(link => link.Copy(_records, out var count) >= 0 ? count : 0);
            if (sent == _sentTold || sent == 0)
            {
                return;
            }

            _sentTold = sent;
            var now = time.GetUtcNow().UtcDateTime;
            var newest = 0UL;
            var history = Json(json => newest = WriteHistory(json, now));
            var items = new Dictionary<string, string>(3, StringComparer.Ordinal)
            {
                [_historyKey] = history,
                [_currentKey] = Json(json => WriteHead(json, newest, now, close: true)),
                [CounterKey] = (_sentBefore + sent).ToString(CultureInfo.InvariantCulture),
            };
            try
            {
                store.BatchSet(items, durable: false);
                counters?.Note("heartbeat_sequence", newest & 0xFFFF);
            }
            catch (HamgmException)
            {
                // The store is closing; what it has is ten seconds old at most.
            }
        }
    }

    /// <summary>Writes a last time and stops.</summary>
    public void Dispose()
    {
        if (_timer is { } timer)
        {
            _timer = null;
            timer.Dispose();
            Write();
        }
    }

    private ulong WriteHistory(Utf8JsonWriter json, DateTime now)
    {
        var newest = 0UL;
        foreach (var link in _links)
        {
            var count = link.Copy(_records, out _);
            newest = count > 0 ? Math.Max(newest, _records[count - 1].Sequence) : newest;
        }

        WriteHead(json, newest, now, close: false);
        json.WriteStartArray("links");
        foreach (var link in _links)
        {
            WriteFigures(json, link.Copy(_records, out _));
        }

        json.WriteEndArray();
        json.WriteStartArray("sequence_history");
        for (var i = 0; i < _links.Count; i++)
        {
            var count = _links[i].Copy(_records, out _);
            foreach (ref readonly var record in _records.AsSpan(0, count))
            {
                WriteRecord(json, record, i);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
        return newest;
    }

    private void WriteHead(Utf8JsonWriter json, ulong newest, DateTime now, bool close)
    {
        json.WriteStartObject();
        json.WriteString("node_id", nodeId);
        json.WriteNumber("current_sequence", newest);
        json.WriteString("last_update_time", now);
        if (close)
        {
            json.WriteEndObject();
        }
    }

    private void WriteRecord(Utf8JsonWriter json, in SequenceRecord record, int link)
    {
        json.WriteStartObject();
        json.WriteNumber("sequence", record.Sequence);
        json.WriteString("timestamp", DateTimeOffset.FromUnixTimeMilliseconds(record.SentUnixMs).UtcDateTime);
        json.WriteString("target_node_id", peerId);
        json.WriteString("status", record.Status switch
        {
            SequenceStatus.Acked => "acked",
            SequenceStatus.Timeout => "timeout",
            _ => "sent",
        });
        if (record.Status == SequenceStatus.Acked)
        {
            json.WriteString("latency", Text(record.RoundTripTicks));
        }

        json.WriteNumber("link", link);
        json.WriteEndObject();
    }

    private void WriteFigures(Utf8JsonWriter json, int count)
    {
        var (answered, lost) = (0, 0);
        foreach (ref readonly var record in _records.AsSpan(0, count))
        {
            lost += record.Status == SequenceStatus.Timeout ? 1 : 0;
            if (record.Status == SequenceStatus.Acked)
            {
                _latencies[answered++] = record.RoundTripTicks;
            }
        }

        var sorted = _latencies.AsSpan(0, answered);
        sorted.Sort();
        json.WriteStartObject();
        json.WriteNumber("loss_percent", answered + lost == 0 ? 0 : Math.Round(100.0 * lost / (answered + lost), 2));
        json.WriteString("latency_p50", Text(Percentile(sorted, 50)));
        json.WriteString("latency_p95", Text(Percentile(sorted, 95)));
        json.WriteString("latency_p99", Text(Percentile(sorted, 99)));
        json.WriteString("latency_max", Text(Percentile(sorted, 100)));
        json.WriteEndObject();
    }

    // Nearest rank: a value that was measured, never one between two.
    private static long Percentile(ReadOnlySpan<long> sorted, int percent) =>
        sorted.IsEmpty ? 0 : sorted[Math.Max(0, (int)Math.Ceiling(sorted.Length * percent / 100.0) - 1)];

    private static string Text(long ticks) =>
        string.Create(CultureInfo.InvariantCulture, $"{(double)ticks / TimeSpan.TicksPerMillisecond:0.###}ms");

    private string Json(Action<Utf8JsonWriter> write)
    {
        _buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_buffer))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(_buffer.WrittenSpan);
    }
}
