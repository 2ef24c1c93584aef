namespace HAMgm.Logic.NodeDetect.Verdict;

/// <summary>What all checks together say of the node.</summary>
/// <param name="IsHealthy">False when a check of weight 0 has failed.</param>
/// <param name="PriorityTaken">What the others take from the priority, 0 … 254.</param>
/// <param name="Details">Which ones, and what they say, the gravest first; empty when all pass.</param>
/// <param name="Key">The same while the same checks stand at the same levels, whatever their words.</param>
internal sealed record HealthVerdict(bool IsHealthy, int PriorityTaken, string Details, string Key)
{
    public static HealthVerdict AllWell { get; } = new(true, 0, "", "");
}
