namespace HAMgm.Contracts.Management;

/// <summary>The pair, as the asked node knows it (ClusterStatus of the IDL).</summary>
/// <param name="ClusterId">cluster.id.</param>
/// <param name="Nodes">One or two, in the order of their ids.</param>
/// <param name="Vip">Where the VIP is.</param>
/// <param name="PrimaryNodeId">Empty when there is none.</param>
/// <param name="TimestampUnixMs">When it was put together.</param>
/// <param name="AutoSwitchEnabled">cluster.auto_switch.</param>
public sealed record ClusterView(
    string ClusterId,
    IReadOnlyList<NodeView> Nodes,
    VipView Vip,
    string PrimaryNodeId,
    long TimestampUnixMs,
    bool AutoSwitchEnabled);
