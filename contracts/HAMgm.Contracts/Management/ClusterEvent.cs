namespace HAMgm.Contracts.Management;

/// <summary>One line of the cluster's history, followed with a cursor.</summary>
/// <param name="Id">Rising; the cursor.</param>
/// <param name="AtUnixMs">Unix time in milliseconds.</param>
/// <param name="Kind"><c>role</c>, <c>peer</c>, <c>vip</c>, <c>config</c>, <c>alert</c>, <c>plugin</c>, <c>audit</c>.</param>
/// <param name="NodeId">Whose.</param>
/// <param name="Message">For an operator.</param>
/// <param name="RuleId">The core's rule; empty when none was involved.</param>
/// <param name="Term">The term then; 0 when none was involved.</param>
public sealed record ClusterEvent(long Id, long AtUnixMs, string Kind, string NodeId, string Message, string RuleId, long Term);
