using HAMgm.Contracts.Upgrades;
using HAMgm.TestSupport;
using HAMgm.Thrift;

namespace HAMgm.Service.Thrift.Tests.Calls;

/// <summary>Upgrades over the wire, by a client of the generated code.</summary>
[TestClass]
public sealed class UpgradeCallTests
{
    [TestMethod]
    public async Task Upgrade_IsStartedShownAndEnded_OverTheWire()
    {
        var (a, b) = await ServedNode.StartPairAsync();
        await using var stopA = a;
        await using var stopB = b;
        var coordinator = new FakeUpgradeCoordinator { Report = new UpgradeReport(Halted(), "It stopped.", "hamgm-cli upgrade complete") };
        a.Manager.UpgradeCoordinator = coordinator;
        using var client = await a.ClientAsync();

        var started = await client.StartUpgrade("2.0.0", "/opt/x.deb");
        await client.CompleteUpgrade(true);
        await client.RollbackUpgrade(false);
        var shown = await client.GetUpgradeStatus();
        var history = await client.GetUpgradeHistory(0);

        Assert.AreEqual("FAILED Halted ROLLING /opt/x.deb", $"{started.Upgrade.Status} {started.Upgrade.Phase} {started.Upgrade.Mode} {started.Upgrade.PackagePath}");
        Assert.AreEqual("It stopped. hamgm-cli upgrade complete True no room", $"{shown.Explanation} {shown.NextCommand} {shown.ConfigurationLocked} {shown.Upgrade.Problem}");
        var step = history.Upgrades.Single().Steps.Single();
        Assert.AreEqual("1 install b FAILED 10 20 no room", $"{step.Number} {step.Name} {step.NodeId} {step.Status} {step.StartTime} {step.EndTime} {step.Detail}");
        Assert.IsFalse(history.Upgrades[0].__isset.endTime);
        Assert.AreEqual("start 2.0.0 /opt/x.deb,complete True,rollback False,history 10", string.Join(',', coordinator.Calls).Replace(" " + CallerOf(coordinator), "", StringComparison.Ordinal));
    }

    [TestMethod]
    public async Task Settings_WhileLocked_AreRefusedWithTheRemedy()
    {
        var (a, b) = await ServedNode.StartPairAsync();
        await using var stopA = a;
        await using var stopB = b;
        a.Manager.UpgradeCoordinator = new FakeUpgradeCoordinator { ConfigurationLock = "locked: 'hamgm-cli upgrade status'" };
        using var client = await a.ClientAsync();

        var refused = await Assert.ThrowsExactlyAsync<ConfigurationException>(() => client.SetConfig("log.level", "debug"));
        var missing = await Assert.ThrowsExactlyAsync<ClusterException>(() => client.StartUpgrade("", ""));

        Assert.AreEqual((409, 400), (refused.ErrorCode, missing.ErrorCode));
        Assert.Contains("hamgm-cli upgrade status", refused.Message);
    }

    [TestMethod]
    public async Task WithoutThePlugin_EveryCallSaysSo()
    {
        var (a, b) = await ServedNode.StartPairAsync();
        await using var stopA = a;
        await using var stopB = b;
        using var client = await a.ClientAsync();

        var missing = await Assert.ThrowsExactlyAsync<ServiceUnavailableException>(() => client.GetUpgradeStatus());

        Assert.AreEqual("logic.upgrade", missing.ServiceName);
    }

    // Who the loopback client is, is not what this test is about.
    private static string CallerOf(FakeUpgradeCoordinator coordinator) => coordinator.Calls.First(call => call.StartsWith("start", StringComparison.Ordinal)).Split(' ', 4)[3];

    private static UpgradeRecord Halted() => new()
    {
        Id = Guid.NewGuid(),
        OwnerNodeId = "a",
        Mode = UpgradeMode.Rolling,
        FromVersion = "1",
        ToVersion = "2.0.0",
        PackagePath = "/opt/x.deb",
        StartedBy = "test",
        StartUnixMs = 1,
        Phase = UpgradePhase.Halted,
        HaltedIn = UpgradePhase.InstallingFirst,
        FirstNodeId = "b",
        SecondNodeId = "a",
        Problem = "no room",
        Steps = [new Contracts.Upgrades.UpgradeStep(Guid.NewGuid(), 1, "install", "b", UpgradeStepStatus.Failed, 10, 20, "no room")],
    };
}
