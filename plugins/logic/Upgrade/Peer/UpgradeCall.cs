using HAMgm.Contracts.Upgrades;

namespace HAMgm.Logic.Upgrade.Peer;

/// <summary>What one node's coordinator asks of the other's. Names go over the wire and are never used for something else.</summary>
internal sealed record UpgradeCall
{
    /// <summary>State for the newer one of both.</summary>
    public const string Mirror = "state";

    /// <summary>Whether an upgrade (State) could begin there.</summary>
    public const string Judge = "judge";

    /// <summary>Nothing for version, start, and role.</summary>
    public const string About = "about";

    /// <summary>Copies the configuration aside.</summary>
    public const string BackUp = "backup";

    /// <summary>Puts it back.</summary>
    public const string Restore = "restore";

    /// <summary>Files of the sets that are not as they were backed up.</summary>
    public const string Changes = "changes";

    /// <summary>Begins an installation (State), or says how it stands.</summary>
    public const string Install = "install";

    /// <summary>An operator's order, for the node that coordinates.</summary>
    public const string Complete = "complete";

    /// <inheritdoc cref="Complete"/>
    public const string RollBack = "rollback";

    public required string Op { get; init; }

    public UpgradeRecord? State { get; init; }

    public bool Force { get; init; }
}
