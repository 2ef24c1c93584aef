using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Time;

namespace HAMgm.Contracts.Witness;

/// <summary>One answer of a witness. It proves something about the moment of the question, never about the moment of the answer (R9).</summary>
/// <param name="Number">Of the question.</param>
/// <param name="Kind">What it proves.</param>
/// <param name="AskedAt">When the question left: the evidence's age counts from then.</param>
/// <param name="Epoch">The epoch that a strong witness recorded for the holder, to be compared with the term; none of a weak one.</param>
public readonly record struct WitnessEvidence(ulong Number, WitnessEvidenceKind Kind, MonotonicTime AskedAt, Epoch Epoch);
