namespace HAMgm.Logic.Core.Policy;

/// <summary>Who decides when the nodes do not hear each other (quorum.witness).</summary>
public enum WitnessKind
{
    /// <summary>Nobody: <see cref="FailoverPolicy.KeepWhenIsolated"/> decides.</summary>
    None = 0,

    /// <summary>The gateway, reached by echo, and its neighbour entry as a register (R9, R17).</summary>
    Gateway = 1,
}
