using System.Globalization;

namespace HAMgm.Simulation.Tests;

/// <summary>Seeded schedules of the pair: at most one holder at every step, one holder in the end.</summary>
[TestClass]
public sealed class SimulationTests
{
    public TestContext TestContext { get; set; } = null!;

    /// <summary>HAMGM_SIM_SEED=n shows one schedule; HAMGM_SIM_COUNT sets how many are run.</summary>
    [TestMethod]
    public void Run_ManySeeds_NeverTwoHoldersAndOneInTheEnd()
    {
        if (Environment.GetEnvironmentVariable("HAMGM_SIM_SEED") is { } one)
        {
            var broken = SimSchedule.Run(int.Parse(one, CultureInfo.InvariantCulture), traced: true, out var shown);
            TestContext.WriteLine(shown.Trace);
            Assert.IsNull(broken, broken);
            return;
        }

        var count = int.Parse(Environment.GetEnvironmentVariable("HAMGM_SIM_COUNT") ?? "3000", CultureInfo.InvariantCulture);
        long events = 0;
        var failures = new List<string>();
        for (var seed = 1; seed <= count && failures.Count < 20; seed++)
        {
            if (SimSchedule.Run(seed, traced: false, out var world) is { } broken)
            {
                failures.Add(broken);
            }

            events += world.Events;
        }

        TestContext.WriteLine($"{count} schedules, {events} events");
        Assert.AreEqual(
            0,
            failures.Count,
            string.Join(Environment.NewLine, failures) + Environment.NewLine + "Replay one: HAMGM_SIM_SEED=<seed> dotnet test tests/Simulation");
    }
}
