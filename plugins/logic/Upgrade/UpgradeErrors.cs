using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Upgrades;

namespace HAMgm.Logic.Upgrade;

/// <summary>The refusals that several parts give.</summary>
internal static class UpgradeErrors
{
    /// <summary>The state of things does not allow it.</summary>
    public static HamgmException Conflict(string message) => new(ErrorKind.Cluster, ErrorCodes.Conflict, "upgrade", message);

    /// <summary>The order makes no sense.</summary>
    public static HamgmException BadRequest(string message, Exception? inner = null) => new(ErrorKind.Cluster, ErrorCodes.BadRequest, "upgrade", message, inner);

    /// <summary>Nobody connects this node with the pair.</summary>
    public static HamgmException NotConnected() => new(
        ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, "management.cluster", "The plugin management.cluster, which knows the pair, does not run here. Try again when it does.");

    /// <summary>Refuses to begin an upgrade on top of another one.</summary>
    /// <exception cref="HamgmException">Cluster/409.</exception>
    public static void RequireOver(UpgradeRecord? upgrade)
    {
        if (upgrade is { IsOver: false })
        {
            throw Conflict(
                $"An upgrade to {upgrade.ToVersion} is not over ({upgrade.StatusName}): 'hamgm-cli upgrade complete' or 'hamgm-cli upgrade rollback' first. See 'hamgm-cli upgrade status'.");
        }
    }
}
