using System.Globalization;
using System.Text.Json;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Data;
using HAMgm.Contracts.Election;
using HAMgm.Contracts.Logging;

namespace HAMgm.Logic.Election;

/// <summary>
/// What this node is bound by when its database was damaged or lost (docs/adr/0018): it may have voted, promised and been
/// PRIMARY in any term that the old one knew. What could still be read of it are lower bounds; beyond them, everything up to
/// a floor counts as seen and voted for.
/// </summary>
internal sealed class LostFacts(string nodeId, IDataStore store, ILogger log, TimeProvider time)
{
    private const string DamageKey = "data:damage";

    // What can be read of a damaged file may be wrong by any bit. A term beyond this is no term that was counted.
    private const long HighestBelievable = 1L << 53;

    /// <summary>Says for which loss this node has learnt again what it must know.</summary>
    private string RecoveredKey => $"statemachine:{nodeId}:recovered";

    /// <summary>Where management.cluster puts the highest term that the peer knows, asked for after the loss.</summary>
    private string LearntKey => $"statemachine:{nodeId}:learnt_terms";

    /// <summary>True while a loss is on record that this node has not recovered from.</summary>
    public bool IsUnrecovered => LossId() is { } loss && store.Get(RecoveredKey) != loss;

    /// <summary>The facts to begin with: no promise forgotten, no term handed out twice.</summary>
    public DurableFacts Bound(in DurableFacts read)
    {
        var seconds = Math.Max(0, time.GetUtcNow().ToUnixTimeSeconds());
        var known = Epoch.Max(Believe(read.HighestTerm), Epoch.Max(Believe(read.ReservedTerm), Epoch.Max(Believe(read.VotedTerm), Believe(read.LastPrimaryTerm))));

        // Seconds since 1970 are beyond any term that was reached at less than one promotion a second.
        var floor = new Epoch(Math.Max(known.Value, seconds));
        var facts = read with
        {
            Incarnation = Math.Max(read.Incarnation > (ulong)HighestBelievable ? 0 : read.Incarnation, (ulong)seconds),
            HighestTerm = floor,
            ReservedTerm = Epoch.None,
            LastPrimaryTerm = Believe(read.LastPrimaryTerm),
            VotedTerm = floor,
            VotedForPeer = false,
            PeerSaidGoodbye = false,
        };
        log.Warn(
            "terms and votes were lost with the database: everything up to a floor counts as seen and voted for",
            ("floor", floor.Value), ("readable", known.Value), ("incarnation", facts.Incarnation));
        return facts;
    }

    /// <summary>The highest term that the peer told after the loss; null while it has not.</summary>
    public Epoch? Learnt()
    {
        if (LossId() is not { } loss || store.Get(LearntKey) is not { } json)
        {
            return null;
        }

        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return root.GetProperty("loss").GetRawText() == loss ? new Epoch(root.GetProperty("highest_term").GetInt64()) : null;
    }

    /// <summary>Puts on record that this loss is over.</summary>
    /// <exception cref="Contracts.Errors.HamgmException">The disk refuses it.</exception>
    public void MarkRecovered()
    {
        if (LossId() is { } loss)
        {
            store.Set(RecoveredKey, loss);
        }
    }

    private static Epoch Believe(Epoch term) => term.Value is >= 0 and < HighestBelievable ? term : Epoch.None;

    // The moment at which it was found tells one loss from another.
    private string? LossId()
    {
        if (store.Get(DamageKey) is not { } json)
        {
            return null;
        }

        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("at_unix_ms").GetInt64().ToString(CultureInfo.InvariantCulture);
    }
}
