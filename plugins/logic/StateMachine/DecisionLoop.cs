using HAMgm.Contracts.Election;
using HAMgm.Contracts.Hooks;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Contracts.Vip;
using HAMgm.Contracts.Witness;
using HAMgm.Linux.Packets;
using HAMgm.Linux.Processes;
using HAMgm.Logic.Core;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Observations;
using HAMgm.Logic.Core.Policy;
using HAMgm.Logic.Core.State;

namespace HAMgm.Logic.StateMachine;

/// <summary>
/// The thread that keeps the leases: takes observations, asks the core, carries the actions out. Allocates nothing in the
/// steady state; everything slow is behind a queue.
/// </summary>
internal sealed class DecisionLoop(
    IPeerLink link, IVipExecutor vip, IWitness witness, IElection election, Reporter reporter, ILogger log, Action<Exception> onBroken)
    : IPeerLinkSink, IVipSink, IWitnessSink, IElectionSink, IDisposable
{
    private const int Priority = 50;
    private readonly ActionBuffer _buffer = new();
    private readonly object _stateGate = new();
    private readonly LoopJitter _jitter = new();
    private Poller? _poller;
    private int _sockets;
    private Inbox? _inbox;
    private Thread? _thread;
    private DecisionState _state;
    private MonotonicTime _holdUntil;
    private volatile FailoverPolicy? _policy;
    private volatile bool _isStopping;
    private volatile bool _hasCarrier = true;
    private volatile bool _isHealthy = true;
    private bool _peerWasHeard;
    private (Contracts.Cluster.NodeState State, long Term) _peerWas;

    public event Action<ulong, OperationResult>? Completed;

    public event Action? Left;

    public GuardPublisher? Guard { get; set; }

    /// <summary>Which calls the decisions follow from.</summary>
    public CauseBook Causes { get; } = new();

    /// <summary>Runs what the core orders before it takes over unasked.</summary>
    public FenceRunner? Fence { get; set; }

    /// <summary>Runs the hooks that the core orders, and those that follow from its transitions.</summary>
    public HookRunner? Hooks { get; set; }

    public FailoverPolicy Policy
    {
        get => _policy ?? throw new InvalidOperationException("The loop has no policy yet.");
        set
        {
            _policy = value;
            _inbox?.Post(Observation.Tick);
        }
    }

    public TimeSpan Jitter => _jitter.Largest;

    /// <summary>Whether this process has left the address to the next one, and must end without releasing (R14).</summary>
    public bool IsParked => Snapshot(out _) is { Phase: Phase.Parking, RestartOperation: 0, IsParkRefused: false };

    public void Start(in DurableFacts facts)
    {
        var sockets = link.DatagramSockets;
        _sockets = sockets.Count;
        _poller = new Poller(sockets);
        _inbox = new Inbox(Wake);
        if (vip.Parked is { } parked)
        {
            _state = DecisionState.Start(facts, Clock.Now, Policy, parked.Term, parked.Until);
            if (!_state.IsBound)
            {
                // Bound it is all the same: nobody answers for it.
                vip.Release(parked.Term);
            }
        }
        else
        {
            _state = DecisionState.Start(facts, Clock.Now, Policy);
        }
        _state.IsHealthy = _isHealthy && _hasCarrier;
        _isStopping = false;
        _thread = new Thread(Run) { Name = "hamgm-decision", IsBackground = true };
        _thread.Start();
    }

    public void Stop()
    {
        _isStopping = true;
        Wake();
        if (_thread is { } thread && thread != Thread.CurrentThread)
        {
            thread.Join();
        }

        _thread = null;
        // The executors may report after this: their plugins stop later.
        _inbox?.Close();
        // Lets go of the link's sockets, which it is about to close.
        _poller?.Dispose();
    }

    public void Dispose() => Stop();

    public void Post(in Observation seen) => _inbox?.Post(seen);

    /// <summary>A copy of the state, and until when it may hold, taken at one moment.</summary>
    public DecisionState Snapshot(out MonotonicTime holdUntil)
    {
        lock (_stateGate)
        {
            holdUntil = _holdUntil;
            return _state;
        }
    }

    public void OnState(in PeerState state, int link, MonotonicTime receivedAt) => _inbox?.Post(Observation.PeerMessage(state));

    public void OnConnection(int link, bool isUp, MonotonicTime at)
    {
        if (!isUp)
        {
            _inbox?.Post(Observation.LinkClosed);
        }
    }

    public void OnBound(Contracts.Cluster.Epoch term, MonotonicTime at) => _inbox?.Post(Observation.Bound(term));

    public void OnBindFailed(Contracts.Cluster.Epoch term, string reason, MonotonicTime at)
    {
        reporter.Post(Report.Of("the VIP could not be bound", term, reason));
        _inbox?.Post(Observation.BindFailed(term));
    }

    public void OnReleased(Contracts.Cluster.Epoch term, MonotonicTime at) => _inbox?.Post(Observation.Released(term));

    public void OnReleaseFailed(Contracts.Cluster.Epoch term, string reason, MonotonicTime at) =>
        reporter.Post(Report.Of("the VIP could not be released; trying again", term, reason));

    public void OnHoldLost(Contracts.Cluster.Epoch term, string reason, MonotonicTime at)
    {
        reporter.Post(Report.Of("the VIP went away", term, reason));
        _inbox?.Post(Observation.HoldLost(term));
    }

    public void OnParked(Contracts.Cluster.Epoch term, string reason, MonotonicTime at)
    {
        if (reason.Length > 0)
        {
            reporter.Post(Report.Of("the VIP could not be left to the next process", term, reason));
        }

        _inbox?.Post(Observation.Parked(term, reason.Length == 0));
    }

    public void OnWireProbeSent(ulong number, MonotonicTime at) => _inbox?.Post(Observation.ProbeSent(number));

    public void OnWireAnswer(ulong mac, int address, MonotonicTime at) => _inbox?.Post(Observation.WireAnswer(mac, address));

    public void OnCarrier(bool isThere, MonotonicTime at)
    {
        _hasCarrier = isThere;
        PostHealth();
    }

    /// <summary>What the health checks say; a node whose VIP nobody can reach is not fit either.</summary>
    public void SetHealth(bool isHealthy)
    {
        _isHealthy = isHealthy;
        PostHealth();
    }

    public void OnGatewayAnswer(ulong number, bool fromVip, MonotonicTime sentAt) => OnEvidence(new WitnessEvidence(
        number, fromVip ? WitnessEvidenceKind.Holder : WitnessEvidenceKind.Reachable, sentAt, Contracts.Cluster.Epoch.None));

    public void OnEvidence(in WitnessEvidence evidence) =>
        _inbox?.Post(Observation.GatewayAnswer(evidence.Kind == WitnessEvidenceKind.Holder, evidence.AskedAt));

    public void OnFenceEnded(ulong number, bool succeeded) => _inbox?.Post(Observation.FenceEnded(number, succeeded));

    public void OnHooksEnded(ulong number, bool succeeded) => _inbox?.Post(Observation.HooksEnded(number, succeeded));

    public void OnPersisted(ulong ticket, bool isDurable, MonotonicTime at) => _inbox?.Post(Observation.Persisted(ticket, isDurable));

    private void PostHealth() => _inbox?.Post(Observation.HealthChanged(_isHealthy && _hasCarrier));

    private void Wake()
    {
        // What the loop leaves for itself (a datagram that it took) is found in the same turn.
        if (Thread.CurrentThread == _thread)
        {
            return;
        }

        try
        {
            _poller?.Wake();
        }
        catch (ObjectDisposedException)
        {
            // Posted in the moment of the teardown: there is nobody left to wake.
        }
    }

    private void Run()
    {
        if (!RealTime.TrySetCurrentThreadFifo(Priority, out var reason))
        {
            log.Warn("the decision loop runs without real-time priority", ("reason", reason));
        }

        RealTime.SetCurrentThreadTimerSlack(TimeSpan.FromMicroseconds(50));
        // The state is set to begin now: what the thread needed to start is no stall.
        lock (_stateGate)
        {
            _state.WakeAt = Clock.Now;
        }

        try
        {
            while (!_isStopping)
            {
                Turn();
            }
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or HAMgm.Linux.LinuxException or IndexOutOfRangeException or NullReferenceException)
        {
            // A broken invariant: never limp on. The guard deletes the address if this order does not come through.
            vip.Release(_state.Term);
            onBroken(error);
        }
    }

    private void Turn()
    {
        var wait = Clock.ToNanoseconds(_state.WakeAt) - Clock.ToNanoseconds(Clock.Now);
        // What an action of the last turn left behind was announced by nobody (see Wake).
        if (_poller!.Wait(_inbox!.IsEmpty ? Math.Max(wait, 0) : 0) > 0)
        {
            TakeDatagrams();
        }

        _jitter.Note(Clock.Now, _state.WakeAt);
        var some = false;
        while (!_isStopping && _inbox!.TryTake(out var seen))
        {
            some = true;
            Decide(seen);
        }

        if (!some || Clock.Now >= _state.WakeAt)
        {
            Decide(Observation.Tick);
        }
    }

    /// <summary>One a socket and turn: what has fallen due is never behind a flood.</summary>
    private void TakeDatagrams()
    {
        for (var index = 0; index < _sockets; index++)
        {
            if (_poller!.IsReadable(index))
            {
                link.ReceiveDatagram(index);
            }
        }
    }

    private void Decide(in Observation seen)
    {
        var now = Clock.Now;
        var policy = Policy;
        var decision = DecisionCore.Decide(_state, seen, now, policy, _buffer);
        var holdUntil = DecisionCore.HoldUntil(decision.Next, now, policy, _buffer);
        var cause = Causes.Of(_state, decision.Next, now);
        lock (_stateGate)
        {
            _state = decision.Next;
            _holdUntil = holdUntil;
        }

        // The guard knows of a claim before the address can be bound under it.
        Guard?.Publish(_state, now, holdUntil, policy);
        if (cause == 0)
        {
            CarryOutAll(now);
        }
        else
        {
            // Not in the steady state: to set it allocates.
            using var scope = Correlation.Use(cause);
            CarryOutAll(now);
        }

        NotePeer(now, policy);
    }

    private void CarryOutAll(MonotonicTime now)
    {
        foreach (ref readonly var action in _buffer.Actions)
        {
            CarryOut(action, now);
        }
    }

    private void CarryOut(in CoreAction action, MonotonicTime now)
    {
        switch (action.Kind)
        {
            case ActionKind.Send:
                link.Send(action.Message);
                break;
            case ActionKind.Bind:
                vip.Bind(action.Term, now, action.Until);
                break;
            case ActionKind.Release:
                vip.Release(action.Term);
                break;
            case ActionKind.Refresh:
                vip.Refresh(action.Term, action.Until);
                break;
            case ActionKind.Park:
                vip.Park(action.Term, action.Until);
                break;
            case ActionKind.Adopt:
                vip.Adopt(action.Term, action.Until);
                break;
            case ActionKind.Announce:
                vip.Announce(action.Term);
                break;
            case ActionKind.Claim:
                vip.Claim(action.Term, action.Until);
                break;
            case ActionKind.ProbeWire:
                vip.ProbeWire(action.Number);
                break;
            case ActionKind.ProbeGateway:
                witness.Ask(new WitnessQuestion(action.Number, action.Yes ? WitnessEvidenceKind.Holder : WitnessEvidenceKind.Reachable, action.Term));
                break;
            case ActionKind.Persist:
                election.Persist(action.Facts, action.Number);
                break;
            case ActionKind.Transition:
                Hooks?.Note(action);
                reporter.Post(new Report(ReportKind.Transition, action.Rule, action.From, action.To, action.Term, default, 0, false, Clock.UnixMs, action.Rule!.Why, action.Inputs, Correlation.Current));
                break;
            case ActionKind.Alert:
                NoteFault(action);
                reporter.Post(new Report(ReportKind.Alert, null, default, default, _state.Term, action.Alert, action.Number, false, Clock.UnixMs, "", default, Correlation.Current));
                break;
            case ActionKind.Complete:
                Completed?.Invoke(action.Number, action.Result);
                break;
            case ActionKind.Left:
                Left?.Invoke();
                break;
            case ActionKind.Fence:
                Fence?.Order(action.Number, action.Term, action.Until - now);
                break;
            case ActionKind.RunHooks:
                RunHooks(action, now);
                break;
            default:
                throw new InvalidOperationException($"The core ordered an unknown action {action.Kind}.");
        }
    }

    private void RunHooks(in CoreAction action, MonotonicTime now)
    {
        var reason = _state.LastRule?.Why ?? "";
        if (action.Number == 0)
        {
            Hooks?.After(action.Point, action.Term, reason);
        }
        else
        {
            Hooks?.Order(new HookOrder(action.Point, action.Number, action.Term, action.Yes, reason, action.Until - now));
        }
    }

    private void NoteFault(in CoreAction alert)
    {
        if (alert.Alert == AlertKind.PeerSilent)
        {
            Hooks?.After(HookPoint.OnFault, _state.Term, "The peer is not heard any more.");
        }
    }

    private void NotePeer(MonotonicTime now, FailoverPolicy policy)
    {
        if (_state.PeerHeardAt == MonotonicTime.Never)
        {
            return;
        }

        var isHeard = now - _state.PeerHeardAt < policy.Timeout;
        var standing = (_state.Peer.Role, _state.Peer.Term.Value);
        if (isHeard != _peerWasHeard || standing != _peerWas)
        {
            _peerWasHeard = isHeard;
            _peerWas = standing;
            reporter.Post(new Report(ReportKind.Peer, null, default, _state.Peer.Role, _state.Peer.Term, default, 0, isHeard, Clock.UnixMs, ""));
        }
    }
}
