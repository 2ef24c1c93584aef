using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Election;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Observations;
using HAMgm.Logic.Core.Policy;
using HAMgm.Logic.Core.State;

namespace HAMgm.Simulation.Tests.Exhaustive;

/// <summary>
/// Carries out one step of the bounded pair. The decisions are the real core's; what surrounds it is simple enough to be
/// copied: exact clocks, no latency but what a fault makes, one system call a step.
/// </summary>
internal sealed class PairModel(FailoverPolicy[] policies, SimMutation mutation)
{
    private static readonly TimeSpan _longestGate = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _decisionLimit = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan _kernelLease = TimeSpan.FromMilliseconds(1460);
    private static readonly TimeSpan _restartAfter = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _leastSilence = TimeSpan.FromMilliseconds(200);
    private readonly ActionBuffer _buffer = new();

    public FailoverPolicy Policy(int node) => policies[node];

    public TimeSpan SilenceLimit(int node) =>
        policies[node].Timeout > _leastSilence ? policies[node].Timeout : _leastSilence;

    public void Start(PairState s, int index)
    {
        ref var node = ref s.Node(index);
        var facts = node.Disk;
        facts.Incarnation++;
        node = new PairNode { Disk = facts, IsAlive = true, GuardAlive = true, Address = Epoch.None };
        node.Core = DecisionState.Start(facts, s.Now, policies[index]);
        Decide(s, index, Observation.Tick);
    }

    public void Take(PairState s, in PairStep step)
    {
        ref var node = ref s.Node(step.Node);
        switch (step.Kind)
        {
            case PairStepKind.Deliver:
                Decide(s, step.Node, Observation.PeerMessage(s.Take(step.Index).State));
                break;
            case PairStepKind.Wake:
                Decide(s, step.Node, Observation.Tick);
                break;
            case PairStepKind.Execute:
                Execute(s, step.Node);
                break;
            case PairStepKind.Write:
                var ticket = node.TicketUnderWay;
                node.TicketUnderWay = 0;
                node.Disk = node.Core.Durable;
                Decide(s, step.Node, Observation.Persisted(ticket, isDurable: true));
                break;
            case PairStepKind.Guard:
                GuardActs(s, step.Node);
                break;
            case PairStepKind.Thaw:
                node.IsFrozen = false;
                node.GuardFrozen = false;
                break;
            case PairStepKind.Restart:
                Start(s, step.Node);
                break;
            case PairStepKind.Fault:
                s.FaultsLeft--;
                PairFaults.Inject(this, s, step);
                break;
            default:
                break;
        }
    }

    /// <summary>The service dies; its guard, if it lives, has to act.</summary>
    public static void Kill(ref PairNode node, bool guardToo)
    {
        node.IsAlive = false;
        node.IsFrozen = false;
        node.Orders = default;
        node.OrderCount = 0;
        node.TicketUnderWay = 0;
        node.GuardAlive = !guardToo;
        node.GuardMustAct = !guardToo;
    }

    public void Decide(PairState s, int index, in Observation seen)
    {
        ref var node = ref s.Node(index);
        var decision = DecisionCore.Decide(node.Core, seen, s.Now, policies[index], _buffer);
        node.Core = decision.Next;
        node.AliveAt = s.Now;
        var holds = node.Core.Phase is Phase.Binding or Phase.Holding or Phase.Releasing;
        node.LastWord = holds ? DecisionCore.LastWord(node.Core, policies[index]) : default;
        foreach (ref readonly var action in decision.Actions.Actions)
        {
            CarryOut(s, ref node, index, action);
        }

        // What only asks or announces goes along with the decision; a system call that binds or releases is a step of its own.
        while (node.Runs && node.OrderCount > 0
            && (node.Orders[0].Kind is ActionKind.ProbeWire or ActionKind.ProbeGateway or ActionKind.Announce or ActionKind.Claim))
        {
            Execute(s, index);
        }
    }

    private static void CarryOut(PairState s, ref PairNode node, int index, in CoreAction action)
    {
        switch (action.Kind)
        {
            case ActionKind.Send:
                Post(s, index, action.Message);
                break;
            case ActionKind.Persist:
                node.TicketUnderWay = action.Number;
                break;
            case ActionKind.Left:
                Kill(ref node, guardToo: false);
                node.GuardMustAct = false;
                break;
            case ActionKind.Transition or ActionKind.Alert or ActionKind.Complete:
                break;
            default:
                node.Enqueue(new PairOrder
                {
                    Kind = action.Kind,
                    Term = action.Term,
                    Until = action.Until,
                    DecidedAt = s.Now,
                    Number = action.Number,
                    FromVip = action.Yes,
                });
                break;
        }
    }

    private static void Post(PairState s, int from, in PeerState message)
    {
        if (s.Reaches(from, 1 - from) && s.Node(1 - from).IsAlive)
        {
            s.Post(new PairLetter(1 - from, s.Now.Ticks, message));
        }
    }

    private void GuardActs(PairState s, int index)
    {
        ref var node = ref s.Node(index);
        if (node.IsAlive)
        {
            if (mutation == SimMutation.GuardTellsFirst)
            {
                // The bug: the kill comes later than the word.
                Unbind(ref node);
                Tell(s, index);
                node.AliveAt = s.Now;
                return;
            }

            Kill(ref node, guardToo: false);
        }

        node.GuardMustAct = false;
        Unbind(ref node);
        Tell(s, index);
        node.RestartAt = s.Now + _restartAfter;
    }

    private static void Tell(PairState s, int index)
    {
        ref var node = ref s.Node(index);
        if (node.LastWord.SenderIncarnation != 0)
        {
            Post(s, index, node.LastWord);
        }
    }

    /// <summary>One system call that has to do with the address.</summary>
    private void Execute(PairState s, int index)
    {
        ref var node = ref s.Node(index);
        var order = node.Dequeue();
        switch (order.Kind)
        {
            case ActionKind.Bind:
                Bind(s, index, order);
                break;
            case ActionKind.Release when mutation == SimMutation.ReleaseNotAwaited && !order.IsHalfDone:
                // The bug: "released" is said before the system call.
                order.IsHalfDone = true;
                Push(ref node, order);
                Decide(s, index, Observation.Released(order.Term));
                break;
            case ActionKind.Release:
                Unbind(ref node);
                if (!order.IsHalfDone)
                {
                    Decide(s, index, Observation.Released(order.Term));
                }

                break;
            case ActionKind.Refresh:
                Refresh(s, index, order);
                break;
            case ActionKind.Announce or ActionKind.Claim:
                Announce(s, index, toAll: order.Kind == ActionKind.Announce);
                break;
            case ActionKind.ProbeWire:
                ProbeWire(s, index, order.Number);
                break;
            case ActionKind.ProbeGateway:
                if (s.Reaches(index, 2) && s.Reaches(2, index) && (!order.FromVip || s.GatewayEntry == index))
                {
                    Decide(s, index, Observation.GatewayAnswer(order.FromVip, s.Now));
                }

                break;
            default:
                throw new InvalidOperationException($"Unknown order {order.Kind}.");
        }
    }

    private void Bind(PairState s, int index, PairOrder order)
    {
        ref var node = ref s.Node(index);
        if (!order.IsHalfDone && node.HoldUntil != MonotonicTime.Never && node.Address != Epoch.None && node.Address <= order.Term)
        {
            // Under a higher term: what is held goes on being held, under the conditions of a refresh.
            node.Address = order.Term;
            Refresh(s, index, order);
            if (node.Address == order.Term)
            {
                Decide(s, index, Observation.Bound(order.Term));
            }

            return;
        }

        var isLate = s.Now - order.DecidedAt > _decisionLimit || s.Now >= order.Until;
        if (!isLate && !order.IsHalfDone)
        {
            node.Address = order.Term;
            node.AddressUntil = s.Now + _kernelLease;
            var half = (order.Until - s.Now) / 2;
            node.ArmedUntil = s.Now + (half < _decisionLimit ? half : _decisionLimit);
            order.IsHalfDone = true;
            Push(ref node, order);
            return;
        }

        // From here on it is one system call, which the kernel refuses when it comes late: the clock was read before a freeze.
        if (!order.IsHalfDone || s.Now >= node.ArmedUntil || node.Address != order.Term)
        {
            Unbind(ref node);
            Decide(s, index, Observation.BindFailed(order.Term));
            return;
        }

        var left = order.Until - s.Now;
        node.GateUntil = s.Now + (left < _longestGate ? left : _longestGate);
        node.HoldUntil = order.Until;
        Announce(s, index, toAll: true);
        Decide(s, index, Observation.Bound(order.Term));
    }

    private void Refresh(PairState s, int index, in PairOrder order)
    {
        ref var node = ref s.Node(index);
        var isUnchecked = mutation == SimMutation.RefreshUnchecked && node.Address != Epoch.None;
        if (!isUnchecked && (node.Address != order.Term || s.Now >= node.HoldUntil || s.Now >= order.Until || s.Now >= node.GateUntil))
        {
            Unbind(ref node);
            Decide(s, index, Observation.HoldLost(order.Term));
            return;
        }

        var left = isUnchecked ? _longestGate : order.Until - s.Now;
        node.GateUntil = s.Now + (left < _longestGate ? left : _longestGate);
        node.AddressUntil = s.Now + _kernelLease;
        node.HoldUntil = order.Until;
    }

    private void Announce(PairState s, int index, bool toAll)
    {
        if (s.Reaches(index, 2))
        {
            s.GatewayEntry = index;
        }

        if (toAll && s.Reaches(index, 1 - index) && s.Node(1 - index).Runs)
        {
            Decide(s, 1 - index, Observation.WireAnswer(policies[index].VipMac));
        }
    }

    private void ProbeWire(PairState s, int index, ulong number)
    {
        Decide(s, index, Observation.ProbeSent(number));
        var peer = 1 - index;
        if (mutation != SimMutation.WireCheckSkipped && s.Reaches(index, peer) && s.Reaches(peer, index) && s.Node(peer).Answers(s.Now))
        {
            Decide(s, index, Observation.WireAnswer(policies[peer].VipMac));
        }
    }

    private static void Push(ref PairNode node, in PairOrder order)
    {
        for (var i = node.OrderCount; i > 0; i--)
        {
            node.Orders[i] = node.Orders[i - 1];
        }

        node.Orders[0] = order;
        node.OrderCount++;
    }

    private static void Unbind(ref PairNode node)
    {
        node.Address = Epoch.None;
        node.GateUntil = MonotonicTime.Never;
        node.ArmedUntil = MonotonicTime.Never;
        node.HoldUntil = MonotonicTime.Never;
    }
}
