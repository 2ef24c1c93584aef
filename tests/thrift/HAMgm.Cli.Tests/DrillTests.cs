using HAMgm.Cli.Tests.Harness;
using HAMgm.Thrift;

namespace HAMgm.Cli.Tests;

/// <summary>cluster drill: there and back, or not at all.</summary>
[TestClass]
public sealed class DrillTests
{
    [TestMethod]
    public async Task Drill_ReadyPair_GoesThereAndBackAndReports()
    {
        await using var test = await ClusterUnderTest.StartAsync();

        var result = await test.RunAsync("cluster", "drill", "--confirm", "--stay", "1ms");

        Assert.AreEqual(0, result.ExitCode, result.Out);
        Assert.AreEqual("GetReadiness, ForceSwitch, GetReadiness, ForceSwitch", string.Join(", ", test.Cluster.Calls));
        Assert.AreEqual("node-001", test.Cluster.Primary);
        var data = result.Json.GetProperty("data");
        foreach (var (leg, from, to) in new[] { ("there", "node-001", "node-002"), ("back", "node-002", "node-001") })
        {
            var report = data.GetProperty(leg);
            Assert.AreEqual(from, report.GetProperty("oldPrimaryNodeId").GetString());
            Assert.AreEqual(to, report.GetProperty("newPrimaryNodeId").GetString());
            Assert.AreEqual(4.2, report.GetProperty("durationMs").GetDouble());
            Assert.IsGreaterThan(0, report.GetProperty("callMs").GetDouble());
        }
    }

    [TestMethod]
    public async Task Drill_ThatIsNotReady_MovesNothing()
    {
        await using var test = await ClusterUnderTest.StartAsync();
        test.Cluster.IsReady = false;

        var result = await test.RunAsync("cluster", "drill", "--confirm");

        Assert.AreEqual((1, 409), (result.ExitCode, result.Code));
        StringAssert.Contains(result.Details, "node-002 is not healthy: disk");
        Assert.AreEqual("GetReadiness", test.Cluster.Calls.Single());
    }

    [TestMethod]
    public async Task Drill_PartnerNotReadyAgain_SaysWhereTheVipIs()
    {
        await using var test = await ClusterUnderTest.StartAsync();
        test.Cluster.OnSwitch = () => test.Cluster.IsReady = false;

        var result = await test.RunAsync("cluster", "drill", "--confirm", "--stay", "1ms", "--timeout", "300ms");

        Assert.AreEqual((1, 409), (result.ExitCode, result.Code));
        StringAssert.Contains(result.Details, "The VIP was moved to node-002 and is there still");
        Assert.AreEqual("node-002", test.Cluster.Primary);
    }

    [TestMethod]
    public async Task Drill_Interrupted_MovesBackFirst()
    {
        await using var test = await ClusterUnderTest.StartAsync();
        using var stop = new CancellationTokenSource();
        test.Cluster.OnSwitch = stop.Cancel;

        var result = await CliUnderTest.RunAsync(
            [], ["--host", "127.0.0.1", "--port", test.Port, "cluster", "drill", "--confirm", "--stay", "1h"], cancellationToken: stop.Token);

        Assert.AreEqual(130, result.ExitCode, result.Out);
        Assert.AreEqual("node-001", test.Cluster.Primary);
        StringAssert.Contains(result.Error, "moving the VIP back to node-001 first");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Drill_NobodyAnswersDuringTheStay_MovesBackAllTheSame(bool forGood)
    {
        await using var test = await ClusterUnderTest.StartAsync();
        var looks = 0;
        test.Cluster.OnCall = () =>
        {
            var isLook = test.Cluster.Calls.Last() == "GetReadiness";
            test.Cluster.Throws = isLook && ++looks > 1 && (forGood || looks == 2) ? new ServiceUnavailableException("node-001", "restarting") : null;
        };

        var result = await test.RunAsync("cluster", "drill", "--confirm", "--stay", "1ms", "--timeout", "500ms");

        Assert.AreEqual(0, result.ExitCode, result.Out);
        Assert.AreEqual("node-001", test.Cluster.Primary);
    }

    [TestMethod]
    public async Task Drill_NobodyAnswersAnyMore_SaysWhereTheVipIs()
    {
        await using var test = await ClusterUnderTest.StartAsync();
        test.Cluster.OnSwitch = () => test.Cluster.Throws = new ServiceUnavailableException("node-001", "restarting");

        var result = await test.RunAsync("cluster", "drill", "--confirm", "--stay", "1ms", "--timeout", "300ms");

        Assert.AreEqual(503, result.Code, result.Out);
        StringAssert.Contains(result.Details, "The VIP was moved to node-002 and is there still");
    }
}
