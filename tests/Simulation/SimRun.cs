using System.Diagnostics;
using System.Globalization;

namespace HAMgm.Simulation.Tests;

/// <summary>
/// Runs many schedules of one kind of pair and reports. HAMGM_SIM_SEED=n shows one with its trace; HAMGM_SIM_COUNT says how
/// many are run, HAMGM_SIM_FROM which seed is the first, HAMGM_SIM_SECONDS how long at most. Without HAMGM_FULL=1 (scripts/test --full)
/// it is a fifth of them: a machine that also builds and fails pairs over has two cores for all of it.
/// </summary>
internal sealed class SimRun
{
    private const int MostFailures = 20;
    private const int ShareByDefault = 5;
    private readonly List<string> _failures = [];

    /// <summary>Whether the long versions are asked for.</summary>
    public static bool IsFull => Number("HAMGM_FULL") == 1;

    public int Schedules { get; private set; }

    public long Events { get; private set; }

    public TimeSpan LongestTwoHolders { get; private set; }

    public TimeSpan LongestTwoHoldersAfterwards { get; private set; }

    public TimeSpan LongestHealing { get; private set; }

    public int MostMoves { get; private set; }

    public int MostMovesOnceHealed { get; private set; }

    private int MostActions { get; set; }

    private int LongestSpin { get; set; }

    /// <summary>Runs schedules, fails with the seeds that broke an invariant and the command that shows the first of them.</summary>
    /// <param name="test">For its name and its output.</param>
    /// <param name="count">How many, unless a variable says otherwise.</param>
    /// <param name="options">The kind of pair.</param>
    /// <param name="longest">Stops after this much time.</param>
    public static SimRun Check(TestContext test, int count, SimOptions options, TimeSpan? longest = null)
    {
        var run = new SimRun();
        if (Number("HAMGM_SIM_SEED") is { } one)
        {
            Show(test, one, options);
            return run;
        }

        var from = Number("HAMGM_SIM_FROM") ?? 1;
        var seconds = Number("HAMGM_SIM_SECONDS");
        if (!IsFull)
        {
            count /= ShareByDefault;
            longest /= ShareByDefault;
        }

        longest = seconds is null ? longest : TimeSpan.FromSeconds(seconds.Value);
        if (Number("HAMGM_SIM_COUNT") is { } wanted)
        {
            count = wanted;
            longest = seconds is null ? null : longest;
        }

        run.Run(from, count, options, longest ?? TimeSpan.MaxValue, out var took);
        run.Report(test, from, took);
        Assert.IsEmpty(run._failures, run.Explain(test));
        return run;
    }

    /// <summary>The command that replays a seed of a test with its trace.</summary>
    public static string Replay(TestContext test, int seed) =>
        $"HAMGM_SIM_SEED={seed} dotnet test -c Release tests/Simulation --filter FullyQualifiedName~{test.TestName} --logger \"console;verbosity=detailed\"";

    /// <summary>One schedule with its trace.</summary>
    public static void Show(TestContext test, int seed, SimOptions options)
    {
        var broken = SimSchedule.Run(seed, traced: true, out var shown, options);
        test.WriteLine(shown.Trace);
        Assert.IsNull(broken, broken);
    }

    public static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private void Run(int from, int count, SimOptions options, TimeSpan longest, out TimeSpan took)
    {
        var watch = Stopwatch.StartNew();
        for (var seed = from; seed < from + count && _failures.Count < MostFailures && watch.Elapsed < longest; seed++)
        {
            if (SimSchedule.Run(seed, traced: false, out var world, options) is { } broken)
            {
                _failures.Add(broken);
            }

            Schedules++;
            Note(world);
        }

        took = watch.Elapsed;
    }

    private void Note(SimWorld world)
    {
        Events += world.Events;
        MostActions = Math.Max(MostActions, world.MostActions);
        LongestSpin = Math.Max(LongestSpin, world.LongestSpin);
        MostMoves = Math.Max(MostMoves, world.Invariants.Moves.MostWithin(20 * world.Nodes[0].LongestTimeout));
        MostMovesOnceHealed = Math.Max(MostMovesOnceHealed, world.MovesOnceHealed);
        LongestHealing = Longer(LongestHealing, world.HealedAfter);
        LongestTwoHolders = Longer(LongestTwoHolders, world.Invariants.LongestTwoHolders);
        LongestTwoHoldersAfterwards = Longer(LongestTwoHoldersAfterwards, world.Invariants.LongestTwoHoldersAfterwards);
    }

    private void Report(TestContext test, int from, TimeSpan took)
    {
        test.WriteLine($"{Schedules} schedules from seed {from}, {Events} events, {Events / Math.Max(took.TotalSeconds, 0.001):F0} events/s");
        test.WriteLine($"at most {MostActions} actions a decision, {LongestSpin} decisions in a row without a pause, {MostMoves} moves within 20 T, "
            + $"{MostMovesOnceHealed} moves and {LongestHealing.TotalMilliseconds:F0} ms until one holds for good once all has healed");
        if (LongestTwoHolders > TimeSpan.Zero)
        {
            test.WriteLine($"two holders for at most {LongestTwoHolders.TotalMilliseconds:F4} ms, {LongestTwoHoldersAfterwards.TotalMilliseconds:F1} ms after the circumstances had ended");
        }
    }

    private string Explain(TestContext test)
    {
        if (_failures.Count == 0)
        {
            return "";
        }

        var first = _failures[0]["seed ".Length.._failures[0].IndexOf(':', StringComparison.Ordinal)];
        return string.Join(Environment.NewLine, _failures) + Environment.NewLine + "Replay: "
            + Replay(test, int.Parse(first, CultureInfo.InvariantCulture));
    }

    private static TimeSpan Longer(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
