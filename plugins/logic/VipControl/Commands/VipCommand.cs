using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Time;

namespace HAMgm.Logic.VipControl.Commands;

/// <summary>One order, by value so that queueing it allocates nothing. Which fields count depends on the kind.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Term">The fencing token; none for probes.</param>
/// <param name="OrderedAt">Bind: when the core decided.</param>
/// <param name="Until">Bind, Refresh: end of the hold. Claim: end of the claim.</param>
/// <param name="Number">Probes: the number to report.</param>
/// <param name="FromVip">Gateway probe: sourced from the VIP.</param>
/// <param name="QueuedAt">When it came in, for the figure "command to bound".</param>
/// <param name="Cause">The call that it follows from (Correlation); 0 for none.</param>
internal readonly record struct VipCommand(
    VipCommandKind Kind,
    Epoch Term,
    MonotonicTime OrderedAt,
    MonotonicTime Until,
    ulong Number,
    bool FromVip,
    MonotonicTime QueuedAt,
    ulong Cause = 0)
{
    /// <summary>Probes and announcements are evidence and courtesy: the next one does as well. The others are promises.</summary>
    internal bool MayBeDropped => Kind is not (VipCommandKind.Bind or VipCommandKind.Release or VipCommandKind.Refresh or VipCommandKind.Park or VipCommandKind.Adopt);
}
