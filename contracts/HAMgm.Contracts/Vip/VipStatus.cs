using HAMgm.Contracts.Cluster;

namespace HAMgm.Contracts.Vip;

/// <summary>Where the VIP is on this node.</summary>
/// <param name="Addresses">All of them, the first one first; prefix lengths left out.</param>
/// <param name="State">On this node.</param>
/// <param name="InterfaceName">vip.interface.</param>
/// <param name="Provider"><c>netlink</c> or <c>simulated</c>.</param>
/// <param name="Gate"><c>nftables</c>, <c>off</c>, or <c>unavailable: reason</c>.</param>
/// <param name="KernelLease">valid_lft that a refresh gives.</param>
/// <param name="LastUpdateUnixMs">When the state last changed, Unix time in milliseconds.</param>
/// <param name="LastError">The last failed operation; empty when there is none.</param>
/// <param name="Gateway">The first gateway's address, as configured or from the default route; empty when there is none.</param>
public sealed record VipStatus(
    IReadOnlyList<string> Addresses,
    VipState State,
    string InterfaceName,
    string Provider,
    string Gate,
    TimeSpan KernelLease,
    long LastUpdateUnixMs,
    string LastError,
    string Gateway);
