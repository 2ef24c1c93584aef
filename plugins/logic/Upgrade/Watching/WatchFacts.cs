using HAMgm.Contracts.Sync;
using HAMgm.Contracts.Upgrades;

namespace HAMgm.Logic.Upgrade.Watching;

/// <summary>What the monitor saw.</summary>
/// <param name="Upgrade">The newest upgrade.</param>
/// <param name="Statuses">rsync on the nodes.</param>
/// <param name="ChangedFiles">Files of this node's sets that are not as they were when the upgrade began, or when this node was last upgraded.</param>
/// <param name="NodeId">This node.</param>
internal sealed record WatchFacts(UpgradeRecord Upgrade, IReadOnlyList<SyncServiceStatus> Statuses, IReadOnlyList<string> ChangedFiles, string NodeId);
