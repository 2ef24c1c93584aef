using HAMgm.Thrift;

namespace HAMgm.Cli.Tests.Harness;

/// <content>Upgrades.</content>
internal sealed partial class FakeCluster
{
    private const string UpgradeId = "0d1c0e8e-6d0c-4c6b-9a54-0c9a8a3f7e55";
    private const string Complete = "hamgm-cli upgrade complete";

    public Task<UpgradeResponse> StartUpgrade(string toVersion, string packagePath, CancellationToken cancellationToken = default) =>
        AnswerAsync($"StartUpgrade {toVersion} {(packagePath.Length > 0 ? packagePath : "-")}", frame => packagePath.Length > 0
            ? Response(frame, Upgrade("RUNNING", "InstallingFirst", packagePath), "")
            : Response(frame, Upgrade("RUNNING", "InProgress", ""), Complete), cancellationToken);

    public Task<UpgradeResponse> GetUpgradeStatus(CancellationToken cancellationToken = default) =>
        AnswerAsync("GetUpgradeStatus", frame => Response(frame, Halted(), Complete), cancellationToken);

    public Task<UpgradeResponse> CompleteUpgrade(bool force, CancellationToken cancellationToken = default) =>
        AnswerAsync($"CompleteUpgrade {force}", frame => Response(frame, Upgrade("RUNNING", "CheckingFirst", "/tmp/hamgm_1.2.0_amd64.deb"), ""), cancellationToken);

    public Task<UpgradeResponse> RollbackUpgrade(bool force, CancellationToken cancellationToken = default) =>
        AnswerAsync($"RollbackUpgrade {force}", frame => Response(frame, Upgrade("RUNNING", "RollBackPausing", ""), ""), cancellationToken);

    public Task<UpgradeHistoryResponse> GetUpgradeHistory(int limit, CancellationToken cancellationToken = default) =>
        AnswerAsync($"GetUpgradeHistory {limit}", frame => new UpgradeHistoryResponse(frame) { Upgrades = [Upgrade("SUCCESS", "Succeeded", ""), Halted()] }, cancellationToken);

    private static UpgradeResponse Response(BaseResponse frame, UpgradeInfo upgrade, string next)
    {
        var response = new UpgradeResponse(frame) { Upgrade = upgrade, Explanation = "in the node's words", ConfigurationLocked = true };
        if (next.Length > 0)
        {
            response.NextCommand = next;
        }

        return response;
    }

    private static UpgradeInfo Halted()
    {
        var upgrade = Upgrade("FAILED", "Halted", "/tmp/hamgm_1.2.0_amd64.deb");
        upgrade.Problem = "'node-002' was not upgraded: the hook ended with code 1.";
        upgrade.Steps[^1].Status = "FAILED";
        upgrade.Steps[^1].Detail = upgrade.Problem;
        return upgrade;
    }

    private static UpgradeInfo Upgrade(string status, string phase, string package)
    {
        var upgrade = new UpgradeInfo(UpgradeId, status, phase, package.Length > 0 ? "ROLLING" : "MANUAL", "1.1.0", "1.2.0", "node-001", "root@local", AnsweredAtMs - 60_000,
        [
            new(1, "pause-rsync", "", "SUCCESS", AnsweredAtMs - 60_000) { EndTime = AnsweredAtMs - 59_000, Detail = "rsync stopped and verified on 'node-001' and 'node-002'; reason UPGRADE recorded" },
            new(2, "install", "node-002", "RUNNING", AnsweredAtMs - 58_000),
        ]);
        if (package.Length > 0)
        {
            upgrade.PackagePath = package;
        }

        return upgrade;
    }
}
