using HAMgm.Contracts.Detection;
using HAMgm.Logic.NodeDetect.Probes;
using HAMgm.Logic.NodeDetect.Running;
using HAMgm.Logic.NodeDetect.Verdict;

namespace HAMgm.Logic.NodeDetect.Tests;

/// <summary>A runner with commanded probes and a clock moved by hand.</summary>
internal sealed class RunnerBench : IDisposable
{
    // Only for a test that would fail anyway: what is waited for here is done by other threads at once.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Dictionary<string, CommandedProbe> _prepared = [];

    public RunnerBench() => Runner = new CheckRunner(Time, Ledger, Faults.Add) { Changed = _ => Changes++ };

    public ManualTime Time { get; } = new();

    public HealthLedger Ledger { get; } = new();

    public CheckRunner Runner { get; }

    public List<Exception> Faults { get; } = [];

    public int Changes { get; private set; }

    public Dictionary<string, CommandedProbe> Probes { get; } = [];

    public CheckState State(string id) => Runner.Read((_, _) => Ledger.StateOf(Ledger.Find(id)!));

    public CheckRecord Record(string id) => Ledger.Find(id)!;

    /// <summary>The probe that a check will have, to be told before its first run.</summary>
    public CommandedProbe Prepare(string id) => _prepared[id] = new CommandedProbe();

    public void Configure(params CheckPlan[] plans) => Runner.Configure([.. plans.Select(plan => (plan, new Func<IProbe>(() => MakeProbe(plan.Id))))]);

    /// <summary>Moves on in steps, letting what is begun at each end.</summary>
    public void Advance(double seconds, double step = 0.1)
    {
        for (var done = 0.0; done < seconds - 0.0001; done += step)
        {
            Time.Advance(TimeSpan.FromSeconds(Math.Min(step, seconds - done)));
            Settle();
        }
    }

    /// <summary>Returns when every run has ended, or waits for its probe and is not being called off.</summary>
    public void Settle() => SpinWait.SpinUntil(
        () => Runner.Read((checks, _) => checks.All(c => c.RunningSince is null || c.IsHung || (Probes[c.Record.Plan.Id] is { Answer: null, Held: > 0 } probe && Waits(c, probe)))),
        Patience);

    public static void Until(Func<bool> condition) => Assert.IsTrue(SpinWait.SpinUntil(condition, Patience), "it did not come about");

    public void Dispose() => Runner.Dispose();

    private static bool Waits(Check check, CommandedProbe probe) =>
        !check.GivenUp.Task.IsCompleted && !(probe.HeedsDeadline && check.Deadline.IsCancellationRequested);

    private CommandedProbe MakeProbe(string id) => Probes[id] = _prepared.Remove(id, out var prepared) ? prepared : new CommandedProbe();
}
