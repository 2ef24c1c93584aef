using System.Globalization;
using System.Text;
using HAMgm.Contracts.Time;

namespace HAMgm.Simulation.Tests;

/// <summary>
/// Two nodes, a gateway and the links between them, in simulated time. Everything that happens follows from the seed.
/// Invariants are checked after each event.
/// </summary>
public sealed class SimWorld
{
    public const int Gateway = 2;

    /// <summary>MAC of a machine that is neither node.</summary>
    public const ulong StrangerMac = 0xEE;

    private readonly PriorityQueue<(Action Run, SimNode? Node, ulong Life), (long, long)> _events = new();
    private readonly StringBuilder? _trace;
    private readonly bool[,] _blocked = new bool[3, 3];
    private readonly bool[,] _messagesBlocked = new bool[2, 2];
    private readonly bool[,] _secondBlocked = new bool[2, 2];
    private readonly SimInvariants _invariants;
    private long _order;
    private int _gatewayEntry = -1;

    public SimWorld(int seed, bool traced = false, SimOptions? options = null)
    {
        Seed = seed;
        Options = options ?? SimOptions.Default;
        Random = new Random(seed);
        _trace = traced ? new StringBuilder() : null;
        Start = Now;
        Nodes = [new SimNode(this, 0), new SimNode(this, 1)];
        _invariants = new SimInvariants(this);
    }

    public int Seed { get; }

    public SimOptions Options { get; }

    public Random Random { get; }

    public SimNode[] Nodes { get; }

    public MonotonicTime Now { get; private set; } = new(TimeSpan.TicksPerHour);

    public MonotonicTime Start { get; }

    /// <summary>Part of all packets that is lost.</summary>
    public double LossRate { get; set; }

    /// <summary>Part of all messages that comes late, and as large a part that comes twice.</summary>
    public double ScrambleRate { get; set; }

    /// <summary>A stranger answers for the VIP.</summary>
    public bool HasStranger { get; set; }

    public bool GatewayUp { get; set; } = true;

    /// <summary>How long after the end of all faults there was again, for good, exactly one holder.</summary>
    public TimeSpan HealedAfter { get; set; }

    /// <summary>What may move the VIP, once each: a fault, its end, a death.</summary>
    public int Causes { get; set; }

    /// <summary>Those after the end of all faults.</summary>
    public int CausesOnceHealed { get; set; }

    /// <summary>Moves of the VIP after the end of all faults.</summary>
    public int MovesOnceHealed { get; set; }

    /// <summary>Whether everything has healed.</summary>
    public bool HasHealed { get; private set; }

    public long Events { get; private set; }

    /// <summary>The rules that matched.</summary>
    public HashSet<string> RulesHit { get; } = [];

    /// <summary>The most actions that one decision ordered.</summary>
    public int MostActions { get; set; }

    /// <summary>The most decisions in a row, of one node, that asked to be woken at once though nothing had happened.</summary>
    public int LongestSpin { get; set; }

    public string? Violation { get; private set; }

    public string Trace => _trace?.ToString() ?? "run again with a trace";

    /// <summary>True while something keeps the nodes from hearing each other, one way at least.</summary>
    public bool AreApart =>
        _blocked[0, 1] || _blocked[1, 0] || _messagesBlocked[0, 1] || _messagesBlocked[1, 0] || LossRate > 0 || ScrambleRate > 0
        || Nodes[0].ServiceFrozen || Nodes[1].ServiceFrozen;

    public SimInvariants Invariants => _invariants;

    /// <summary>Whether frames between the nodes, ARP included, are lost, one way at least, some at least.</summary>
    public bool LosesFrames => _blocked[0, 1] || _blocked[1, 0] || LossRate > 0;

    /// <summary>A node announces the VIP to the gateway.</summary>
    public void TakeAnnouncement(int node)
    {
        if (_gatewayEntry != node && (_gatewayEntry < 0 || Options.Gateway != SimGateway.IgnoresAnnouncements))
        {
            _gatewayEntry = node;
            Log($"gateway: the VIP is node {node}'s");
        }
    }

    /// <summary>Whose the VIP is in the gateway's neighbour table, as far as this node's echoes show: its index, or −1.</summary>
    public int EntryOf(int node) => Options.Gateway == SimGateway.AnswersBoth ? node : _gatewayEntry;

    public void Block(int from, int to, bool blocked) => _blocked[from, to] = blocked;

    public void BlockMessages(int from, int to, bool blocked) => _messagesBlocked[from, to] = blocked;

    /// <summary>The second peer link, a network of its own.</summary>
    public void BlockSecondLink(int from, int to, bool blocked) => _secondBlocked[from, to] = blocked;

    public void Heal()
    {
        HasHealed = true;
        Array.Clear(_secondBlocked);
        Array.Clear(_blocked);
        Array.Clear(_messagesBlocked);
        LossRate = 0;
        ScrambleRate = 0;
        GatewayUp = true;
        HasStranger = false;
    }

    /// <summary>Whether a frame sent now arrives.</summary>
    public bool Reaches(int from, int to) =>
        !_blocked[from, to] && (LossRate == 0 || Random.NextDouble() >= LossRate) && (GatewayUp || (from != Gateway && to != Gateway));

    /// <summary>Whether a message sent now arrives.</summary>
    public bool Delivers(int from, int to, int link = 0) => link == 0
        ? !_messagesBlocked[from, to] && Reaches(from, to)
        : !_secondBlocked[from, to] && (LossRate == 0 || Random.NextDouble() >= LossRate);

    public TimeSpan Latency() => TimeSpan.FromMicroseconds(50 + Random.Next(300));

    /// <summary>A message's latency: up to 60 ms more, when messages are scrambled.</summary>
    public TimeSpan MessageLatency() =>
        ScrambleRate > 0 && Random.NextDouble() < ScrambleRate ? Latency() + TimeSpan.FromMilliseconds(Random.Next(60)) : Latency();

    public void At(MonotonicTime time, Action run, SimNode? node = null) =>
        _events.Enqueue((run, node, node?.Life ?? 0), (Math.Max(time.Ticks, Now.Ticks), _order++));

    public void After(TimeSpan delay, Action run, SimNode? node = null) => At(Now + delay, run, node);

    public void Log(string text) =>
        _trace?.Append((Now - Start).TotalMilliseconds.ToString("F2", CultureInfo.InvariantCulture)).Append(" ms  ").AppendLine(text);

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

            _invariants.Check();
        }

        if (Violation is null)
        {
            Now = end;
            _invariants.Check();
        }
    }

    public void Fail(string what)
    {
        if (Violation is null)
        {
            Violation = $"seed {Seed}: {what} at {(Now - Start).TotalMilliseconds:F2} ms";
            Log("VIOLATION " + what);
        }
    }
}
