using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Election;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.State;

namespace HAMgm.Simulation.Tests.Exhaustive;

/// <summary>One node of the bounded pair: service, guard, kernel and disk as plain values that can be copied and compared.</summary>
internal struct PairNode
{
    public const int MostOrders = 12;

    public DecisionState Core;
    public DurableFacts Disk;
    public PeerState LastWord;
    public OrderList Orders;
    public int OrderCount;

    public Epoch Address;
    public MonotonicTime AddressUntil;
    public MonotonicTime GateUntil;
    public MonotonicTime ArmedUntil;
    public MonotonicTime HoldUntil;

    public ulong TicketUnderWay;
    public MonotonicTime AliveAt;
    public MonotonicTime FrozenAt;
    public MonotonicTime RestartAt;
    public bool IsAlive;
    public bool GuardAlive;
    public bool IsFrozen;
    public bool GuardFrozen;
    public bool GuardMustAct;

    [InlineArray(MostOrders)]
    public struct OrderList
    {
        private PairOrder _first;
    }

    public readonly bool Runs => IsAlive && !IsFrozen;

    public readonly bool Answers(MonotonicTime now) => Address != Epoch.None && now < AddressUntil && now < GateUntil;

    public void Enqueue(in PairOrder order)
    {
        if (OrderCount == MostOrders)
        {
            throw new InvalidOperationException("More orders wait than the bounded model holds.");
        }

        Orders[OrderCount++] = order;
    }

    public PairOrder Dequeue()
    {
        var first = Orders[0];
        for (var i = 1; i < OrderCount; i++)
        {
            Orders[i - 1] = Orders[i];
        }

        Orders[--OrderCount] = default;
        return first;
    }

    /// <summary>All of it as bytes, for the hash; what only explains (the last rule) is left out.</summary>
    public static ReadOnlySpan<byte> Bytes(ref PairNode node)
    {
        node.Core.LastRule = null;
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<PairNode, byte>(ref node), Unsafe.SizeOf<PairNode>());
    }
}
