using System.Globalization;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;

namespace HAMgm.Management.Cluster;

/// <summary>What the history is for: to be read, compared, and gone back to.</summary>
internal sealed class ConfigVersions(
    ClusterSettings settings, IConfigManager config, SharedSettings shared, ConfigHistory history, ConfigReconciler reconciler, ConfigCommitter committer)
{
    private const string HiddenSecret = "***";

    /// <summary>Newest first.</summary>
    public IReadOnlyList<ConfigVersionInfo> List(string key, int limit, bool nodeLocal)
    {
        var all = nodeLocal ? history.Local() : history.All();
        var inForce = nodeLocal ? null : ConfigChain.InForce(all, config.Stamp, shared.Stamp.Hash);
        return
        [
            .. all.Reverse()
                .Where(entry => key.Length == 0 || entry.Changes.Any(c => c.Key == key || c.Key.StartsWith(key + ".", StringComparison.Ordinal)))
                .Take(limit)
                .Select(entry => new ConfigVersionInfo(
                    entry.Version, entry.Term, entry.Author, entry.AtUnixMs, entry.Who, entry.From, entry.Note, inForce?.Contains(entry.Id) == false,
                    [.. entry.Changes.Select(c => new ConfigDifference(c.Key, c.OldValue, c.NewValue))])),
        ];
    }

    /// <summary>What differs between two versions in force.</summary>
    /// <exception cref="HamgmException">Configuration/404.</exception>
    public IReadOnlyList<ConfigDifference> Diff(long fromVersion, long? toVersion)
    {
        var all = history.All();
        return Differences(At(all, fromVersion), At(all, toVersion ?? config.Version));
    }

    /// <summary>What differs between the nodes. Secrets that are not sent are left out; the hash of all tells whether they differ.</summary>
    public async Task<IReadOnlyList<ConfigDifference>> DiffWithPeerAsync(CancellationToken cancellationToken)
    {
        if (!settings.HasPeer)
        {
            throw ClusterErrors.UnknownNode("", $"{settings.DescribeNodes()}: there is nobody to compare with");
        }

        var theirs = await reconciler.LookAsync(cancellationToken);
        var mine = shared.Take(null);
        var keys = mine.Values.Keys.Intersect(theirs.Values.Keys).Where(key => mine.Values[key] != theirs.Values[key]);
        var found = keys.Order(StringComparer.Ordinal)
            .Select(key => new ConfigDifference(key, committer.Mask(key, mine.Values[key]), committer.Mask(key, theirs.Values[key]))).ToList();
        if (found.Count == 0 && theirs.Hash != mine.Hash)
        {
            found.Add(new ConfigDifference("(secrets, or settings that one version of HAMgm alone knows)", mine.Hash, theirs.Hash));
        }

        return found;
    }

    /// <summary>Goes back to a version, as the PRIMARY.</summary>
    /// <exception cref="HamgmException">Configuration: the history does not reach it, or its values are refused today.</exception>
    public Task<string> RollBackHereAsync(long version, CallerIdentity caller, CancellationToken cancellationToken)
    {
        var wanted = At(history.All(), version);
        var now = shared.Shown();

        // What the history hides it cannot bring back.
        var values = Differences(now, wanted).Where(d => !d.Right.Contains(HiddenSecret, StringComparison.Ordinal) && !d.Left.Contains(HiddenSecret, StringComparison.Ordinal))
            .ToDictionary(d => d.Key, d => d.Right, StringComparer.Ordinal);
        if (values.Count == 0)
        {
            throw new HamgmException(
                ErrorKind.Configuration, ErrorCodes.BadRequest, version.ToString(CultureInfo.InvariantCulture),
                $"The shared settings are those of version {version.ToString(CultureInfo.InvariantCulture)} already (secrets are not rolled back).");
        }

        return committer.CommitAsync(values, caller, $"roll-back to version {version.ToString(CultureInfo.InvariantCulture)}", cancellationToken);
    }

    private Dictionary<string, string> At(IReadOnlyList<ConfigEntry> all, long version) =>
        ConfigChain.At(all, config.Stamp, shared.Stamp.Hash, shared.Shown(), version)
        ?? throw new HamgmException(
            ErrorKind.Configuration, ErrorCodes.NotFound, version.ToString(CultureInfo.InvariantCulture),
            string.Create(CultureInfo.InvariantCulture, $"Version {version} is none that led to the present one (version {config.Version}), or is not kept any more; see 'hamgm-cli config history'."));

    private static IReadOnlyList<ConfigDifference> Differences(IReadOnlyDictionary<string, string> left, IReadOnlyDictionary<string, string> right) =>
    [
        .. left.Keys.Union(right.Keys).Order(StringComparer.Ordinal)
            .Select(key => new ConfigDifference(key, left.GetValueOrDefault(key, ""), right.GetValueOrDefault(key, "")))
            .Where(d => d.Left != d.Right),
    ];
}
