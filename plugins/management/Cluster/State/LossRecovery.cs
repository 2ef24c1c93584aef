using System.Globalization;
using System.Text;
using System.Text.Json;
using HAMgm.Contracts.Data;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.StateMachine;

namespace HAMgm.Management.Cluster;

/// <summary>
/// After the database of this node was lost (docs/adr/0018): asks the peer for the newest terms, which logic.election waits for
/// before this node may vote or bid, and for what both nodes keep alike and this one has no more. The other half answers.
/// </summary>
internal sealed class LossRecovery(ClusterSettings settings, IDataStore store, IStateMachine stateMachine, PeerClient peer, ILogger log)
{
    private const string DamageKey = "data:damage";
    private const string HistoryPrefix = "config:history:";
    private const string LocalHistoryPrefix = "config:history:node:";
    private const int MaxBytes = 512 * 1024;

    // Not the reserved one: it is nobody's claim yet, and each node's is above the other's at all times.
    private static readonly string[] TermFields = ["election_term", "last_primary_term", "voted_term"];

    /// <summary>Called when values of the peer have been written into the store.</summary>
    public Action Recovered { get; init; } = () => { };

    /// <summary>Asks, when there is something to ask for.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        if (store.Get(DamageKey) is not { } damage || !peer.IsReachable)
        {
            return;
        }

        try
        {
            var loss = LossOf(damage);
            if (LearntLoss() != loss)
            {
                Take(await peer.CallAsync(PeerMethods.StateRecover, null, cancellationToken), loss);
            }
        }
        catch (Exception failed) when (failed is HamgmException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            log.Warn("the peer has not told what this node lost", ("peer", settings.PeerId), ("error", failed.Message));
        }
    }

    /// <summary>Answers the peer that lost its database.</summary>
    public byte[] Answer()
    {
        var highest = HighestTerm();
        log.Info("told the peer, which lost its database, the newest terms", ("peer", settings.PeerId), ("highestTerm", highest));
        return Encoding.UTF8.GetBytes(StateCodec.Text(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("highest_term", highest);
            json.WriteStartObject("values");
            var bytes = 0;
            foreach (var key in SharedHistory().OrderDescending(NumericOrder.Instance))
            {
                var value = store.Get(key);
                bytes += key.Length + (value?.Length ?? 0);
                if (value is not null && bytes <= MaxBytes)
                {
                    json.WriteString(key, value);
                }
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }));
    }

    private static string LossOf(string damage)
    {
        using var document = JsonDocument.Parse(damage);
        return document.RootElement.GetProperty("at_unix_ms").GetInt64().ToString(CultureInfo.InvariantCulture);
    }

    private string LearntKey => $"statemachine:{settings.NodeId}:learnt_terms";

    private string? LearntLoss()
    {
        if (store.Get(LearntKey) is not { } learnt)
        {
            return null;
        }

        using var document = JsonDocument.Parse(learnt);
        return document.RootElement.GetProperty("loss").GetRawText();
    }

    private void Take(byte[] answer, string loss)
    {
        using var document = JsonDocument.Parse(answer);
        var highest = document.RootElement.GetProperty("highest_term").GetInt64();
        var missing = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var value in document.RootElement.GetProperty("values").EnumerateObject())
        {
            if (IsShared(value.Name) && value.Name.Length <= ClusterErrors.MaxNameLength && value.Value.GetString() is { } text && store.Get(value.Name) is null)
            {
                missing[value.Name] = text;
            }
        }

        // Last, and with the rest in one transaction: whoever finds it finds all.
        missing[LearntKey] = string.Create(CultureInfo.InvariantCulture, $"{{\"loss\":{loss},\"highest_term\":{highest}}}");
        store.BatchSet(missing);
        Recovered();
        log.Info("learnt from the peer what this node lost", ("peer", settings.PeerId), ("highestTerm", highest), ("values", missing.Count - 1));
    }

    // What is on the disk here, and what has been heard since.
    private long HighestTerm()
    {
        var status = stateMachine.GetNodeStatus();
        var highest = Math.Max(status.Term.Value, status.PeerTerm.Value);
        if (store.Get($"statemachine:{settings.NodeId}:election_state") is { } facts)
        {
            using var document = JsonDocument.Parse(facts);
            foreach (var field in TermFields)
            {
                if (document.RootElement.TryGetProperty(field, out var term) && term.TryGetInt64(out var value))
                {
                    highest = Math.Max(highest, value);
                }
            }
        }

        return highest;
    }

    private IEnumerable<string> SharedHistory() => store.Keys(HistoryPrefix).Where(IsShared);

    private static bool IsShared(string key) =>
        key.StartsWith(HistoryPrefix, StringComparison.Ordinal) && !key.StartsWith(LocalHistoryPrefix, StringComparison.Ordinal);

    // Version 10 is newer than version 9.
    private sealed class NumericOrder : IComparer<string>
    {
        public static readonly NumericOrder Instance = new();

        public int Compare(string? x, string? y)
        {
            var byLength = (x?.Length ?? 0).CompareTo(y?.Length ?? 0);
            return byLength != 0 ? byLength : string.CompareOrdinal(x, y);
        }
    }
}
