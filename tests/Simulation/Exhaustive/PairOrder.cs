using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Actions;

namespace HAMgm.Simulation.Tests.Exhaustive;

/// <summary>An order that waits for the executor.</summary>
internal struct PairOrder
{
    public ActionKind Kind;
    public Epoch Term;
    public MonotonicTime Until;
    public MonotonicTime DecidedAt;
    public ulong Number;
    public bool FromVip;

    /// <summary>Of a bind: the address is there, the gate is armed; what remains is to open it.</summary>
    public bool IsHalfDone;
}
