namespace HAMgm.Contracts.Fencing;

/// <summary>What a fence did.</summary>
/// <param name="Succeeded">True only when the peer is known not to serve any more.</param>
/// <param name="Details">For an operator: what was run, and what it said.</param>
public sealed record FenceOutcome(bool Succeeded, string Details);
