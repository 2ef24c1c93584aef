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
    /// Puts the batch's values and version in place as one change: settings check each other (a time-out must be longer than
    /// its interval), so that no order of single ones would do, and a crash leaves the old set or the new one.
    /// </summary>
    /// <returns>What was changed.</returns>
    /// <exception cref="HamgmException">Configuration/400: these values are refused here; nothing has changed.</exception>
    public IReadOnlyList<ConfigChange> Replace(ConfigBatch batch)
    {
        var current = config.GetAll();
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var change in batch.Changes)
        {
            if (current.TryGetValue(change.Key, out var value) && IsReplicated(change.Key) && value != change.Value)
            {
                values[change.Key] = change.Value ?? "";
            }
        }

        try
        {
            return config.SetAll(values, batch.Version);
        }
        catch (HamgmException refused) when (refused is { Kind: ErrorKind.Configuration, Code: ErrorCodes.BadRequest })
        {
            throw new HamgmException(
                refused.Kind, refused.Code, refused.Subject, $"The peer's shared settings are refused here: {refused.Message}", refused);
        }
    }

    private bool IsReplicated(string key) => !ClusterSettings.IsSecret(key) && config.GetScope(key) == ConfigScope.Shared;
}
