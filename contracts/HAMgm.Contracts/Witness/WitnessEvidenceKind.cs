namespace HAMgm.Contracts.Witness;

/// <summary>What a witness is asked, and what its answer proves.</summary>
public enum WitnessEvidenceKind
{
    /// <summary>This node is connected: it reaches the witness, and the answer came back (R9). Any of several references is enough.</summary>
    Reachable = 0,

    /// <summary>The VIP is this node's, as the witness sees it (R17). Only the one witness that keeps the register can say so.</summary>
    Holder = 1,
}
