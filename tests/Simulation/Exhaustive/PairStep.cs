namespace HAMgm.Simulation.Tests.Exhaustive;

/// <summary>One thing that can happen next.</summary>
internal readonly record struct PairStep(PairStepKind Kind, int Node = 0, int Index = 0, PairFault Fault = PairFault.None)
{
    public override string ToString() => Kind switch
    {
        PairStepKind.Root => "",
        PairStepKind.Advance => "time passes",
        PairStepKind.Fault => $"{Fault} at {Node} ({Index})",
        _ => $"{Kind} at {Node}",
    };
}
