namespace HAMgm.Simulation.Tests;

/// <summary>A schedule made from a seed: a start, a few faults at any moment, healing, and what must hold in the end.</summary>
public static class SimSchedule
{
    private static readonly TimeSpan _faultsEnd = TimeSpan.FromSeconds(4.5);

    /// <summary>Runs one schedule.</summary>
    /// <returns>Null when every invariant held; else what broke.</returns>
    public static string? Run(int seed, bool traced, out SimWorld world, SimOptions? options = null)
    {
        world = new SimWorld(seed, traced, options);
        Begin(world);
        var w = world;
        var random = world.Random;
        var faults = 1 + random.Next(world.Options.MostFaults);
        for (var i = 0; i < faults; i++)
        {
            var fault = world.Options.Faults[random.Next(world.Options.Faults.Count)];
            var node = world.Nodes[random.Next(world.Options.NodeCount)];
            var length = TimeSpan.FromMilliseconds(20 + random.Next(1500));
            // One in four hits the start; the others a pair that stands.
            var at = random.Next(4) == 0 ? random.Next(1200) : 1200 + random.Next(1500);
            world.After(TimeSpan.FromMilliseconds(at), () => SimInjection.Inject(w, node, fault, length));
        }

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
            world.After(TimeSpan.FromMilliseconds(world.Random.Next(5)), node.GuardLoop);
        }
    }

    /// <summary>Ends every fault; within the bound exactly one node holds, and goes on holding.</summary>
    public static void HealAndWait(SimWorld world)
    {
        Heal(world);
        var slowest = world.Nodes.Max(static node => node.LongestTimeout);
        // What is frozen thaws within 20 s; systemd needs 1 s, a start T and, of two that start, T again.
        var longestFreeze = world.Nodes.Any(static node => node.ServiceFrozen || node.GuardFrozen) ? TimeSpan.FromSeconds(20) : TimeSpan.Zero;
        var bound = longestFreeze + TimeSpan.FromSeconds(1.5) + (7 * slowest) + TimeSpan.FromMilliseconds(900);
        world.RunUntil(world.Now + bound);
        if (world.Violation is null && world.Options.OneInTheEnd && world.Nodes.Count(static node => node.Answers) != 1)
        {
            world.Fail($"{world.Nodes.Count(static node => node.Answers)} holders {bound.TotalSeconds:F1} s after everything healed");
        }
    }

    private static void Heal(SimWorld world)
    {
        world.Log("everything heals");
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
                node.Tell(HAMgm.Logic.Core.Observations.Observation.HealthChanged(true));
            }
            else
            {
                world.After(TimeSpan.FromMilliseconds(500), node.StartService);
            }
        }
    }
}
