using System.Text.Json.Nodes;

namespace HAMgm.SystemTests;

/// <summary>Both nodes started at the same moment: always one PRIMARY, and both say the same.</summary>
[TestClass]
[TestCategory("System")]
public sealed class StartTogetherTests : PairTest
{
    private static int Times => IsFull ? 20 : 4;

    [TestMethod]
    [RetryOnce]
    public void FaultTable_BothRestart_ExactlyOnePrimaryAndTheSameAnswer()
    {
        MakePair();
        using VipClient client = new(Lab);
        List<double> startTimes = [];
        for (int time = 0; time < Times; time++)
        {
            client.Report();
            DateTime start = DateTime.UtcNow;
            A.Start();
            B.Start();
            WaitForPair();
            startTimes.Add((DateTime.UtcNow - start).TotalMilliseconds);

            (string primary, string roles) fromA = View(A);
            (string primary, string roles) fromB = View(B);
            Assert.AreEqual(fromA, fromB, $"start {time + 1}: the nodes answer differently");
            Assert.AreEqual(Primary.Id, fromA.primary, $"start {time + 1}");
            VipReport report = client.Report();
            Assert.AreEqual(0, report.TwoHolderSamples, $"start {time + 1}: {report.Detail}");
            A.KillAll();
            B.KillAll();

            // The killed ones' address is the kernel's to remove; the next start begins clean now and then.
            if (time % 2 == 0)
            {
                Thread.Sleep(1500);
            }
        }

        Figure.Print(TestContext, "hamgm-start-to-pair", startTimes);
    }

    private static (string Primary, string Roles) View(Node node)
    {
        JsonNode data = node.Cli("cluster", "status").Data;
        string roles = string.Join(
            ' ', data["nodes"]!.AsArray().Select(static n => $"{n!["nodeId"]}={n["state"]}").Order(StringComparer.Ordinal));
        return (data["primaryNodeId"]!.GetValue<string>(), roles);
    }
}
