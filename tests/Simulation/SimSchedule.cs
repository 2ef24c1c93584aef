using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Observations;

namespace HAMgm.Simulation.Tests;

/// <summary>A schedule made from a seed: a start, a few faults at any moment, healing, and what must hold in the end.</summary>
public static class SimSchedule
{
    private static TimeSpan LongestHold => TimeSpan.FromSeconds(8);

    private static readonly TimeSpan _faultsEnd = TimeSpan.FromSeconds(4.5);

    /// <summary>Runs one schedule.</summary>
    /// <returns>Null when every invariant held; else what broke.</returns>
    public static string? Run(int seed, bool traced, out SimWorld world, SimOptions? options = null)
    {
        world = new SimWorld(seed, traced, options);
        Begin(world);
        PlanFaults(world);
        world.RunUntil(world.Start + _faultsEnd);
        if (world.Violation is null)
        {
            HealAndWait(world);
        }

        return world.Violation;
    }

    /// <summary>Starts the services within 400 ms of each other, and their guards.</summary>
    public static void Begin(SimWorld world)
    {
        foreach (var node in world.Nodes)
        {
            world.After(TimeSpan.FromMilliseconds(world.Random.Next(400)), node.StartService);
            node.GuardLooks();
        }
    }

    /// <summary>Ends every fault; within the bound exactly one node holds, is PRIMARY, and goes on so.</summary>
    public static void HealAndWait(SimWorld world)
    {
        Heal(world);
        var healedAt = world.Now;
        var causes = world.Causes;
        // The end of what lasted; and of two that were apart, one gives way.
        world.Causes += 2;
        var slowest = world.Nodes.Max(static node => node.LongestTimeout);
        // What is frozen thaws within 20 s; systemd needs 1 s, a start T and, of two that start, T again; a claim that failed
        // before the end of the faults backs off for up to 8.5 T.
        var longestFreeze = world.Nodes.Any(static node => node.ServiceFrozen || node.GuardFrozen) ? TimeSpan.FromSeconds(20) : TimeSpan.Zero;
        // A hold for a restart in place that was announced binds through restarts, for as long as the address may have been left (R14, ADR 0012).
        var hold = world.Nodes.Max(static node => (MonotonicTime.Max(node.Disk.AwayHoldUntil, node.State.Durable.AwayHoldUntil) - node.Clock).Ticks);
        longestFreeze += TimeSpan.FromTicks(Math.Clamp(hold, 0, LongestHold.Ticks));
        var bound = longestFreeze + TimeSpan.FromSeconds(1.5) + (7 * slowest) + TimeSpan.FromMilliseconds(900) + world.Options.ExtraHealing;
        world.RunUntil(healedAt + bound);
        if (world.Violation is not null)
        {
            return;
        }

        world.CausesOnceHealed = world.Causes - causes;
        world.MovesOnceHealed = world.Invariants.Moves.Since(healedAt);
        world.HealedAfter = MonotonicTime.Max(world.Invariants.NotOneAt, healedAt) - healedAt;
        if (!world.Options.OneInTheEnd)
        {
            return;
        }

        var holders = world.Nodes.Count(static node => node.Answers);
        var primaries = world.Nodes.Count(static node => node.ServiceAlive && node.State.Role == NodeState.Primary);
        if (holders != 1 || primaries != 1)
        {
            world.Fail($"{holders} holders and {primaries} PRIMARYs {bound.TotalSeconds:F1} s after everything healed");
        }

        if (world.Options.CountsMoves)
        {
            CheckMoves(world);
        }
    }

    /// <summary>The VIP does not flap: a fault may move it, and its end; a death may; nothing else does.</summary>
    private static void CheckMoves(SimWorld world)
    {
        if (world.Invariants.Moves.Count > world.Causes)
        {
            world.Fail($"{world.Invariants.Moves.Count} moves of the VIP, and {world.Causes} causes for one");
        }
        else if (world.MovesOnceHealed > world.CausesOnceHealed)
        {
            world.Fail($"{world.MovesOnceHealed} moves of the VIP after everything healed, and {world.CausesOnceHealed} causes for one");
        }
    }

    /// <summary>One to a few faults: at the start, at any time, or close to the beginning or the end of the one before.</summary>
    private static void PlanFaults(SimWorld world)
    {
        var random = world.Random;
        var faults = 1 + random.Next(world.Options.MostFaults);
        var (began, ended) = (TimeSpan.Zero, TimeSpan.Zero);
        for (var i = 0; i < faults; i++)
        {
            var fault = world.Options.Faults[random.Next(world.Options.Faults.Count)];
            var node = world.Nodes[random.Next(world.Options.NodeCount)];
            var length = TimeSpan.FromMilliseconds(20 + random.Next(1500));
            var at = random.Next(i == 0 ? 4 : 8) switch
            {
                0 => TimeSpan.FromMicroseconds(random.Next(1_200_000)),
                4 or 5 => began + TimeSpan.FromMicroseconds(random.Next(random.Next(2) == 0 ? 40_000 : 1000)),
                6 or 7 => ended + TimeSpan.FromMicroseconds(random.Next(random.Next(2) == 0 ? 40_000 : 1000)),
                _ => TimeSpan.FromMicroseconds(1_200_000 + random.Next(1_500_000)),
            };
            at = at < _faultsEnd ? at : TimeSpan.FromMicroseconds(random.Next(4_500_000));
            (began, ended) = (at, at + length);
            world.After(at, () => SimInjection.Inject(world, node, fault, length));
        }
    }

    private static void Heal(SimWorld world)
    {
        for (var look = 0; look < 10; look++)
        {
            world.After(TimeSpan.FromMilliseconds(150 * look), () => Array.ForEach(world.Nodes, SimInjection.EndOperations));
        }

        world.Log("everything heals");
        if (world.Options.Faults.Contains(SimFault.Maintenance))
        {
            SimInjection.EndOperations(world);
        }

        world.Heal();
        foreach (var node in world.Nodes)
        {
            node.DiskBroken = false;
            node.BindRefused = false;
            // A crash that waits for an action that a quiet node takes long to reach is a fault as well.
            node.CrashAtAction(0);
            node.ExecutorDelay = TimeSpan.Zero;
            node.DiskLatency = TimeSpan.FromMilliseconds(2);
            if (node is { ServiceAlive: true, ServiceFrozen: false })
            {
                node.Tell(Observation.HealthChanged(true));
            }
            else
            {
                world.After(TimeSpan.FromMilliseconds(500), node.StartService);
            }
        }
    }
}
