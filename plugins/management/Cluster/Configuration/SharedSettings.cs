using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Thrift.Peer;
using ConfigChange = HAMgm.Contracts.Configuration.ConfigChange;
using WireChange = HAMgm.Thrift.Peer.ConfigChange;

namespace HAMgm.Management.Cluster;

/// <summary>
/// The shared settings as a whole: as a batch for the peer, and a batch of the peer's put in their place. Secrets stay
/// out: the link that would carry them is what they protect.
/// </summary>
internal sealed class SharedSettings(IConfigManager config)
{
    // Written with the value it has, to record a version: every configuration has this key.
    private const string VersionCarrier = "cluster.auto_switch";

    /// <summary>Serialises whatever writes shared settings here; never held while waiting for a call that the peer answers under its own.</summary>
    public SemaphoreSlim Lock { get; } = new(1, 1);

    /// <summary>Version of what is here.</summary>
    public long Version => config.Version;

    public ConfigDigest GetDigest(long term) => new(config.Version, SnapshotCodec.FormatHash(config.SharedHash), term);

    /// <summary>All of them, to replace what the receiver has; without those that GetAll hides as secrets.</summary>
    /// <param name="term">This node's term.</param>
    /// <param name="version">The version that the receiver has afterwards.</param>
    /// <param name="changed">A key that has another value in the batch than here; empty for none.</param>
    /// <param name="value">That value.</param>
    public ConfigBatch ToBatch(long term, long version, string changed = "", string value = "")
    {
        var changes = config.GetAll()
            .Where(pair => IsReplicated(pair.Key) && pair.Value == config.GetString(pair.Key))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => new WireChange(pair.Key, version, term) { Value = pair.Key == changed ? value : pair.Value })
            .ToList();
        return new ConfigBatch(changes) { Full = true, Version = version };
    }

    /// <summary>
    /// Puts the batch's values in place. Settings check each other (a time-out must be longer than its interval), so the
    /// order matters and is found by trying: what is refused is tried again after the others. The version is written at
    /// the very end, so that a crash half-way leaves the old one and the peer is asked again.
    /// </summary>
    /// <returns>What was changed.</returns>
    /// <exception cref="HamgmException">Configuration/400: these values are refused here; the version is the old one.</exception>
    public IReadOnlyList<ConfigChange> Replace(ConfigBatch batch)
    {
        var oldVersion = config.Version;
        var current = config.GetAll();
        var waiting = batch.Changes
            .Where(change => current.TryGetValue(change.Key, out var value) && IsReplicated(change.Key) && value != change.Value)
            .ToList();
        var done = new List<ConfigChange>();
        while (waiting.Count > 0)
        {
            var refused = Apply(waiting, oldVersion, done, out var reason);
            if (refused.Count == waiting.Count)
            {
                throw new HamgmException(
                    ErrorKind.Configuration, ErrorCodes.BadRequest, refused[0].Key,
                    $"The peer's shared settings are refused here: {reason!.Message}", reason);
            }

            waiting = refused;
        }

        config.SetString(VersionCarrier, config.GetString(VersionCarrier), batch.Version);
        return done;
    }

    private List<WireChange> Apply(List<WireChange> changes, long version, List<ConfigChange> done, out HamgmException? reason)
    {
        var refused = new List<WireChange>();
        reason = null;
        foreach (var change in changes)
        {
            try
            {
                done.Add(config.SetString(change.Key, change.Value ?? "", version));
            }
            catch (HamgmException no) when (no.Code == ErrorCodes.BadRequest)
            {
                reason = no;
                refused.Add(change);
            }
        }

        return refused;
    }

    private bool IsReplicated(string key) => !ClusterSettings.IsSecret(key) && config.GetScope(key) == ConfigScope.Shared;
}
