using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Data;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.StateMachine;

namespace HAMgm.Logic.StateMachine;

/// <summary>
/// The state machine's cache of spec/1 section 5.1: where this node is, and how it came there, under
/// <c>statemachine:{nodeId}:current_state</c> and <c>…:state_history</c>. For operators and for the next life's history: no
/// decision reads it. Its election state is logic.election's.
/// </summary>
internal sealed class HistoryStore(IDataStore store, string nodeId, ILogger log, TimeProvider time)
{
    private const int Most = 100;
    private readonly string _currentKey = $"statemachine:{nodeId}:current_state";
    private readonly string _historyKey = $"statemachine:{nodeId}:state_history";
    private ulong _version;
    private bool _isRefused;

    /// <summary>Puts the transitions of earlier lives into the history, oldest first.</summary>
    public void Restore(TransitionHistory history)
    {
        try
        {
            _version = ReadVersion();
            if (store.Get(_historyKey) is { } json)
            {
                using var document = JsonDocument.Parse(json);
                foreach (var line in document.RootElement.EnumerateArray().TakeLast(Most))
                {
                    history.Add(ReadLine(line));
                }
            }
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            // It is for display: what cannot be read is left out, and written anew by the next transition.
            log.Warn("the stored history of states cannot be read", ("key", _historyKey), ("error", broken.Message));
        }
    }

    /// <summary>Writes the state and the history after a transition; on the disk when it is one of the role.</summary>
    /// <param name="transitions">The history, the newest last.</param>
    /// <param name="votedFor">The node voted for; empty for none.</param>
    /// <param name="heartbeatTimeout">cluster.heartbeat_timeout.</param>
    /// <param name="peerAge">How long ago the peer was heard; null for never.</param>
    public void Save(IReadOnlyList<StateTransition> transitions, string votedFor, TimeSpan heartbeatTimeout, TimeSpan? peerAge)
    {
        var newest = transitions[^1];
        _version++;
        var items = new Dictionary<string, string>(2, StringComparer.Ordinal)
        {
            [_currentKey] = Json(json => WriteCurrent(json, transitions, votedFor, heartbeatTimeout, peerAge)),
            [_historyKey] = Json(json => WriteHistory(json, transitions)),
        };
        try
        {
            store.BatchSet(items, durable: newest.From != newest.To);
            _isRefused = false;
        }
        catch (HamgmException refused)
        {
            // The role is what it is; the store raises the alert. Once in the log until it works again.
            if (!_isRefused)
            {
                log.Warn("the history of states could not be stored", ("error", refused.Message));
            }

            _isRefused = true;
        }
    }

    /// <summary>A duration as the specification's caches have it: <c>5s</c>, <c>300ms</c>.</summary>
    internal static string Text(TimeSpan duration) => duration.Ticks % TimeSpan.TicksPerSecond == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0}s")
        : string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0}ms");

    private void WriteCurrent(Utf8JsonWriter json, IReadOnlyList<StateTransition> transitions, string votedFor, TimeSpan heartbeatTimeout, TimeSpan? peerAge)
    {
        var now = time.GetUtcNow();
        var newest = transitions[^1];
        var change = transitions.LastOrDefault(line => line.From != line.To) ?? newest;
        json.WriteStartObject();
        json.WriteString("current_state", Name(newest.To));
        json.WriteString("previous_state", Name(change.From));
        json.WriteString("state_change_time", At(change.AtUnixMs));
        json.WriteNumber("election_term", newest.Term.Value);
        json.WriteString("voted_for", votedFor);
        if (peerAge is { } age)
        {
            json.WriteString("last_heartbeat_time", (now - age).UtcDateTime);
        }
        else
        {
            json.WriteNull("last_heartbeat_time");
        }

        json.WriteString("heartbeat_timeout", Text(heartbeatTimeout));
        json.WriteNumber("cache_version", _version);
        json.WriteString("last_update_time", now.UtcDateTime);
        json.WriteString("ttl", "0s");
        json.WriteEndObject();
    }

    private static void WriteHistory(Utf8JsonWriter json, IReadOnlyList<StateTransition> transitions)
    {
        json.WriteStartArray();
        foreach (var line in transitions.TakeLast(Most))
        {
            json.WriteStartObject();
            json.WriteString("from_state", Name(line.From));
            json.WriteString("to_state", Name(line.To));
            json.WriteString("timestamp", At(line.AtUnixMs));
            json.WriteString("reason", line.Reason);
            json.WriteNumber("election_term", line.Term.Value);
            json.WriteString("rule_id", line.RuleId);
            if (line.Correlation.Length > 0)
            {
                json.WriteString("correlation_id", line.Correlation);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static StateTransition ReadLine(JsonElement line) => new(
        Enum.Parse<NodeState>(line.GetProperty("from_state").GetString()!, ignoreCase: true),
        Enum.Parse<NodeState>(line.GetProperty("to_state").GetString()!, ignoreCase: true),
        line.GetProperty("rule_id").GetString() ?? "",
        line.GetProperty("reason").GetString() ?? "",
        new Epoch(line.GetProperty("election_term").GetInt64()),
        line.GetProperty("timestamp").GetDateTimeOffset().ToUnixTimeMilliseconds())
    {
        Correlation = line.TryGetProperty("correlation_id", out var cause) ? cause.GetString() ?? "" : "",
    };

    private ulong ReadVersion()
    {
        if (store.Get(_currentKey) is not { } current)
        {
            return 0;
        }

        using var document = JsonDocument.Parse(current);
        return document.RootElement.GetProperty("cache_version").GetUInt64();
    }

    private static string Name(NodeState state) => state.ToString().ToUpperInvariant();

    private static DateTime At(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs).UtcDateTime;

    private static string Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
