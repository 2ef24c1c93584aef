using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Peer;

namespace HAMgm.Management.Cluster;

/// <summary>
/// The shared settings as a whole: as a state for the peer, and a state of the peer's put in their place. Secrets go over the
/// link only where it is encrypted.
/// </summary>
internal sealed class SharedSettings(
    ClusterSettings settings, IConfigManager config, IPeerChannel channel, ConfigHistory history, Func<bool> isPrimary)
{
    // Of one message; the channel takes 1 MiB.
    private const int MaxEntryCharacters = 256 * 1024;

    /// <summary>Serialises whatever writes shared settings here; not held while the peer is asked to take this node's over.</summary>
    public SemaphoreSlim Lock { get; } = new(1, 1);

    /// <summary>True when the peer link is mutual TLS.</summary>
    public bool IsLinkEncrypted => channel.GetConnectionStatus().Authentication == "hmac-session";

    /// <summary>Signature of an edit of the file that is known to be whole, since nobody has written on; "" for none.</summary>
    public string WholeEdit { get; set; } = "";

    public StampReply Stamp => new(config.Stamp.Term, config.Stamp.Version, SnapshotCodec.FormatHash(config.SharedHash));

    /// <summary>Shared settings as they may be shown, for the history.</summary>
    public Dictionary<string, string> Shown() => config.GetAll()
        .Where(pair => config.GetScope(pair.Key) == ConfigScope.Shared)
        .ToDictionary(pair => pair.Key, pair => ClusterSettings.Show(pair.Key, pair.Value), StringComparer.Ordinal);

    /// <summary>True when a value has something in it that must not be shown.</summary>
    public bool HasSecret(string key, string value) => ClusterSettings.IsSecret(key) || config.Mask(key, value) != value;

    /// <summary>This node's state. The caller holds <see cref="Lock"/>.</summary>
    /// <param name="knownToPeer">The ids of the entries that the peer has; null: it has not said.</param>
    /// <param name="decides">True when a PRIMARY is about to commit: of two that differ under one stamp its own counts then.</param>
    public ConfigState Take(IReadOnlyCollection<string>? knownToPeer, bool decides = false)
    {
        var stamp = Stamp;
        var ids = history.Ids();
        return new ConfigState(
            stamp.Term, stamp.Version, stamp.Hash, decides && isPrimary(), Values(), [.. ids], knownToPeer is null ? [] : Missing(ids, knownToPeer));
    }

    /// <summary>
    /// Puts the peer's values and stamp in place as one change: settings check each other (a time-out must be longer than
    /// its interval), so that no order of single ones would do, and a crash leaves the old set or the new one.
    /// </summary>
    /// <returns>What was changed.</returns>
    /// <exception cref="HamgmException">Configuration/400: these values are refused here; nothing has changed.</exception>
    public IReadOnlyList<ConfigChange> Replace(ConfigState theirs)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in Values())
        {
            // A key that only one of two versions of HAMgm knows stays as it is.
            if (theirs.Values.TryGetValue(key, out var wanted) && wanted != value)
            {
                values[key] = wanted;
            }
        }

        try
        {
            return config.SetAll(WithFile(values), theirs.Stamp);
        }
        catch (HamgmException refused) when (refused is { Kind: ErrorKind.Configuration, Code: ErrorCodes.BadRequest })
        {
            throw new HamgmException(
                refused.Kind, refused.Code, refused.Subject, $"The shared settings of '{settings.PeerId}' are refused here: {refused.Message}", refused);
        }
    }

    /// <summary>The values, and what somebody has edited of this node's own settings in the file meanwhile: it comes into force with them.</summary>
    public IReadOnlyDictionary<string, string> WithFile(IReadOnlyDictionary<string, string> values)
    {
        if (WholeEdit.Length == 0 || config.LookAtFile() is not { Errors.Count: 0 } edit || edit.Signature != WholeEdit)
        {
            return values;
        }

        var all = new Dictionary<string, string>(values, StringComparer.Ordinal);
        foreach (var (key, value) in edit.Values.Where(pair => config.GetScope(pair.Key) == ConfigScope.Node))
        {
            all[key] = value;
        }

        return all;
    }

    private Dictionary<string, string> Values()
    {
        var secretsToo = IsLinkEncrypted;
        return config.GetAll().Keys
            .Where(key => config.GetScope(key) == ConfigScope.Shared)
            .Select(key => (Key: key, Value: config.GetString(key)))
            .Where(pair => secretsToo || !HasSecret(pair.Key, pair.Value))
            .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
    }

    private ConfigEntry[] Missing(IReadOnlyList<string> ids, IReadOnlyCollection<string> known)
    {
        var there = known.ToHashSet(StringComparer.Ordinal);
        if (ids.All(there.Contains))
        {
            return [];
        }

        var room = MaxEntryCharacters;
        return [.. history.All().Reverse().Where(entry => !there.Contains(entry.Id))
            .TakeWhile(entry => (room -= 256 + entry.Changes.Sum(c => c.Key.Length + c.OldValue.Length + c.NewValue.Length)) > 0)];
    }
}
