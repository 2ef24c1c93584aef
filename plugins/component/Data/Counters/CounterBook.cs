using System.Buffers;
using System.Text;
using System.Text.Json;
using HAMgm.Component.Data.Files;
using HAMgm.Contracts.Data;

namespace HAMgm.Component.Data;

/// <summary>
/// The counters (spec/1 section 5.4). The disk has the end of the block that is being handed out, so that a killed process
/// leaves a gap and never a second copy; closing in good order puts it back to the last value.
/// </summary>
internal sealed class CounterBook(DataStore store, TimeProvider time, Func<string> nodeId)
{
    /// <summary>How many values one write to the disk reserves.</summary>
    private const ulong BlockLength = 32;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Line> _lines = new(StringComparer.Ordinal);
    private bool _isRegistryWritten;

    /// <inheritdoc cref="ICounters.Next"/>
    public ulong Next(string name)
    {
        lock (_gate)
        {
            var line = Find(name);
            if (line.Definition.IsMadeElsewhere)
            {
                throw new ArgumentException($"the values of '{name}' are made elsewhere and only noted here", nameof(name));
            }

            // Wrapped or at its end: either way the rest of the block does not reach the next value.
            if (line.Last == line.Reserved)
            {
                Reserve(line);
            }

            line.Last = line.Pending ?? line.Definition.After(line.Last, out _);
            line.Pending = null;
            return line.Last;
        }
    }

    /// <inheritdoc cref="ICounters.Note"/>
    public void Note(string name, ulong value)
    {
        lock (_gate)
        {
            var line = Find(name);
            if (line.Last != value)
            {
                line.Last = line.Reserved = value;
                Write(line, durable: false);
            }
        }
    }

    /// <inheritdoc cref="ICounters.Read"/>
    public CounterState? Read(string name)
    {
        lock (_gate)
        {
            var line = Find(name);
            return line.IsUsed ? line.State : null;
        }
    }

    /// <summary>Puts the unused rest of each block back; nothing may be asked for after this.</summary>
    public void Close()
    {
        lock (_gate)
        {
            foreach (var line in _lines.Values.Where(line => line.Last != line.Reserved && line.Pending is null))
            {
                line.Reserved = line.Last;
                Write(line, durable: false);
            }

            _lines.Clear();
        }
    }

    private Line Find(string name)
    {
        if (_lines.TryGetValue(name, out var line))
        {
            return line;
        }

        var definition = CounterNames.Find(name);
        line = new Line(definition) { Wraps = ReadWraps(name) };
        if (CounterNames.TryParse(store.Get(CounterNames.ValueKey(name)), out var stored))
        {
            line.Last = line.Reserved = Math.Min(stored, definition.MaxValue);
            line.IsUsed = true;
        }
        else if (!definition.IsMadeElsewhere && store.Get(Damage.Key) is not null)
        {
            // What it had reached is lost. Seconds since 1970 are beyond whatever was counted at less than one a second.
            line.Last = line.Reserved = (ulong)Math.Max(0, time.GetUtcNow().ToUnixTimeSeconds()) % definition.MaxValue;
            line.IsUsed = true;
        }

        return _lines[name] = line;
    }

    private void Reserve(Line line)
    {
        var definition = line.Definition;
        var wraps = false;
        var first = line.IsUsed ? definition.After(line.Last, out wraps) : definition.MinValue;
        var room = (definition.MaxValue - first) / definition.Step;
        var (last, reserved) = (line.Last, line.Reserved);
        line.Reserved = first + (Math.Min(BlockLength - 1, room) * definition.Step);
        line.Wraps += wraps ? 1UL : 0;
        var complete = false;
        try
        {
            Write(line, durable: true);
            line.Pending = first;
            line.IsUsed = true;
            complete = true;
        }
        finally
        {
            if (!complete)
            {
                (line.Last, line.Reserved) = (last, reserved);
                line.Wraps -= wraps ? 1UL : 0;
            }
        }
    }

    private void Write(Line line, bool durable)
    {
        line.IsUsed = true;
        var rows = new List<KeyValuePair<string, string>>(3)
        {
            new(CounterNames.ValueKey(line.Definition.Name), CounterNames.Format(line.Reserved)),
            new(CounterNames.MetadataKey(line.Definition.Name), Metadata(line)),
        };
        if (!_isRegistryWritten && store.Get(CounterNames.Registry) is null)
        {
            rows.Add(new(CounterNames.Registry, Json(json =>
            {
                json.WriteStartArray();
                foreach (var known in CounterNames.Known)
                {
                    WriteDefinition(json, known);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            })));
        }

        store.Set(rows, null, durable);
        _isRegistryWritten = true;
    }

    private string Metadata(Line line) => Json(json =>
    {
        WriteDefinition(json, line.Definition);
        json.WriteNumber("value", line.Last);
        json.WriteNumber("reserved", line.Reserved);
        json.WriteNumber("wraps", line.Wraps);
        json.WriteString("last_update_time", time.GetUtcNow().UtcDateTime);
        json.WriteString("node_id", nodeId());
        json.WriteEndObject();
    });

    private static void WriteDefinition(Utf8JsonWriter json, CounterDefinition definition)
    {
        json.WriteStartObject();
        json.WriteString("name", definition.Name);
        json.WriteNumber("step", definition.Step);
        json.WriteNumber("min_value", definition.MinValue);
        json.WriteNumber("max_value", definition.MaxValue);
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private ulong ReadWraps(string name)
    {
        if (store.Get(CounterNames.MetadataKey(name)) is not { } metadata)
        {
            return 0;
        }

        using var document = JsonDocument.Parse(metadata);
        return document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("wraps", out var wraps) && wraps.TryGetUInt64(out var count) ? count : 0;
    }

    private sealed class Line(CounterDefinition definition)
    {
        public CounterDefinition Definition { get; } = definition;

        public ulong Last { get; set; }

        public ulong Reserved { get; set; }

        public ulong Wraps { get; set; }

        /// <summary>The first value of a block that has just been reserved; null once it was handed out.</summary>
        public ulong? Pending { get; set; }

        public bool IsUsed { get; set; }

        public CounterState State => new(Definition.Name, Last, Reserved, Definition.Step, Definition.MinValue, Definition.MaxValue, Wraps);
    }
}
