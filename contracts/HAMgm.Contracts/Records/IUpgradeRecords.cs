using HAMgm.Contracts.Upgrades;

namespace HAMgm.Contracts.Records;

/// <summary>
/// The tables upgrade_history and upgrade_progress (spec/3 refers to them). component.records provides it, in SQLite or PostgreSQL. What is
/// written again, by its UUID, is brought up to date, never back: an older state (generation, revision) changes nothing.
/// </summary>
public interface IUpgradeRecords
{
    /// <summary>Writes an upgrade with its steps: all of it or nothing.</summary>
    /// <param name="upgrade">As it stands.</param>
    /// <param name="nodeIps">node.ip by node id, for the column of that name.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="Errors.HamgmException">ServiceUnavailable/503: the database cannot be written.</exception>
    Task SaveUpgradeAsync(UpgradeRecord upgrade, IReadOnlyDictionary<string, string> nodeIps, CancellationToken cancellationToken);

    /// <summary>The last upgrades, newest first, with their steps.</summary>
    /// <param name="limit">1 … 1000.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="Errors.HamgmException">ServiceUnavailable/503.</exception>
    Task<IReadOnlyList<UpgradeRecord>> GetUpgradesAsync(int limit, CancellationToken cancellationToken);
}
