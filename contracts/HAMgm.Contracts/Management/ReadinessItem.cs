namespace HAMgm.Contracts.Management;

/// <summary>Something that stands in the way of a take-over, or weakens it.</summary>
/// <param name="Code">What, a stable word; docs/cli.md lists them.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="NodeId">The node it is about; empty for the pair.</param>
/// <param name="Message">For an operator; English and stable.</param>
public sealed record ReadinessItem(string Code, ReadinessLevel Level, string NodeId, string Message);
