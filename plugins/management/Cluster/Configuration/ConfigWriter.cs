using System.Globalization;
using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Management;

namespace HAMgm.Management.Cluster;

/// <summary>
/// Writes committed changes of shared settings here: file first, history second, with a note of it before both, so that a
/// crash at any step is finished, or undone, at the next start. The caller holds <see cref="SharedSettings.Lock"/>.
/// </summary>
internal sealed class ConfigWriter(
    ClusterSettings settings, IConfigManager config, SharedSettings shared, ConfigHistory history, IEventBus bus, ILogger log, TimeProvider time)
{
    /// <summary>Whoever edits the file.</summary>
    public CallerIdentity FileCaller => new("file", CallerRole.Admin, config.Path);

    /// <summary>
    /// What a crash left behind. A prepared change that the file has is noted in the history; another one never came into
    /// force and is dropped. What was edited in the file while the service was down is noted as a version of its own.
    /// </summary>
    public void Recover()
    {
        var prepared = history.Prepared;
        if (prepared is not null && IsInFile(prepared))
        {
            if (config.Stamp != prepared.Stamp)
            {
                config.SetAll(new Dictionary<string, string>(StringComparer.Ordinal), prepared.Stamp);
            }

            log.Info("a change of settings that a crash interrupted was finished", ("version", prepared.Version), ("term", prepared.Term));
            history.Commit([prepared with { Hash = shared.Stamp.Hash }], shared.Shown());
        }
        else if (prepared is not null)
        {
            log.Info("a change of settings that a crash interrupted was dropped", ("version", prepared.Version), ("term", prepared.Term));
            history.Drop();
        }

        var all = history.All();
        var (now, before) = (shared.Shown(), history.Current);
        if (before is null)
        {
            history.Commit([], now);
            return;
        }

        if (config.Stamp.Version == 0 || all.Any(entry => entry.Stamp == config.Stamp && (entry.Author == settings.NodeId || entry.Hash == shared.Stamp.Hash)))
        {
            return;
        }

        var changes = now.Where(pair => before.GetValueOrDefault(pair.Key, "") != pair.Value)
            .Select(pair => new ConfigEntryChange(pair.Key, before.GetValueOrDefault(pair.Key, ""), pair.Value)).ToArray();
        var last = all.LastOrDefault(entry => config.Stamp.IsNewerThan(entry.Stamp));
        history.Commit(
            [new ConfigEntry(
                config.Stamp.Term, config.Stamp.Version, shared.Stamp.Hash, settings.NodeId, last?.Term ?? 0, last?.Version ?? config.Stamp.Version - 1, last?.Hash ?? "",
                FileCaller.Name, FileCaller.Remote, time.GetUtcNow().ToUnixTimeMilliseconds(), "edited while the service was stopped", changes)],
            now);
    }

    // The file is written first, its stamp second: a crash between the two left the values, and the start counted them as an edit.
    private bool IsInFile(ConfigEntry prepared)
    {
        var now = shared.Shown();
        var hasStamp = prepared.Stamp == config.Stamp
            || (prepared.Hash.Length > 0 ? prepared.Hash == shared.Stamp.Hash : config.Stamp == prepared.Base with { Version = prepared.BaseVersion + 1 });
        return hasStamp && prepared.Changes.All(c => c.NewValue.Length == 0 || c.NewValue.StartsWith(now.GetValueOrDefault(c.Key, c.NewValue), StringComparison.Ordinal));
    }

    /// <summary>An entry for values that are to follow what is in force; its hash is known after it was written.</summary>
    public ConfigEntry NewEntry(long term, CallerIdentity who, string note, IReadOnlyDictionary<string, string> values)
    {
        var stamp = shared.Stamp;
        var changes = values.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => new ConfigEntryChange(pair.Key, Shown(pair.Key, config.GetString(pair.Key)), Shown(pair.Key, pair.Value)));
        return new ConfigEntry(
            term, stamp.Version + 1, "", settings.NodeId, stamp.Term, stamp.Version, stamp.Hash,
            who.Name, who.Remote, time.GetUtcNow().ToUnixTimeMilliseconds(), note, [.. changes]);
    }

    /// <summary>Writes a change and notes it.</summary>
    /// <returns>The entry as it is noted, the changes made, and what could not be noted.</returns>
    /// <exception cref="HamgmException">It is refused, or the disk refuses it; nothing has changed.</exception>
    public (ConfigEntry Entry, IReadOnlyList<ConfigChange> Changes, string Problem) Write(ConfigEntry entry, IReadOnlyDictionary<string, string> values)
    {
        var changes = config.SetAll(shared.WithFile(values), entry.Stamp);
        var (ours, theirs) = Split(changes);
        var noted = entry with { Hash = shared.Stamp.Hash };
        var problem = history.Commit([noted], shared.Shown());
        NoteFile(ours);
        return (noted, theirs, problem);
    }

    /// <summary>Takes the peer's settings over when they are the newer ones, and its history in any case.</summary>
    /// <exception cref="HamgmException">Configuration/400: refused here; nothing has changed but the history.</exception>
    public void Adopt(ConfigState theirs)
    {
        var mine = shared.Take(null);
        var known = mine.Known.ToHashSet(StringComparer.Ordinal);
        var news = theirs.Entries.Where(entry => IsSane(entry) && !known.Contains(entry.Id)).ToArray();
        if (!theirs.Supersedes(mine))
        {
            if (news.Length > 0)
            {
                history.Commit(news, shared.Shown());
            }

            return;
        }

        var before = ConfigChain.InForce(history.All(), mine.Stamp, mine.Hash);
        if (Array.Find(news, entry => entry.Stamp == theirs.Stamp) is { } head)
        {
            history.Prepare(head);
        }
        else
        {
            history.Drop();
        }

        var changes = shared.Replace(theirs);
        history.Commit(news, shared.Shown());
        NoteFile(Split(changes).Ours);
        log.Info(
            "took the peer's newer settings over",
            ("peer", settings.PeerId), ("version", theirs.Version), ("term", theirs.Term), ("changed", changes.Count), ("news", news.Length));
        var all = history.All();
        var after = ConfigChain.InForce(all, theirs.Stamp, shared.Stamp.Hash);
        Tell([.. all.Where(entry => before.Contains(entry.Id) && !after.Contains(entry.Id))], theirs);
    }

    // A secret stays hidden, and that it has changed is seen.
    private string Shown(string key, string value) =>
        value.Length > 0 && shared.HasSecret(key, value) ? $"{ClusterSettings.Show(key, config.Mask(key, value))} #{history.Fingerprint(value)}" : value;

    // Nothing acknowledged is lost without a word.
    private void Tell(IReadOnlyList<ConfigEntry> superseded, ConfigState by)
    {
        if (superseded.Count == 0)
        {
            return;
        }

        var list = string.Join("; ", superseded.Take(5).Select(entry => string.Create(
            CultureInfo.InvariantCulture, $"version {entry.Version} of term {entry.Term} by {entry.Who}: {string.Join(", ", entry.Changes.Select(c => $"{c.Key}={c.NewValue}"))}")));
        var message = string.Create(
            CultureInfo.InvariantCulture,
            $"{superseded.Count} changes of shared settings that '{settings.NodeId}' took while '{settings.PeerId}' was not reachable are not in force: '{settings.PeerId}' was PRIMARY of a later term meanwhile and set others (version {by.Version}, term {by.Term}). They stay in 'config history', marked superseded; set them again if they are to count: {list}");
        log.Warn("changes of settings were superseded", ("count", superseded.Count), ("by", by.Version), ("term", by.Term));
        bus.Publish(new AlertEvent("config_superseded", AlertSeverity.Medium, "Acknowledged settings were superseded", message, ClusterModule.Id));
    }

    private void NoteFile(IReadOnlyList<ConfigChange> ours)
    {
        if (ours.Count > 0)
        {
            history.AddLocal(ours, settings.NodeId, FileCaller);
        }
    }

    private (IReadOnlyList<ConfigChange> Ours, IReadOnlyList<ConfigChange> Shared) Split(IReadOnlyList<ConfigChange> changes)
    {
        var byScope = changes.ToLookup(change => config.GetScope(change.Key));
        return ([.. byScope[ConfigScope.Node]], [.. byScope[ConfigScope.Shared]]);
    }

    /// <summary>False for what no node writes.</summary>
    public static bool IsSane(ConfigEntry entry) =>
        entry is { Author: not null, Who: not null, From: not null, Note: not null, Hash: not null, BaseHash: not null, Changes: not null, Version: >= 0, Term: >= 0 }
        && entry.Author.Length is > 0 and <= 64 && !entry.Author.Contains(':', StringComparison.Ordinal);
}
