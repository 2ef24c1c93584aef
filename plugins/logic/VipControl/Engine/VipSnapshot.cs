using HAMgm.Contracts.Cluster;

namespace HAMgm.Logic.VipControl.Engine;

/// <summary>Where the VIP is on this node, for those who only look. Replaced as a whole at each transition.</summary>
/// <param name="State">On this node.</param>
/// <param name="Term">The term it is bound under; none when it is not.</param>
/// <param name="ChangedUnixMs">When the state last changed, for display.</param>
/// <param name="LastError">The last failed operation; empty when there is none.</param>
/// <param name="LastBind">From the order to OnBound, of the last bind; zero before the first.</param>
internal sealed record VipSnapshot(VipState State, Epoch Term, long ChangedUnixMs, string LastError, TimeSpan LastBind);
