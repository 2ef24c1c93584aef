using HAMgm.Logic.Core.State;

namespace HAMgm.Logic.Core.Rules;

/// <summary>Phases as bits, so that a rule's "from" is one test.</summary>
[Flags]
public enum PhaseSet
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary><see cref="Phase.Starting"/>.</summary>
    Starting = 1 << Phase.Starting,

    /// <summary><see cref="Phase.Idle"/>.</summary>
    Idle = 1 << Phase.Idle,

    /// <summary><see cref="Phase.Consenting"/>.</summary>
    Consenting = 1 << Phase.Consenting,

    /// <summary><see cref="Phase.Claiming"/>.</summary>
    Claiming = 1 << Phase.Claiming,

    /// <summary><see cref="Phase.Binding"/>.</summary>
    Binding = 1 << Phase.Binding,

    /// <summary><see cref="Phase.Holding"/>.</summary>
    Holding = 1 << Phase.Holding,

    /// <summary><see cref="Phase.Releasing"/>.</summary>
    Releasing = 1 << Phase.Releasing,

    /// <summary><see cref="Phase.Parking"/>.</summary>
    Parking = 1 << Phase.Parking,

    /// <summary><see cref="Phase.Adopting"/>.</summary>
    Adopting = 1 << Phase.Adopting,

    /// <summary><see cref="Phase.Failed"/>.</summary>
    Failed = 1 << Phase.Failed,

    /// <summary><see cref="Phase.Maintenance"/>.</summary>
    Maintenance = 1 << Phase.Maintenance,

    /// <summary><see cref="Phase.Fencing"/>.</summary>
    Fencing = 1 << Phase.Fencing,

    /// <summary><see cref="Phase.Preparing"/>.</summary>
    Preparing = 1 << Phase.Preparing,

    /// <summary>Every phase in which a node holds nothing and bids for nothing.</summary>
    Resting = Idle | Failed | Maintenance | Fencing | Preparing,
}
