using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Time;

namespace HAMgm.Contracts.Vip;

/// <summary>A holding that one process of a node left bound for the next (safety-rules.md R14).</summary>
/// <param name="Term">The claim under which it was bound.</param>
/// <param name="Until">End of the lease that the peer gave for it.</param>
public sealed record ParkedHold(Epoch Term, MonotonicTime Until);
