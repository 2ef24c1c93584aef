namespace HAMgm.Contracts.Upgrades;

/// <summary>
/// One upgrade: what the coordinator keeps on the disk before each act, tells the peer, and writes into the records
/// (upgrade_history with upgrade_progress). Of two states of one upgrade the one with the higher generation, then revision, counts.
/// </summary>
public sealed record UpgradeRecord
{
    /// <summary>The same on both nodes.</summary>
    public required Guid Id { get; init; }

    /// <summary>The node that coordinates.</summary>
    public required string OwnerNodeId { get; init; }

    /// <summary>Rises by one when the other node takes the coordination over.</summary>
    public long Generation { get; init; } = 1;

    /// <summary>Rises by one with every change.</summary>
    public long Revision { get; init; } = 1;

    /// <summary>Who puts the new program onto the nodes.</summary>
    public required UpgradeMode Mode { get; init; }

    /// <summary>Version of the PRIMARY at the start.</summary>
    public required string FromVersion { get; init; }

    /// <summary>Version that both nodes are to have.</summary>
    public required string ToVersion { get; init; }

    /// <summary>Full path of the package, the same on both nodes; empty: <see cref="UpgradeMode.Manual"/>.</summary>
    public string PackagePath { get; init; } = "";

    /// <summary>SHA-256 of the package, 64 hex digits: both nodes must have the same.</summary>
    public string PackageHash { get; init; } = "";

    /// <summary>Who ordered it.</summary>
    public required string StartedBy { get; init; }

    /// <summary>Unix time in milliseconds.</summary>
    public required long StartUnixMs { get; init; }

    /// <summary>Unix time in milliseconds; 0 until it is over.</summary>
    public long EndUnixMs { get; init; }

    /// <summary>What it is at.</summary>
    public required UpgradePhase Phase { get; init; }

    /// <summary>The phase that failed, while <see cref="Phase"/> is <see cref="UpgradePhase.Halted"/>; complete goes on there.</summary>
    public UpgradePhase? HaltedIn { get; init; }

    /// <summary>The node that was STANDBY at the start and is upgraded first.</summary>
    public required string FirstNodeId { get; init; }

    /// <summary>The other node.</summary>
    public required string SecondNodeId { get; init; }

    /// <summary>How often the present phase has been tried before.</summary>
    public int Attempt { get; init; }

    /// <summary>Which try of an installation it is: each one runs the hook anew.</summary>
    public int InstallRun { get; init; } = 1;

    /// <summary>Whether rsync could not be stopped at the start; it is tried again at the end (spec/3).</summary>
    public bool PauseFailed { get; init; }

    /// <summary>Whether an operator goes on without the peer, and past a conflict.</summary>
    public bool Force { get; init; }

    /// <summary>What is the matter, while it waits for an operator; empty otherwise.</summary>
    public string Problem { get; init; } = "";

    /// <summary>Its steps, in their order.</summary>
    public IReadOnlyList<UpgradeStep> Steps { get; init; } = [];

    /// <summary>How it stands, in one word.</summary>
    public UpgradeStatus Status => Phase switch
    {
        UpgradePhase.Succeeded => UpgradeStatus.Success,
        UpgradePhase.Partial => UpgradeStatus.Partial,
        UpgradePhase.Manual => UpgradeStatus.Manual,
        UpgradePhase.Halted => UpgradeStatus.Failed,
        UpgradePhase.RolledBack => UpgradeStatus.RolledBack,
        _ => UpgradeStatus.Running,
    };

    /// <summary>The same as spec/3 writes it: RUNNING, SUCCESS, PARTIAL, FAILED, ROLLED_BACK or MANUAL.</summary>
    public string StatusName => Status == UpgradeStatus.RolledBack ? "ROLLED_BACK" : Status.ToString().ToUpperInvariant();

    /// <summary>Whether nothing more can be done with it.</summary>
    public bool IsOver => Phase is UpgradePhase.Succeeded or UpgradePhase.RolledBack;

    /// <summary>Whether it waits for an operator.</summary>
    public bool IsWaiting => Phase is UpgradePhase.InProgress or UpgradePhase.Halted or UpgradePhase.Manual or UpgradePhase.Partial;

    /// <summary>Whether settings may not be changed. Not any more once both nodes are upgraded: an operator may have to mend them.</summary>
    public bool LocksConfiguration => !IsOver && Phase is not (UpgradePhase.Manual or UpgradePhase.Partial);
}
