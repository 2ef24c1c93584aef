namespace HAMgm.Contracts.Management;

/// <summary>What became of adding or removing a node.</summary>
/// <param name="OperationId">Names the operation in the events and logs of the node that did it.</param>
/// <param name="Message">What was done, and what the operator has to do next; English and stable.</param>
public sealed record MemberOutcome(string OperationId, string Message);
