namespace HAMgm.Simulation.Tests;

/// <summary>A schedule made from a seed: a start, a few faults at any moment, healing, and what must hold in the end.</summary>
public static class SimSchedule
{
    private static readonly SimFault[] _faults = Enum.GetValues<SimFault>();

    /// <summary>Runs one schedule.</summary>
    /// <returns>Null when every invariant held; else what broke, with the command that shows it.</returns>
    public static string? Run(int seed, bool traced, out SimWorld world, int mostFaults = 3)
    {
        world = new SimWorld(seed, traced);
        var w = world;
        var random = world.Random;
        foreach (var node in world.Nodes)
        {
            world.After(TimeSpan.FromMilliseconds(random.Next(400)), node.StartService);
            world.After(TimeSpan.FromMilliseconds(random.Next(5)), node.GuardLoop);
        }

        var faults = 1 + random.Next(mostFaults);
        for (var i = 0; i < faults; i++)
        {
            var fault = _faults[random.Next(_faults.Length)];
            var node = world.Nodes[random.Next(2)];
            var length = TimeSpan.FromMilliseconds(20 + random.Next(1500));
            world.After(TimeSpan.FromMilliseconds(1200 + random.Next(1500)), () => Inject(w, node, fault, length));
        }

        world.RunUntil(world.Start + TimeSpan.FromSeconds(4.5));
        if (world.Violation is not null)
        {
            return world.Violation;
        }

        Heal(world);
        world.RunUntil(world.Start + TimeSpan.FromSeconds(9));
        if (world.Violation is null && world.Nodes.Count(static n => n.Answers) != 1)
        {
            world.Fail($"{world.Nodes.Count(static n => n.Answers)} holders 4.5 s after everything healed");
        }

        return world.Violation;
    }

    private static void Heal(SimWorld world)
    {
        world.Log("everything heals");
        world.Heal();
        foreach (var node in world.Nodes)
        {
            node.DiskBroken = false;
            node.DiskLatency = TimeSpan.FromMilliseconds(2);
            if (node.ServiceAlive)
            {
                node.Tell(HAMgm.Logic.Core.Observations.Observation.HealthChanged(true));
            }
            else
            {
                world.After(TimeSpan.FromMilliseconds(500), node.StartService);
            }
        }
    }

    private static void Inject(SimWorld w, SimNode node, SimFault fault, TimeSpan length)
    {
        w.Log($"FAULT {fault} on node {node.Index} for {length.TotalMilliseconds} ms");
        var me = node.Index;
        var peer = 1 - me;
        switch (fault)
        {
            case SimFault.KillService:
                node.KillService();
                break;
            case SimFault.KillBoth:
                node.KillBoth();
                break;
            case SimFault.FreezeService:
                node.Freeze(guardToo: false, length);
                break;
            case SimFault.FreezeBoth:
                node.Freeze(guardToo: true, length);
                break;
            case SimFault.KillGuard:
                node.KillGuard();
                break;
            case SimFault.CutHost:
                Block(w, length, (me, peer), (peer, me), (me, SimWorld.Gateway), (SimWorld.Gateway, me));
                break;
            case SimFault.CutPeerLink:
                Block(w, length, (me, peer), (peer, me));
                break;
            case SimFault.Mute:
                Block(w, length, (me, peer), (me, SimWorld.Gateway));
                break;
            case SimFault.Deaf:
                Block(w, length, (peer, me), (SimWorld.Gateway, me));
                break;
            case SimFault.LosePackets:
                w.LossRate = 0.3;
                w.After(length, () => w.LossRate = 0);
                break;
            case SimFault.CrashHost:
                node.CrashHost();
                break;
            case SimFault.SlowDisk:
                node.DiskLatency = TimeSpan.FromMilliseconds(400);
                break;
            case SimFault.BrokenDisk:
                node.DiskBroken = true;
                break;
            case SimFault.SwitchRequest:
                TellIfAlive(node, HAMgm.Logic.Core.Observations.Observation.SwitchRequested(1, force: false));
                break;
            case SimFault.Leave:
                TellIfAlive(node, HAMgm.Logic.Core.Observations.Observation.LeaveRequested);
                break;
            case SimFault.DeleteAddress:
                node.DeleteAddress();
                break;
            case SimFault.GatewayDown:
                w.GatewayUp = false;
                w.After(length, () => w.GatewayUp = true);
                break;
            case SimFault.Unhealthy:
                TellIfAlive(node, HAMgm.Logic.Core.Observations.Observation.HealthChanged(false));
                break;
            default:
                throw new InvalidOperationException($"Unknown fault {fault}.");
        }
    }

    private static void TellIfAlive(SimNode node, HAMgm.Logic.Core.Observations.Observation seen)
    {
        if (node is { ServiceAlive: true, ServiceFrozen: false })
        {
            node.Tell(seen);
        }
    }

    private static void Block(SimWorld w, TimeSpan length, params (int From, int To)[] links)
    {
        foreach (var (from, to) in links)
        {
            w.Block(from, to, true);
            w.After(length, () => w.Block(from, to, false));
        }
    }
}
