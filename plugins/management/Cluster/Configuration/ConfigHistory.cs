using System.Globalization;
using System.Text.Json;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Data;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Management;

namespace HAMgm.Management.Cluster;

/// <summary>
/// Who changed which setting when: <c>config:history:{version}</c> for shared ones,
/// <c>config:history:node:{number}</c> for this node's own. The last 1000 versions are kept.
/// A value is a list: taking over the peer's full set changes several settings under one version.
/// </summary>
internal sealed class ConfigHistory(IDataStore store, DurableCounter localChanges, ILogger log, TimeProvider time)
{
    private const int Kept = 1000;

    /// <summary>Notes changes of shared settings that make one version.</summary>
    /// <returns>Empty, or a sentence for the caller.</returns>
    public string AddShared(IReadOnlyList<ConfigChange> changes, long version, CallerIdentity who, long term) =>
        Add("config:history:", () => version, changes, version, who, term);

    /// <summary>Notes a change of a setting of this node's own.</summary>
    /// <returns>Empty, or a sentence for the caller.</returns>
    public string AddLocal(ConfigChange change, CallerIdentity who) =>
        Add("config:history:node:", localChanges.Next, [change], change.Version, who, 0);

    // A full disk must not undo what is in the file already, so a failure is logged and told, not thrown.
    private string Add(string prefix, Func<long> nextNumber, IReadOnlyList<ConfigChange> changes, long version, CallerIdentity who, long term)
    {
        try
        {
            var at = time.GetUtcNow().ToUnixTimeMilliseconds();
            var entries = changes.Select(change => new ConfigHistoryEntry(
                change.Key,
                ClusterSettings.Show(change.Key, change.OldValue),
                ClusterSettings.Show(change.Key, change.NewValue),
                version,
                who.Name,
                who.Remote,
                at,
                term)).ToArray();
            var number = nextNumber();
            store.Set(Key(prefix, number), JsonSerializer.Serialize(entries, PeerJson.Default.ConfigHistoryEntryArray));
            store.Delete(Key(prefix, number - Kept));
            return "";
        }
        catch (HamgmException full)
        {
            log.Warn("a change of settings could not be noted in the history", ("version", version), ("error", full.Message));
            return $" It could not be noted in the history: {full.Message}";
        }
    }

    private static string Key(string prefix, long number) => prefix + number.ToString(CultureInfo.InvariantCulture);
}
