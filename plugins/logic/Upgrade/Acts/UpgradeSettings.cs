using HAMgm.Contracts.Configuration;
using HAMgm.Logic.Upgrade.Backups;

namespace HAMgm.Logic.Upgrade.Acts;

/// <summary>The settings, read anew each time: they are live.</summary>
internal sealed class UpgradeSettings(IConfigManager config)
{
    public string NodeId => config.GetString("node.id");

    public string PeerId => config.GetString("peer.id");

    public string DataDirectory => config.GetPath("data_dir");

    public string Hook => config.GetString("upgrade.hook");

    public TimeSpan HookTimeout => config.GetDuration("upgrade.hook_timeout");

    public TimeSpan CheckTimeout => config.GetDuration("upgrade.check_timeout");

    public TimeSpan SyncTimeout => config.GetDuration("upgrade.sync_timeout");

    public TimeSpan MonitorInterval => config.GetDuration("upgrade.monitor_interval");

    /// <summary>The paths of the sets of kind config and cert. logic.sync's setting: known where that plugin is installed.</summary>
    public IReadOnlyList<CoveredPath> SyncedPaths() =>
    [
        .. config.GetMaps("sync.sets").Where(set => set.GetString("kind") is "config" or "cert")
            .SelectMany(set => set.GetList("paths").Select(path => new CoveredPath(path.TrimEnd('/'), string.Join('\n', set.GetList("exclude"))))),
    ];

    /// <summary>node.ip by node id, as the records want it.</summary>
    public IReadOnlyDictionary<string, string> NodeIps() => new Dictionary<string, string>
    {
        [NodeId] = config.GetString("node.ip"),
        [PeerId] = config.GetString("peer.ip"),
    };
}
