namespace HAMgm.Contracts.Witness;

/// <summary>
/// A third party that says whether this node may go on when its peer does not answer (design.md section 6, Witness). The decision
/// core knows nothing of it but evidence: of which kind, and how old. Now there are <c>none</c> and <c>gateway</c> (logic.vipcontrol's
/// wire); a strong one (a lease with an epoch in a store) can be provided by a plugin of its own. Called from the loop that keeps the
/// leases: every call returns at once and allocates nothing in the steady state; the answer comes to the <see cref="IWitnessSink"/>.
/// </summary>
public interface IWitness
{
    /// <summary>The value of quorum.witness that chooses it.</summary>
    string Kind { get; }

    /// <summary>What its evidence proves.</summary>
    WitnessTraits Traits { get; }

    /// <summary>Connects the one receiver, before the first question.</summary>
    void Attach(IWitnessSink sink);

    /// <summary>Asks. May be repeated every few milliseconds; an unanswered question is simply asked again.</summary>
    void Ask(in WitnessQuestion question);
}
