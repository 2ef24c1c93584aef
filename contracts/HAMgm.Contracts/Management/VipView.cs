using HAMgm.Contracts.Cluster;

namespace HAMgm.Contracts.Management;

/// <summary>Where the VIP is in the pair (VIPInfo of the IDL).</summary>
/// <param name="Address">Without prefix length.</param>
/// <param name="State">On the node that has it; Unbound when nobody has.</param>
/// <param name="BoundNodeId">Empty when nobody has it.</param>
/// <param name="InterfaceName">On that node; the asked node's when nobody has it.</param>
/// <param name="LastUpdateUnixMs">When it last changed, Unix time in milliseconds.</param>
public sealed record VipView(string Address, VipState State, string BoundNodeId, string InterfaceName, long LastUpdateUnixMs);
