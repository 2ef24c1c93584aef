using HAMgm.Contracts.Cluster;

namespace HAMgm.Contracts.Election;

/// <summary>Who was elected, when, and by which rule.</summary>
/// <param name="Term">The term; none before the first.</param>
/// <param name="WinnerNodeId">Empty before the first.</param>
/// <param name="RuleId">The core's rule.</param>
/// <param name="AtUnixMs">Unix time in milliseconds, for display.</param>
public sealed record ElectionResult(Epoch Term, string WinnerNodeId, string RuleId, long AtUnixMs);
