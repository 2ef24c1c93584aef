using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Election;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Observations;
using HAMgm.Logic.Core.Policy;
using HAMgm.Logic.Core.State;

namespace HAMgm.Logic.Core.Tests;

/// <summary>
/// One core with surroundings that obey at once (disk, executor, wire, gateway) unless a test says otherwise, and a peer that
/// says what the test wants. T = 300 ms, I = 100 ms; this node is the lower one.
/// </summary>
internal sealed class CoreBench
{
    public const ulong PeerMac = 0xB;
    private const ulong PeerLife = 7;
    private readonly ActionBuffer _buffer = new();
    private readonly Queue<Observation> _outcomes = new();
    private DecisionState _state;
    private ulong _peerSequence;

    public CoreBench(Func<FailoverPolicy, FailoverPolicy>? change = null, DurableFacts? facts = null)
    {
        var policy = new FailoverPolicy { Interval = Ms(100), Timeout = Ms(300), IsLowerNode = true, VipMac = 0xA };
        Policy = change?.Invoke(policy) ?? policy;
        _state = DecisionState.Start(facts ?? new DurableFacts { Incarnation = 1 }, Now, Policy);
    }

    /// <summary>The next life of a node that left its address bound, in term 4, for another three seconds (R14).</summary>
    /// <param name="isThere">Whether the executor finds the address.</param>
    /// <param name="lateByMs">How long after the state was made its first decision is.</param>
    public static CoreBench Adopting(bool isThere, double lateByMs = 0)
    {
        var bench = new CoreBench() { BindAnswers = isThere };
        bench._state = DecisionState.Start(
            new DurableFacts { Incarnation = 2, HighestTerm = new Epoch(4), LastPrimaryTerm = new Epoch(4) }, bench.Now, bench.Policy, new Epoch(4), bench.Now + Ms(3000));
        bench.Stall(lateByMs);
        bench.Tell(Observation.Tick);
        return bench;
    }

    public FailoverPolicy Policy { get; set; }

    public MonotonicTime Now { get; private set; } = new(TimeSpan.TicksPerHour);

    public ref DecisionState State => ref _state;

    /// <summary>Every action since the start, or since <see cref="Forget"/>.</summary>
    public List<CoreAction> Actions { get; } = [];

    /// <summary>The ids of the rules that acted since the start.</summary>
    public List<string> RulesHit { get; } = [];

    public IEnumerable<(ulong Operation, OperationResult Result)> Results =>
        Actions.Where(static a => a.Kind == ActionKind.Complete).Select(static a => (a.Number, a.Result));

    public IEnumerable<AlertKind> Alerts => Actions.Where(static a => a.Kind == ActionKind.Alert).Select(static a => a.Alert);

    public bool DiskRefuses { get; set; }

    public bool DiskAnswers { get; set; } = true;

    public bool BindAnswers { get; set; } = true;

    public bool ReleaseAnswers { get; set; } = true;

    /// <summary>The executor can leave the address to the next process.</summary>
    public bool ParkAnswers { get; set; } = true;

    public bool ProbesLeave { get; set; } = true;

    public bool GatewayAnswers { get; set; } = true;

    /// <summary>Before-promote hooks succeed at once.</summary>
    public bool HooksSucceed { get; set; }

    /// <summary>The peer answers requests, and grants what a PRIMARY or CANDIDATE asks for.</summary>
    public bool PeerAnswers { get; set; }

    public string? LastRule => _state.LastRule?.Id;

    public IEnumerable<PeerState> Sent => Actions.Where(static a => a.Kind == ActionKind.Send).Select(static a => a.Message);

    public static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    /// <summary>A STANDBY whose first promise has passed, with a peer that was never heard; the gateway does not answer.</summary>
    public static CoreBench Standby(Func<FailoverPolicy, FailoverPolicy>? change = null)
    {
        var bench = new CoreBench(change) { GatewayAnswers = false };
        bench.Tell(Observation.Tick);
        return bench;
    }

    /// <summary>A PRIMARY by consent, under a lease.</summary>
    public static CoreBench Primary(Func<FailoverPolicy, FailoverPolicy>? change = null)
    {
        var bench = new CoreBench(change) { PeerAnswers = true, HooksSucceed = true };
        bench.Tell(Observation.Tick);
        bench.PeerSays();
        bench.Pass(150);
        Assert.AreEqual(Phase.Holding, bench.State.Phase);
        bench.HooksSucceed = false;
        bench.Forget();
        return bench;
    }

    public void Forget() => Actions.Clear();

    public void Tell(Observation seen)
    {
        _outcomes.Enqueue(seen);
        while (_outcomes.TryDequeue(out var next))
        {
            var decision = DecisionCore.Decide(_state, next, Now, Policy, _buffer);
            _state = decision.Next;
            foreach (ref readonly var action in decision.Actions.Actions)
            {
                Actions.Add(action);
                if (action.Kind == ActionKind.Transition)
                {
                    RulesHit.Add(action.Rule!.Id);
                }

                Answer(action);
            }
        }
    }

    /// <summary>Time passes; the core is woken when it wants to be.</summary>
    public void Pass(double milliseconds)
    {
        var end = Now + Ms(milliseconds);
        while (_state.WakeAt < end)
        {
            // At least a little later, so that a wish to be woken at once cannot stop the time.
            Now = MonotonicTime.Max(_state.WakeAt, Now + TimeSpan.FromMicroseconds(100));
            Tell(Observation.Tick);
        }

        Now = MonotonicTime.Max(Now, end);
        Tell(Observation.Tick);
    }

    /// <summary>Time passes, and the core is not woken.</summary>
    public void Stall(double milliseconds) => Now += Ms(milliseconds);

    /// <summary>A message of the peer: a STANDBY that hears this node, is healthy and eligible, unless changed.</summary>
    public PeerState PeerMessage(Func<PeerState, PeerState>? change = null)
    {
        var message = new PeerState
        {
            SenderIncarnation = PeerLife,
            ReceiverIncarnation = _state.Durable.Incarnation,
            Sequence = ++_peerSequence,
            AckSequence = _state.Sequence,
            Flags = PeerStateFlags.HearsYou | PeerStateFlags.Eligible | PeerStateFlags.Healthy,
            Role = NodeState.Standby,
            PromiseLength = Policy.Timeout,
            Priority = 100,
            VipMac = PeerMac,
        };
        return change?.Invoke(message) ?? message;
    }

    public void PeerSays(Func<PeerState, PeerState>? change = null) => Tell(Observation.PeerMessage(PeerMessage(change)));

    /// <summary>The peer as PRIMARY of a term asks for a lease.</summary>
    public void PeerBeats(long term, Func<PeerState, PeerState>? change = null) => PeerSays(m =>
    {
        m = m with { Role = NodeState.Primary, Term = new Epoch(term), HighestTerm = new Epoch(term), Flags = m.Flags | PeerStateFlags.Request | PeerStateFlags.Holds | PeerStateFlags.Leased };
        return change?.Invoke(m) ?? m;
    });

    /// <summary>A STANDBY under a PRIMARY peer of this term, beating for half a second.</summary>
    public static CoreBench Under(long term, Func<FailoverPolicy, FailoverPolicy>? change = null)
    {
        var bench = new CoreBench(change);
        bench.Tell(Observation.Tick);
        for (var i = 0; i < 10; i++)
        {
            bench.PeerBeats(term);
            bench.Pass(50);
        }

        bench.PeerBeats(term);
        bench.Forget();
        return bench;
    }

    /// <summary>The peer answers the newest request with READY.</summary>
    public void PeerIsReady()
    {
        var asked = Sent.Last(static m => m.Has(PeerStateFlags.Prepare));
        PeerSays(m => m with { EchoSequence = asked.Sequence, GrantedTerm = asked.Term, Flags = m.Flags | PeerStateFlags.Ready });
    }

    private void Answer(in CoreAction action)
    {
        switch (action.Kind)
        {
            case ActionKind.Persist when DiskAnswers:
                _outcomes.Enqueue(Observation.Persisted(action.Number, isDurable: !DiskRefuses));
                break;
            case ActionKind.Bind when BindAnswers:
                _outcomes.Enqueue(Observation.Bound(action.Term));
                break;
            case ActionKind.Release when ReleaseAnswers:
                _outcomes.Enqueue(Observation.Released(action.Term));
                break;
            case ActionKind.Park:
                _outcomes.Enqueue(Observation.Parked(action.Term, ParkAnswers));
                break;
            case ActionKind.Adopt when BindAnswers:
                _outcomes.Enqueue(Observation.Bound(action.Term));
                break;
            case ActionKind.Adopt:
                _outcomes.Enqueue(Observation.BindFailed(action.Term));
                break;
            case ActionKind.RunHooks when HooksSucceed && action.Number != 0:
                _outcomes.Enqueue(Observation.HooksEnded(action.Number, succeeded: true));
                break;
            case ActionKind.ProbeWire when ProbesLeave:
                _outcomes.Enqueue(Observation.ProbeSent(action.Number));
                break;
            case ActionKind.ProbeGateway when GatewayAnswers:
                _outcomes.Enqueue(Observation.GatewayAnswer(action.Yes, Now));
                break;
            case ActionKind.Send when PeerAnswers && action.Message.Has(PeerStateFlags.Request):
                var asked = action.Message;
                var claims = asked.Role is NodeState.Primary or NodeState.Candidate;
                _outcomes.Enqueue(Observation.PeerMessage(PeerMessage(m => m with
                {
                    EchoSequence = asked.Sequence,
                    GrantedTerm = claims ? asked.Term : Epoch.None,
                    Flags = m.Flags | (asked.Has(PeerStateFlags.Announce) ? PeerStateFlags.Announced : PeerStateFlags.None),
                })));
                break;
            default:
                break;
        }
    }
}
