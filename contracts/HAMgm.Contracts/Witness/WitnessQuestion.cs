using HAMgm.Contracts.Cluster;

namespace HAMgm.Contracts.Witness;

/// <summary>One question to a witness.</summary>
/// <param name="Number">Rising; comes back in the evidence.</param>
/// <param name="Kind">What is asked.</param>
/// <param name="Term">The asker's newest claim: the fencing token of a strong witness.</param>
public readonly record struct WitnessQuestion(ulong Number, WitnessEvidenceKind Kind, Epoch Term);
