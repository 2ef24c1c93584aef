using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Upgrades;
using Idl = HAMgm.Thrift;

namespace HAMgm.Service.Thrift.Calls;

/// <content>Upgrades of the pair (spec/3).</content>
public sealed partial class HamgmHandler
{
    private const int DefaultUpgrades = 10;
    private const int MaxUpgrades = 1000;
    private const int MaxPathLength = 500;

    /// <inheritdoc/>
    public Task<Idl.UpgradeResponse> StartUpgrade(string toVersion, string packagePath, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(StartUpgrade), async () =>
        {
            if (string.IsNullOrEmpty(toVersion) || toVersion.Length > MaxNameLength || packagePath?.Length > MaxPathLength)
            {
                throw BadRequest(ErrorKind.Cluster, "toVersion", "toVersion is missing, or it or packagePath is too long.");
            }

            return ToIdl("The upgrade has begun.", await cluster.Upgrades.StartAsync(toVersion, packagePath ?? "", caller, cancellationToken));
        });

    /// <inheritdoc/>
    public Task<Idl.UpgradeResponse> GetUpgradeStatus(CancellationToken cancellationToken = default) =>
        RunAsync(nameof(GetUpgradeStatus), () => Task.FromResult(ToIdl("The newest upgrade.", cluster.Upgrades.GetStatus())));

    /// <inheritdoc/>
    public Task<Idl.UpgradeResponse> CompleteUpgrade(bool force, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(CompleteUpgrade), async () => ToIdl("The upgrade goes on.", await cluster.Upgrades.CompleteAsync(force, caller, cancellationToken)));

    /// <inheritdoc/>
    public Task<Idl.UpgradeResponse> RollbackUpgrade(bool force, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(RollbackUpgrade), async () => ToIdl("The upgrade is being rolled back.", await cluster.Upgrades.RollBackAsync(force, caller, cancellationToken)));

    /// <inheritdoc/>
    public Task<Idl.UpgradeHistoryResponse> GetUpgradeHistory(int limit, CancellationToken cancellationToken = default) =>
        RunAsync(nameof(GetUpgradeHistory), async () => new Idl.UpgradeHistoryResponse(Ok("Upgrades."))
        {
            Upgrades = [.. (await cluster.Upgrades.GetHistoryAsync(limit <= 0 ? DefaultUpgrades : Math.Min(limit, MaxUpgrades), cancellationToken)).Select(UpgradeMapper.ToIdl)],
        });

    private Idl.UpgradeResponse ToIdl(string text, UpgradeReport report)
    {
        var mapped = new Idl.UpgradeResponse(Ok(text)) { Explanation = report.Explanation, ConfigurationLocked = report.Record is { LocksConfiguration: true } };
        if (report.Record is { } upgrade)
        {
            mapped.Upgrade = UpgradeMapper.ToIdl(upgrade);
        }

        if (report.NextCommand.Length > 0)
        {
            mapped.NextCommand = report.NextCommand;
        }

        return mapped;
    }
}
