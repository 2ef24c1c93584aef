using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Data;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Management;

namespace HAMgm.Management.Cluster;

/// <summary>
/// Who changed which setting when: <c>config:history:{version}:{term}:{node}</c> for shared ones, the same on both nodes;
/// <c>config:history:node:{number}</c> for this node's own. The last 1000 each are kept.
/// <c>config:prepared</c> is a change that is about to be written, <c>config:current</c> what the last one led to.
/// </summary>
internal sealed class ConfigHistory(IDataStore store, DurableCounter localChanges, ILogger log, TimeProvider time)
{
    private const int Kept = 1000;
    private const string Prefix = "config:history:";
    private const string LocalPrefix = "config:history:node:";
    private const string PreparedKey = "config:prepared";
    private const string CurrentKey = "config:current";
    private const string FingerprintKey = "config:fingerprint_key";

    private readonly Lock _gate = new();
    private string? _digest;

    /// <summary>The same on both nodes when their histories are; from the ids alone, and computed after a change only.</summary>
    public string Digest
    {
        get
        {
            lock (_gate)
            {
                return _digest ??= Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(' ', Ids()))).AsSpan(0, 8));
            }
        }
    }

    /// <summary>Somebody else wrote into the store.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _digest = null;
        }
    }

    /// <summary>The ids of all entries of shared settings, in ordinal order.</summary>
    public IReadOnlyList<string> Ids() => [.. SharedKeys().Select(key => key[Prefix.Length..]).Order(StringComparer.Ordinal)];

    /// <summary>All entries of shared settings, oldest first: by term, then version.</summary>
    public IReadOnlyList<ConfigEntry> All() =>
        [.. store.BatchGet([.. SharedKeys()]).Values.Select(Read).OfType<ConfigEntry>().OrderBy(e => e.Term).ThenBy(e => e.Version).ThenBy(e => e.Author, StringComparer.Ordinal)];

    /// <summary>All changes of this node's own settings, oldest first.</summary>
    public IReadOnlyList<ConfigEntry> Local() =>
        [.. store.BatchGet([.. store.Keys(LocalPrefix)]).Values.Select(Read).OfType<ConfigEntry>().OrderBy(e => e.Version)];

    /// <summary>A change that is about to be written; null when none is.</summary>
    public ConfigEntry? Prepared => store.Get(PreparedKey) is { } text ? Read(text) : null;

    /// <summary>What is noted of the shared settings after the last entry, as it may be shown; null before the first.</summary>
    public IReadOnlyDictionary<string, string>? Current
    {
        get
        {
            try
            {
                return store.Get(CurrentKey) is { } text ? JsonSerializer.Deserialize(text, PeerJson.Default.DictionaryStringString) : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    /// <summary>On the disk when this returns: what is about to be written.</summary>
    /// <exception cref="HamgmException">The disk refuses it.</exception>
    public void Prepare(ConfigEntry entry) => store.Set(PreparedKey, Text(entry));

    /// <summary>Nothing is about to be written any more.</summary>
    public void Drop()
    {
        try
        {
            store.Delete(PreparedKey);
        }
        catch (HamgmException full)
        {
            // It is found at the next start, and is older than what is in force then.
            log.Warn("a prepared change of settings could not be dropped", ("error", full.Message));
        }
    }

    /// <summary>Eight digits by which two values of a secret can be told apart, and which nobody without this node's key can try values against.</summary>
    public string Fingerprint(string secret)
    {
        if (store.Get(FingerprintKey) is not { } key)
        {
            key = $"\"{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}\"";
            store.Set(FingerprintKey, key);
        }

        return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(secret)).AsSpan(0, 4));
    }

    /// <summary>Notes entries, and what the shared settings are after them, as one write.</summary>
    /// <returns>Empty, or a sentence for the caller.</returns>
    public string Commit(IReadOnlyCollection<ConfigEntry> entries, IReadOnlyDictionary<string, string> current)
    {
        try
        {
            var items = entries.ToDictionary(entry => Prefix + entry.Id, Text, StringComparer.Ordinal);
            items[CurrentKey] = JsonSerializer.Serialize(new Dictionary<string, string>(current), PeerJson.Default.DictionaryStringString);
            store.BatchSet(items);
            Drop();
            Prune();
            return "";
        }
        catch (HamgmException full)
        {
            // A full disk must not undo what is in the file already, so a failure is logged and told, not thrown.
            log.Warn("a change of settings could not be noted in the history", ("error", full.Message));
            return $" It could not be noted in the history: {full.Message}";
        }
        finally
        {
            Forget();
        }
    }

    /// <summary>Notes a change of settings of this node's own.</summary>
    /// <returns>Empty, or a sentence for the caller.</returns>
    public string AddLocal(IReadOnlyList<ConfigChange> changes, string author, CallerIdentity who, string note = "")
    {
        try
        {
            var number = localChanges.Next();
            var entry = new ConfigEntry(
                0, number, "", author, 0, number - 1, "", who.Name, who.Remote, time.GetUtcNow().ToUnixTimeMilliseconds(), note, Changes(changes));
            store.Set(LocalPrefix + number.ToString(CultureInfo.InvariantCulture), Text(entry));
            store.Delete(LocalPrefix + (number - Kept).ToString(CultureInfo.InvariantCulture));
            return "";
        }
        catch (HamgmException full)
        {
            log.Warn("a change of settings could not be noted in the history", ("error", full.Message));
            return $" It could not be noted in the history: {full.Message}";
        }
    }

    /// <summary>What an entry tells of changes.</summary>
    public static ConfigEntryChange[] Changes(IEnumerable<ConfigChange> changes) =>
        [.. changes.Select(c => new ConfigEntryChange(c.Key, ClusterSettings.Show(c.Key, c.OldValue), ClusterSettings.Show(c.Key, c.NewValue)))];

    private static string Text(ConfigEntry entry) => JsonSerializer.Serialize(entry, PeerJson.Default.ConfigEntry);

    // What an earlier version of HAMgm wrote, or a disk altered, is no entry.
    private static ConfigEntry? Read(string text)
    {
        try
        {
            return text.StartsWith('{') ? JsonSerializer.Deserialize(text, PeerJson.Default.ConfigEntry) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private IEnumerable<string> SharedKeys() => store.Keys(Prefix).Where(key => !key.StartsWith(LocalPrefix, StringComparison.Ordinal) && key.Count(c => c == ':') == 4);

    private void Prune()
    {
        var keys = SharedKeys().ToArray();
        if (keys.Length <= Kept)
        {
            return;
        }

        // Both nodes keep the same ones: the order is of the entries, not of their arrival.
        foreach (var old in All().SkipLast(Kept))
        {
            store.Delete(Prefix + old.Id);
        }
    }
}
