using HAMgm.TestSupport;
using HAMgm.Thrift;

namespace HAMgm.Service.Thrift.Tests.Calls;

/// <summary>Health checks over the wire.</summary>
[TestClass]
public sealed class HealthCallTests
{
    [TestMethod]
    public async Task GetHealthChecks_OfEitherNode_ShowsThem()
    {
        var (a, b) = await ServedNode.StartPairAsync();
        await using (a)
        await using (b)
        {
            (a.Manager.Detector, b.Manager.Detector) = (new FakeDetector("node-a"), new FakeDetector("node-b"));
            using var client = await a.ClientAsync();

            foreach (var nodeId in (string[])["", "node-b"])
            {
                var answer = await client.GetHealthChecks(nodeId);
                Assert.IsFalse(answer.IsHealthy);
                Assert.AreEqual((20, "db fails: refused"), (answer.PriorityTaken, answer.HealthDetails));
                var check = answer.Checks.Single();
                Assert.AreEqual(("db", "tcp", CheckState.FAILING, "refused", 1.5), (check.Id, check.Type, check.State, check.Message, check.Metrics["connect_ms"]));
                Assert.AreEqual((1000L, 2000L, 3.0, 12L, 4L, 7000L), (check.Since, check.LastRun, check.LastRunMs, check.Runs, check.Failures, check.HungForMs));
            }

            var health = await client.CheckNodeHealth("node-b");
            Assert.IsFalse(health.IsHealthy);
            Assert.AreEqual("db fails: refused", health.HealthDetails);
            await Assert.ThrowsExactlyAsync<NodeNotFoundException>(() => client.GetHealthChecks("node-x"));
        }
    }
}
