using System.Text;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Policy;

namespace HAMgm.Simulation.Tests;

/// <summary>
/// Two nodes, a gateway and the links between them, in simulated time. Everything that happens follows from the seed.
/// Invariants are checked after each event.
/// </summary>
public sealed class SimWorld
{
    public const int Gateway = 2;
    private readonly PriorityQueue<(Action Run, SimNode? Node, ulong Life), (long, long)> _events = new();
    private readonly StringBuilder? _trace;
    private readonly bool[,] _blocked = new bool[3, 3];
    private long _order;

    public SimWorld(int seed, bool traced = false, Func<FailoverPolicy, FailoverPolicy>? change = null)
    {
        Seed = seed;
        Random = new Random(seed);
        _trace = traced ? new StringBuilder() : null;
        Nodes = [new SimNode(this, 0, change), new SimNode(this, 1, change)];
        Start = Now;
    }

    public int Seed { get; }

    public Random Random { get; }

    public SimNode[] Nodes { get; }

    public MonotonicTime Now { get; private set; } = new(TimeSpan.TicksPerHour);

    public MonotonicTime Start { get; }

    public double LossRate { get; set; }

    public bool GatewayUp { get; set; } = true;

    /// <summary>The gateway's neighbour entry for the VIP: a node's index, or −1.</summary>
    public int GatewayEntry { get; set; } = -1;

    public long Events { get; private set; }

    public string? Violation { get; private set; }

    public string Trace => _trace?.ToString() ?? "run again with a trace";

    public void Block(int from, int to, bool blocked) => _blocked[from, to] = blocked;

    public void Heal()
    {
        Array.Clear(_blocked);
        LossRate = 0;
        GatewayUp = true;
    }

    public bool Reaches(int from, int to) =>
        !_blocked[from, to] && (LossRate == 0 || Random.NextDouble() >= LossRate) && (GatewayUp || (from != Gateway && to != Gateway));

    public TimeSpan Latency() => TimeSpan.FromMicroseconds(50 + Random.Next(300));

    public void At(MonotonicTime time, Action run, SimNode? node = null) =>
        _events.Enqueue((run, node, node?.Life ?? 0), (Math.Max(time.Ticks, Now.Ticks), _order++));

    public void After(TimeSpan delay, Action run, SimNode? node = null) => At(Now + delay, run, node);

    public void Log(string text)
    {
        _trace?.Append((Now - Start).TotalMilliseconds.ToString("F2", System.Globalization.CultureInfo.InvariantCulture)).Append(" ms  ").AppendLine(text);
    }

    /// <summary>Runs until an instant, or until an invariant breaks.</summary>
    public void RunUntil(MonotonicTime end)
    {
        while (Violation is null && _events.TryPeek(out _, out var at) && at.Item1 <= end.Ticks)
        {
            var (run, node, life) = _events.Dequeue();
            Now = new MonotonicTime(Math.Max(Now.Ticks, at.Item1));
            Events++;
            if (node is null || (node.ServiceAlive && node.Life == life))
            {
                if (node is { ServiceFrozen: true })
                {
                    node.Defer(run);
                    continue;
                }

                run();
            }

            Check();
        }

        Now = end;
        Check();
    }

    public void Fail(string what)
    {
        Violation ??= $"seed {Seed}: {what} at {(Now - Start).TotalMilliseconds:F2} ms";
        Log("VIOLATION " + what);
    }

    private void Check()
    {
        if (Nodes[0].Answers && Nodes[1].Answers)
        {
            Fail($"two holders ({Nodes[0].State.Term} and {Nodes[1].State.Term})");
        }

        foreach (var node in Nodes)
        {
            if (node.Disk.HighestTerm < node.HighestOnDisk || node.Disk.VotedTerm < node.VotedOnDisk)
            {
                Fail($"a term or vote of node {node.Index} went back");
            }

            node.HighestOnDisk = Epoch.Max(node.HighestOnDisk, node.Disk.HighestTerm);
            node.VotedOnDisk = Epoch.Max(node.VotedOnDisk, node.Disk.VotedTerm);
        }
    }
}
