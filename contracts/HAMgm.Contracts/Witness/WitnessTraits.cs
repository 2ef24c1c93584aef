namespace HAMgm.Contracts.Witness;

/// <summary>What a witness's evidence is worth.</summary>
[Flags]
public enum WitnessTraits
{
    /// <summary>Nothing: there is no witness, and quorum.on_isolation decides.</summary>
    None = 0,

    /// <summary>It proves that this node is connected (<see cref="WitnessEvidenceKind.Reachable"/>).</summary>
    Reachability = 1 << 0,

    /// <summary>It keeps a register of who holds the VIP (<see cref="WitnessEvidenceKind.Holder"/>); a claim has to be watched (R17).</summary>
    Register = 1 << 1,

    /// <summary>It grants the VIP to one node at a time, with an epoch: its evidence alone excludes a second holder.</summary>
    Exclusive = 1 << 2,
}
