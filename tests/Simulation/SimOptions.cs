using HAMgm.Logic.Core.Policy;

namespace HAMgm.Simulation.Tests;

/// <summary>What kind of pair is simulated, and what may happen to it.</summary>
public sealed record SimOptions
{
    /// <summary>Changes each node's policy, by its index.</summary>
    public Func<FailoverPolicy, int, FailoverPolicy>? Change { get; init; }

    /// <summary>The faults that a schedule draws from.</summary>
    public IReadOnlyList<SimFault> Faults { get; init; } = Ordinary;

    /// <summary>Every fault but a pause of the whole machine with its timers, which is a documented weakness.</summary>
    public static IReadOnlyList<SimFault> Ordinary { get; } =
        [.. Enum.GetValues<SimFault>().Where(static fault => fault is not (SimFault.SuspendHost or SimFault.StopHost
            or SimFault.Maintenance or SimFault.FreezeRoles or SimFault.CutFirstLink or SimFault.CutSecondLink))];

    /// <summary>The ordinary ones, and what an operator does besides (R20).</summary>
    public static IReadOnlyList<SimFault> WithOperations { get; } =
        [.. Ordinary, SimFault.Maintenance, SimFault.FreezeRoles, SimFault.Maintenance, SimFault.FreezeRoles, SimFault.SwitchRequest, SimFault.Unhealthy];

    /// <summary>The pair as it is recommended: 100 ms, 300 ms, witness gateway, release.</summary>
    public static SimOptions Default { get; } = new();

    /// <summary>At most so many in a schedule, at least one.</summary>
    public int MostFaults { get; init; } = 3;

    /// <summary>The nodes' clocks run wrong by up to this part: 0.1 %, the drift that the margins reckon with.</summary>
    public double MostDrift { get; init; } = 0.001;

    /// <summary>The seeded bug.</summary>
    public SimMutation Mutation { get; init; }

    /// <summary>The documented weakness of a weak configuration; null: two holders are a violation.</summary>
    public SimWeakness? Weakness { get; init; }

    /// <summary>Whether the nodes have the gate (R16); without it the address answers as long as it is there.</summary>
    public bool HasGate { get; init; } = true;

    /// <summary>Whether the gate opens only within 20 ms of the last look at the clock, by the kernel's own clock.</summary>
    public bool HasConditionalOpen { get; init; } = true;

    /// <summary>What the gateway does with announcements.</summary>
    public SimGateway Gateway { get; init; }

    /// <summary>Whether a schedule without a holder in the end is a failure.</summary>
    public bool OneInTheEnd { get; init; } = true;

    /// <summary>Whether more moves of the VIP than causes for one are a failure.</summary>
    public bool CountsMoves { get; init; } = true;

    /// <summary>Whether hooks fail now and then, until everything has healed.</summary>
    public bool HooksMayFail { get; init; }

    /// <summary>How much longer than usual a pair may take to have one holder: its hooks take their time.</summary>
    public TimeSpan ExtraHealing { get; init; }

    /// <summary>Peer links; each message goes by all of them. Only the first is of the VIP's segment.</summary>
    public int PeerLinks { get; init; } = 1;

    /// <summary>How many nodes run; the second is not there when it is one.</summary>
    public int NodeCount { get; init; } = 2;
}
