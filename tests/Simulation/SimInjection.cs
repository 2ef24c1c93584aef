using HAMgm.Contracts.Election;
using HAMgm.Logic.Core.Observations;

namespace HAMgm.Simulation.Tests;

/// <summary>Makes one fault happen to one node.</summary>
internal static class SimInjection
{
    public static void Inject(SimWorld w, SimNode node, SimFault fault, TimeSpan length)
    {
        w.Log($"FAULT {fault} on node {node.Index} for {length.TotalMilliseconds} ms");
        w.Causes += 2;
        if (node.Kernel.IsStopped)
        {
            // Nothing happens within a machine that stands still; what happens to the network around it does.
            InjectIntoNetwork(w, node, fault, length);
            return;
        }

        if (!InjectIntoProcess(w, node, fault, length) && !InjectIntoNetwork(w, node, fault, length))
        {
            InjectIntoOperation(w, node, fault, length);
        }
    }

    private static bool InjectIntoProcess(SimWorld w, SimNode node, SimFault fault, TimeSpan length)
    {
        switch (fault)
        {
            case SimFault.KillService:
                node.KillService();
                return true;
            case SimFault.KillBoth:
                node.KillBoth();
                return true;
            case SimFault.FreezeService:
                node.Freeze(guardToo: false, length);
                return true;
            case SimFault.FreezeBoth:
                node.Freeze(guardToo: true, length);
                return true;
            case SimFault.FreezeLong:
                node.Freeze(guardToo: true, length * 10);
                return true;
            case SimFault.FreezeAtCall:
                node.FreezeAtCall(1 + w.Random.Next(4), length, guardToo: w.Random.Next(3) == 0);
                return true;
            case SimFault.FreezeGuard:
                node.FreezeGuard(length);
                return true;
            case SimFault.SuspendHost:
                node.PauseHost(length, clockRuns: true);
                return true;
            case SimFault.StopHost:
                node.PauseHost(length, clockRuns: false);
                return true;
            case SimFault.KillGuard:
                node.KillGuard();
                return true;
            case SimFault.CrashHost:
                node.CrashHost();
                return true;
            case SimFault.CrashAtAction:
                SimFault[] ways = [SimFault.KillService, SimFault.KillBoth, SimFault.CrashHost];
                node.CrashAtAction(1 + w.Random.Next(60), ways[w.Random.Next(ways.Length)]);
                return true;
            case SimFault.RestartStorm:
                Storm(w, node, 3 + w.Random.Next(8));
                return true;
            default:
                return false;
        }
    }

    private static bool InjectIntoNetwork(SimWorld w, SimNode node, SimFault fault, TimeSpan length)
    {
        var me = node.Index;
        var peer = 1 - me;
        switch (fault)
        {
            case SimFault.CutHost:
                Block(w, length, (me, peer), (peer, me), (me, SimWorld.Gateway), (SimWorld.Gateway, me));
                return true;
            case SimFault.CutPeerLink:
                Block(w, length, (me, peer), (peer, me));
                return true;
            case SimFault.CutFirstLink:
                Block(w, length, (me, peer), (peer, me));
                return true;
            case SimFault.CutSecondLink:
                BlockSecond(w, length, (me, peer), w.Random.Next(2) == 0 ? (me, peer) : (peer, me));
                return true;
            case SimFault.CutPeerMessages:
                BlockMessages(w, length, (me, peer), (peer, me));
                return true;
            case SimFault.MutePeerMessages:
                BlockMessages(w, length, (me, peer));
                return true;
            case SimFault.Mute:
                Block(w, length, (me, peer), (me, SimWorld.Gateway));
                return true;
            case SimFault.Deaf:
                Block(w, length, (peer, me), (SimWorld.Gateway, me));
                return true;
            case SimFault.LosePackets:
                w.LossRate = 0.1 + (0.5 * w.Random.NextDouble());
                w.After(length, () => w.LossRate = 0);
                return true;
            case SimFault.ScramblePackets:
                w.ScrambleRate = 0.5 * w.Random.NextDouble();
                w.After(length, () => w.ScrambleRate = 0);
                return true;
            case SimFault.GatewayDown:
                w.GatewayUp = false;
                w.After(length, () => w.GatewayUp = true);
                return true;
            case SimFault.Stranger:
                w.HasStranger = true;
                w.After(length, () => w.HasStranger = false);
                return true;
            default:
                return false;
        }
    }

    private static void InjectIntoOperation(SimWorld w, SimNode node, SimFault fault, TimeSpan length)
    {
        switch (fault)
        {
            case SimFault.SlowDisk:
                node.DiskLatency = TimeSpan.FromMilliseconds(400);
                break;
            case SimFault.BrokenDisk:
                node.DiskBroken = true;
                break;
            case SimFault.SwitchRequest:
                TellIfAwake(node, Observation.SwitchRequested(1, force: w.Random.Next(2) == 0));
                break;
            case SimFault.Maintain:
                TellIfAwake(node, Observation.MaintenanceRequested(2, on: true, force: w.Random.Next(2) == 0));
                w.After(length, () => TellIfAwake(node, Observation.MaintenanceRequested(3, on: false, force: false)));
                break;
            case SimFault.FreezePair:
                var forced = w.Random.Next(2) == 0;
                TellIfAwake(node, Observation.FreezeRequested(4, frozen: true, forced));
                w.After(length, () => TellIfAwake(node, Observation.FreezeRequested(5, frozen: false, forced)));
                break;
            case SimFault.Leave:
                TellIfAwake(node, Observation.LeaveRequested);
                break;
            case SimFault.DeleteAddress:
                node.DeleteAddress();
                break;
            case SimFault.Unhealthy:
                TellIfAwake(node, Observation.HealthChanged(false));
                break;
            case SimFault.LinkClosed:
                TellIfAwake(node, Observation.LinkClosed);
                break;
            case SimFault.BindRefused:
                node.BindRefused = true;
                w.After(length, () => node.BindRefused = false);
                break;
            case SimFault.SlowExecutor:
                node.ExecutorDelay = TimeSpan.FromMilliseconds(60);
                w.After(length, () => node.ExecutorDelay = TimeSpan.Zero);
                break;
            case SimFault.RestartInPlace:
                TellIfAwake(node, node.AskForRestart());
                break;
            case SimFault.ChangeTimeout:
                ChangeTimeout(w, node);
                break;
            case SimFault.Maintenance:
                TellIfAwake(node, Observation.MaintenanceRequested(NextOperation(w), on: true, force: w.Random.Next(2) == 0));
                w.After(length, () => TellIfAwake(node, Observation.MaintenanceRequested(NextOperation(w), on: false, force: false)));
                break;
            case SimFault.FreezeRoles:
                TellIfAwake(node, Observation.FreezeRequested(NextOperation(w), frozen: true, force: w.Random.Next(2) == 0));
                w.After(length, () => TellIfAwake(node, Observation.FreezeRequested(NextOperation(w), frozen: false, force: w.Random.Next(2) == 0)));
                break;
            case SimFault.WallClockJump:
                node.WallClock += TimeSpan.FromHours(w.Random.Next(-48, 49));
                break;
            default:
                throw new InvalidOperationException($"Unknown fault {fault}.");
        }
    }

    /// <summary>An operator ends what operators have begun, and goes on doing so until it has ended on every node that listens.</summary>
    public static void EndOperations(SimWorld w)
    {
        foreach (var node in w.Nodes.Where(static node => node is { ServiceAlive: true, ServiceFrozen: false }))
        {
            if (node.State.IsInMaintenance)
            {
                TellIfAwake(node, Observation.MaintenanceRequested(NextOperation(w), on: false, force: false));
            }

            if (node.State.IsFrozen)
            {
                TellIfAwake(node, Observation.FreezeRequested(NextOperation(w), frozen: false, force: true));
            }

            if (!node.State.IsHealthy)
            {
                TellIfAwake(node, Observation.HealthChanged(true));
            }
        }

        w.After(TimeSpan.FromMilliseconds(50), () => EndOperations(w));
    }

    private static ulong NextOperation(SimWorld w) => 1000 + (ulong)w.Random.Next(1_000_000);

    private static void ChangeTimeout(SimWorld w, SimNode node)
    {
        var timeout = node.Policy.Timeout * (0.75 + (2 * w.Random.NextDouble()));
        // The shortest that the configuration allows: two intervals, less the margin.
        var margin = TimeSpan.FromMilliseconds(timeout < TimeSpan.FromMilliseconds(200) ? 10 : 30);
        var shortest = (node.Policy.Interval * 2) + margin;
        timeout = timeout < shortest ? shortest : timeout;
        node.Policy = node.Policy with { Timeout = timeout };
        w.After(TimeSpan.FromMilliseconds(w.Random.Next(300)), () => node.Other.Policy = node.Other.Policy with { Timeout = timeout });
    }

    private static void Storm(SimWorld w, SimNode node, int left)
    {
        node.KillService();
        if (left > 0)
        {
            w.After(TimeSpan.FromMilliseconds(2 + w.Random.Next(150)), node.StartService);
            w.After(TimeSpan.FromMilliseconds(152 + w.Random.Next(250)), () => Storm(w, node, left - 1));
        }
    }

    /// <summary>What an operator does when everything is over: nothing stays in maintenance, nothing frozen.</summary>
    public static void EndOperations(SimNode node)
    {
        if (node.State.Durable.InMaintenance)
        {
            TellIfAwake(node, Observation.MaintenanceRequested(6, on: false, force: false));
        }

        if (node.State.Durable.Freeze != FreezeMode.None)
        {
            TellIfAwake(node, Observation.FreezeRequested(7, frozen: false, force: true));
        }
    }

    private static void TellIfAwake(SimNode node, Observation seen)
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

    private static void BlockSecond(SimWorld w, TimeSpan length, params (int From, int To)[] links)
    {
        foreach (var (from, to) in links)
        {
            w.BlockSecondLink(from, to, true);
            w.After(length, () => w.BlockSecondLink(from, to, false));
        }
    }

    private static void BlockMessages(SimWorld w, TimeSpan length, params (int From, int To)[] links)
    {
        foreach (var (from, to) in links)
        {
            w.BlockMessages(from, to, true);
            w.After(length, () => w.BlockMessages(from, to, false));
        }
    }
}
