namespace HAMgm.Contracts.Detection;

/// <summary>The health of a node with the checks that it rests on. Travels to the peer, which shows it to its own callers.</summary>
/// <param name="NodeId">Which node.</param>
/// <param name="IsHealthy">Whether it can serve.</param>
/// <param name="PriorityTaken">What the checks take from its priority, 0 … 254.</param>
/// <param name="Details">Why, one line for an operator.</param>
/// <param name="Checks">Its checks, in the order of the configuration, then scripts by id; empty where logic.nodedetect does not run.</param>
/// <param name="TakenAtUnixMs">Unix time in milliseconds.</param>
public sealed record NodeHealth(
    string NodeId, bool IsHealthy, int PriorityTaken, string Details, IReadOnlyList<CheckStatus> Checks, long TakenAtUnixMs);
