using System.Globalization;

namespace HAMgm.SystemTests;

/// <summary>
/// Many random faults in a row on one pair: after each there is one holder again, and in the end nothing has piled up. The seed
/// is printed; HAMGM_SOAK_SEED=n repeats it, HAMGM_SOAK_FAULTS=n sets how many.
/// </summary>
[TestClass]
[TestCategory("System")]
public sealed class SoakTests : PairTest
{
    private const string Terminated = "terminated";
    private const double MostMegabytes = 110;
    private const int MostDescriptorsMore = 15;
    private const int MostNeighboursMore = 3;

    /// <summary>A hundred with <c>--full</c>.</summary>
    private static int Faults => Number("HAMGM_SOAK_FAULTS") ?? (IsFull ? 100 : 8);

    [TestMethod]
    [RetryOnce]
    [TestCategory("Long")]
    public void RandomFaults_InARow_AlwaysOneHolderAgainAndNothingLeaks()
    {
        int seed = Number("HAMGM_SOAK_SEED") ?? Random.Shared.Next(1, 1_000_000);
        TestContext.WriteLine($"seed {seed}, {Faults} faults");
        Random random = new(seed);
        StartPair();
        using VipClient client = new(Lab);
        client.WaitUntilAnswering(StartLimit);
        Leftovers[] before = [Leftovers.Of(A), Leftovers.Of(B)];
        List<double> outages = [];
        long samples = 0;
        for (int number = 1; number <= Faults; number++)
        {
            Node victim = random.Next(3) > 0 ? Primary : Standby;
            (string name, Action<Node> cause) = Kinds[random.Next(Kinds.Length)];
            TimeSpan length = TimeSpan.FromMilliseconds(random.Next(100, 1200));
            TestContext.WriteLine($"{number}: {name} on {victim.Id} for {length.TotalMilliseconds} ms");
            VipReport report = client.Measure(() => cause(victim), length);
            if (name == Terminated)
            {
                // It takes its time to leave in good order; only then it can be started again.
                _ = victim.WaitForExit(StartLimit);
            }

            Restore();
            VipReport after = client.Report();
            Assert.AreEqual(0, report.TwoHolderSamples + after.TwoHolderSamples, $"seed {seed}, fault {number}, {name}: {report.Detail} {after.Detail}");
            outages.Add(Math.Max(report.LongestOutageMs, after.LongestOutageMs));
            samples += report.Samples + after.Samples;
        }

        Figure.Print(TestContext, "hamgm-soak-outage", outages);
        TestContext.WriteLine($"{samples} samples, none with two holders");
        Check(A, before[0]);
        Check(B, before[1]);
    }

    private (string Name, Action<Node> Cause)[] Kinds =>
    [
        ("service killed", static node => node.Send(Signal.Kill, Victim.Service)),
        ("daemon killed", static node => node.Send(Signal.Kill, Victim.Daemon)),
        ("both killed", static node => node.Send(Signal.Kill, Victim.Both)),
        ("service frozen", static node => node.Send(Signal.Stop, Victim.Service)),
        ("both frozen", static node => node.Send(Signal.Stop, Victim.Both)),
        (Terminated, static node => node.Send(Signal.Terminate, Victim.Daemon)),
        ("service restarted in place", static node => node.Send(Signal.HangUp, Victim.Daemon)),
        ("all restarted in place", static node => node.Send(Signal.User2, Victim.Daemon)),
        ("cable pulled", node => Lab.CutNode(node.Host)),
        ("isolated", node => Lab.Isolate(node.Host)),
        ("mute", node => Lab.Mute(node.Host)),
        ("deaf", node => Lab.Deaf(node.Host)),
        ("partition", _ => Lab.PartitionPeers()),
        ("30 % loss", node => Lab.Loss(node.Host, 30)),
        ("switch", static node => node.Cli("switch", "force", "--confirm")),
        ("address deleted", static node => Shell.TryRun(["ip", "-n", node.Host.Namespace, "address", "delete", Lab.Vip + "/24", "dev", "eth0"])),
        ("rule set flushed", static node => Shell.TryRun(node.Host.Command("nft", "flush", "ruleset"))),
    ];

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : null;

    private void Check(Node node, Leftovers before)
    {
        Leftovers now = Leftovers.Of(node);
        TestContext.WriteLine($"{node.Id} before: {before}");
        TestContext.WriteLine($"{node.Id} after:  {now}");
        Assert.AreEqual(before.Routes, now.Routes, $"{node.Id}: routes");
        Assert.AreEqual(before.Addresses, now.Addresses, $"{node.Id}: addresses besides the VIP");
        Assert.AreEqual(before.Tables, now.Tables, $"{node.Id}: nftables tables");
        Assert.AreEqual(before.Processes, now.Processes, $"{node.Id}: processes");
        Assert.IsLessThanOrEqualTo(before.Neighbours + MostNeighboursMore, now.Neighbours, $"{node.Id}: neighbour entries");
        Assert.IsLessThanOrEqualTo(before.Descriptors + MostDescriptorsMore, now.Descriptors, $"{node.Id}: open descriptors");
        Assert.IsLessThanOrEqualTo(MostMegabytes, now.Megabytes, $"{node.Id}: resident memory of the service");
    }
}
