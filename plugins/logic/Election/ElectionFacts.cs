using System.Text.Json;
using System.Text.Json.Serialization;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Election;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Time;
using HAMgm.Linux.Time;

namespace HAMgm.Logic.Election;

/// <summary>The durable facts as JSON, with the field names of spec/1 section 5.1.1 where it has one.</summary>
internal sealed record ElectionFacts
{
    private static readonly string Boot = BootId.Current.ToString();

    [JsonPropertyName("incarnation")]
    public ulong Incarnation { get; init; }

    [JsonPropertyName("election_term")]
    public long HighestTerm { get; init; }

    [JsonPropertyName("reserved_term")]
    public long ReservedTerm { get; init; }

    [JsonPropertyName("last_primary_term")]
    public long LastPrimaryTerm { get; init; }

    [JsonPropertyName("voted_term")]
    public long VotedTerm { get; init; }

    [JsonPropertyName("voted_for_peer")]
    public bool VotedForPeer { get; init; }

    [JsonPropertyName("longest_promise_ms")]
    public double LongestPromiseMs { get; init; }

    [JsonPropertyName("barred")]
    public bool Barred { get; init; }

    [JsonPropertyName("peer_said_goodbye")]
    public bool PeerSaidGoodbye { get; init; }

    [JsonPropertyName("away_hold_until_ticks")]
    public long AwayHoldUntilTicks { get; init; }

    /// <summary>The boot under which <see cref="AwayHoldUntilTicks"/> means anything; empty when there is none.</summary>
    [JsonPropertyName("away_hold_boot")]
    public string AwayHoldBoot { get; init; } = "";

    [JsonPropertyName("peer_primary_term")]
    public long PeerPrimaryTerm { get; init; }

    [JsonPropertyName("in_maintenance")]
    public bool InMaintenance { get; init; }

    [JsonPropertyName("put_by_operator")]
    public bool PutByOperator { get; init; }

    [JsonPropertyName("freeze")]
    public int Freeze { get; init; }

    public static string Write(in DurableFacts facts) => JsonSerializer.Serialize(
        new ElectionFacts
        {
            Incarnation = facts.Incarnation,
            HighestTerm = facts.HighestTerm.Value,
            ReservedTerm = facts.ReservedTerm.Value,
            LastPrimaryTerm = facts.LastPrimaryTerm.Value,
            VotedTerm = facts.VotedTerm.Value,
            VotedForPeer = facts.VotedForPeer,
            LongestPromiseMs = facts.LongestPromise.TotalMilliseconds,
            Barred = facts.Barred,
            PeerSaidGoodbye = facts.PeerSaidGoodbye,
            AwayHoldUntilTicks = facts.AwayHoldUntil.Ticks,
            AwayHoldBoot = facts.AwayHoldUntil == MonotonicTime.Never ? "" : Boot,
            PeerPrimaryTerm = facts.PeerPrimaryTerm.Value,
            InMaintenance = facts.InMaintenance,
            PutByOperator = facts.PutByOperator,
            Freeze = (int)facts.Freeze,
        });

    /// <exception cref="HamgmException">The text is not what <see cref="Write"/> wrote: guessing a term would be unsafe.</exception>
    public static DurableFacts Read(string key, string json)
    {
        try
        {
            var read = JsonSerializer.Deserialize<ElectionFacts>(json) ?? throw new JsonException("null");
            if (read.HighestTerm < 0 || read.ReservedTerm < 0 || read.LastPrimaryTerm < 0 || read.VotedTerm < 0
                || read.AwayHoldUntilTicks < 0
                || read.PeerPrimaryTerm < 0 || !Enum.IsDefined((FreezeMode)read.Freeze)
                || read.LongestPromiseMs is < 0 or > 86_400_000)
            {
                throw new JsonException("a figure is out of its range");
            }

            return new DurableFacts
            {
                Incarnation = read.Incarnation,
                HighestTerm = new Epoch(read.HighestTerm),
                ReservedTerm = new Epoch(read.ReservedTerm),
                LastPrimaryTerm = new Epoch(read.LastPrimaryTerm),
                VotedTerm = new Epoch(read.VotedTerm),
                VotedForPeer = read.VotedForPeer,
                LongestPromise = TimeSpan.FromMilliseconds(read.LongestPromiseMs),
                Barred = read.Barred,
                PeerSaidGoodbye = read.PeerSaidGoodbye,
                AwayHoldUntil = read.AwayHoldUntilTicks == 0 ? MonotonicTime.Never
                    : read.AwayHoldBoot == Boot ? new MonotonicTime(read.AwayHoldUntilTicks)
                    : MonotonicTime.Forever,
                PeerPrimaryTerm = new Epoch(read.PeerPrimaryTerm),
                InMaintenance = read.InMaintenance,
                PutByOperator = read.PutByOperator,
                Freeze = (FreezeMode)read.Freeze,
            };
        }
        catch (JsonException error)
        {
            throw new HamgmException(
                ErrorKind.ServiceUnavailable,
                ErrorCodes.Unavailable,
                key,
                $"The stored election state '{key}' cannot be read ({error.Message}). Restore data_dir from a backup, or remove it on this node while the peer is PRIMARY.",
                error);
        }
    }
}
