namespace HAMgm.Simulation.Tests;

/// <summary>Two peer links, the first of the VIP's segment: messages go by both, and one is enough.</summary>
[TestClass]
public sealed class PeerLinkSimulationTests
{
    private static readonly SimOptions _twoLinks = new()
    {
        PeerLinks = 2,
        Faults = [SimFault.CutFirstLink, SimFault.CutSecondLink, SimFault.CutFirstLink, SimFault.CutSecondLink, .. SimOptions.WithOperations],
        MostFaults = 4,
    };

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void Run_TwoLinks_NeverTwoHoldersAndOneInTheEnd() => SimRun.Check(TestContext, 1500, _twoLinks);

    /// <summary>The loss of one of two links moves nobody, whichever it is, with the gateway as witness or without one.</summary>
    [TestMethod]
    [DataRow(true, true)]
    [DataRow(true, false)]
    [DataRow(false, true)]
    [DataRow(false, false)]
    public void OneOfTwoLinksLost_NobodyMoves(bool first, bool witness)
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var world = NamedScenarioTests.Settle(seed, _twoLinks with
            {
                Change = (policy, _) => policy with { Witness = witness ? Logic.Core.Policy.WitnessKind.Gateway : Logic.Core.Policy.WitnessKind.None },
            });
            var holder = world.Nodes.Single(static node => node.Answers);
            foreach (var (from, to) in new[] { (0, 1), (1, 0) })
            {
                if (first)
                {
                    world.Block(from, to, true);
                }
                else
                {
                    world.BlockSecondLink(from, to, true);
                }
            }

            for (var i = 0; i < 3000; i++)
            {
                world.RunUntil(world.Now + TimeSpan.FromMilliseconds(1));
                Assert.IsTrue(holder.Answers, $"seed {seed}: the holder stopped answering");
            }

            Assert.IsNull(world.Violation, world.Violation);
            Assert.AreEqual(0, world.Invariants.Moves.Count);
        }
    }
}
