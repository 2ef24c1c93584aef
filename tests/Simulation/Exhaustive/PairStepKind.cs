namespace HAMgm.Simulation.Tests.Exhaustive;

/// <summary>The kinds of steps.</summary>
internal enum PairStepKind
{
    Root,

    /// <summary>A message arrives.</summary>
    Deliver,

    /// <summary>A loop's time has come.</summary>
    Wake,

    /// <summary>The executor carries out one system call, or the probes that are due.</summary>
    Execute,

    /// <summary>A write has reached the disk.</summary>
    Write,

    /// <summary>The guard acts: on a death, or on silence.</summary>
    Guard,
    Thaw,
    Restart,

    /// <summary>Nothing is due at this instant any more.</summary>
    Advance,
    Fault,
}
