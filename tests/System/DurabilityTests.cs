using System.Text.Json.Nodes;

namespace HAMgm.SystemTests;

/// <summary>What a crash at any time must not undo.</summary>
[TestClass]
[TestCategory("System")]
public sealed class DurabilityTests : PairTest
{
    [TestMethod]
    [RetryOnce]
    public void KilledAtAnyTime_TermsNeverGoBackAndTheOldPrimaryReturnsAsStandby()
    {
        StartPair();
        using VipClient client = new(Lab);
        Random moments = new(20240115);
        long highest = Math.Max(Term(A), Term(B));
        for (int run = 0; run < (IsFull ? 10 : 2); run++)
        {
            Node victim = Primary;
            Node heir = Standby;
            long victimTerm = Term(victim);
            victim.Send(Signal.Kill, Victim.Both);
            Wait.Until(() => heir.HasVip, StartLimit, $"{heir.Id} takes over");

            // Back while the heir may still be at its work: terms are reserved and written in these moments.
            Thread.Sleep(moments.Next(0, 300));
            victim.Start();
            victim.WaitForRole("STANDBY");
            heir.WaitForRole("PRIMARY");
            WaitForPair();
            Assert.AreEqual(heir.Id, Primary.Id, "the restarted ex-PRIMARY took the VIP back");
            long term = Term(heir);
            Assert.IsGreaterThan(highest, term, "the term did not grow with the promotion");
            Assert.IsGreaterThanOrEqualTo(victimTerm, Term(victim), "the restarted node lost its own term");
            highest = term;
        }

        VipReport report = client.Report();
        Assert.AreEqual(0, report.TwoHolderSamples, report.Detail);
    }

    [TestMethod]
    [RetryOnce]
    public void BothKilledWhileElecting_TermNeverGoesBack()
    {
        MakePair();
        Random moments = new(20240116);
        long highest = 0;
        for (int run = 0; run < (IsFull ? 10 : 2); run++)
        {
            A.Start();
            B.Start();
            WaitForPair();
            long term = Math.Max(Term(A), Term(B));
            Assert.IsGreaterThan(highest, term, $"run {run + 1}");
            highest = term;
            A.KillAll();
            B.KillAll();

            // Once more, killed in the middle of starting and electing.
            A.Start();
            B.Start();
            Thread.Sleep(moments.Next(300, 1500));
            A.KillAll();
            B.KillAll();
        }
    }

    /// <summary>The term that a node says it knows (GetNodeStatus), wherever the answer has it.</summary>
    private static long Term(Node node)
    {
        CliResult result = node.Cli("node", "status", node.Id);
        return Find(result.Data, "term") ?? throw new FormatException($"no term in {result}");
    }

    private static long? Find(JsonNode? node, string name) => node switch
    {
        JsonObject item when item[name] is JsonValue value => value.GetValue<long>(),
        JsonObject item => item.Select(pair => Find(pair.Value, name)).FirstOrDefault(static found => found is not null),
        _ => null,
    };
}
