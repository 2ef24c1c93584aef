using System.Collections.Concurrent;
using System.Net;
using System.Runtime.InteropServices;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Election;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Contracts.Vip;
using HAMgm.TestSupport;

namespace HAMgm.Logic.StateMachine.Tests;

/// <summary>
/// A real StateMachineModule with everything around it in memory. The fakes are written by hand because the module's own
/// threads call them thousands of times a second, and because link, wire and gateway of two nodes have to agree with each
/// other, which a mocking library's canned answers do not.
/// </summary>
internal sealed class MemoryNode : IPeerLink, IVipExecutor, IElection, IEventBus, IFaultReporter, IDisposable
{
    private readonly MemorySegment _segment;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hamgm-statemachine-");
    private PeerState _lastSent;
    private Epoch _boundTerm;
    private IPeerLinkSink? _linkSink;
    private IVipSink? _vipSink;
    private IElectionSink? _electionSink;

    public MemoryNode(MemorySegment segment, string id, string peerId, byte number)
    {
        _segment = segment;
        InterfaceMac = 0xA0UL + number;
        Config = new FakeConfig(id, $"10.0.0.{number}", peerId, "10.0.0.9")
            .With("data_dir", _folder.FullName).With("cluster.heartbeat_interval", "1s").With("cluster.heartbeat_timeout", "5s")
            .With("quorum.witness", "gateway").With("vip.on_duplicate", "hold").With("vip.provider", "netlink")
            .With("cluster.failback", "manual").With("cluster.failback_delay", "60s").With("node.priority", "100")
            .With("fence.timeout", "2s").With("fence.on_failure", "abort");
        Module = new StateMachineModule(Config, this, this, new FakeVipControl(), this, new FakeHost(), this, Log, this, Fence) { Hooks = Hooks };
        segment.Nodes.Add(this);
    }

    public FakeConfig Config { get; }

    public RecordingLogger Log { get; } = new();

    public StateMachineModule Module { get; }

    public FakeFence Fence { get; } = new();

    public FakeHooks Hooks { get; } = new();

    public ConcurrentQueue<IEvent> Published { get; } = new();

    public ConcurrentQueue<Exception> Faults { get; } = new();

    public ConcurrentQueue<ElectionResult> Results { get; } = new();

    public string LeasePath => Path.Combine(_folder.FullName, GuardPublisher.FileName);

    public bool IsBound { get; private set; }

    /// <summary>The kernel refuses the address.</summary>
    public bool BindFails { get; set; }

    /// <summary>Under which call the last Bind was ordered.</summary>
    public ulong BoundUnder { get; private set; }

    /// <summary>Under which call the last Release was ordered.</summary>
    public ulong ReleasedUnder { get; private set; }

    public ulong InterfaceMac { get; }

    public IReadOnlyList<VipBinding> Bindings { get; } = [new(IPAddress.Parse("10.0.0.100"), 24, 2, "eth0")];

    public string GateTable => "hamgm_test";

    public IReadOnlyList<PeerEndpoint> Endpoints { get; } = [new(IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2"), 9091)];

    public IReadOnlyList<SafeHandle> DatagramSockets => [];

    private MemoryNode? Other => _segment.Nodes.Find(node => node != this);

    public void Attach(IPeerLinkSink sink) => _linkSink = sink;

    public void Attach(IVipSink sink) => _vipSink = sink;

    public void Attach(IElectionSink sink) => _electionSink = sink;

    /// <summary>Whether the peer last said that it could be PRIMARY.</summary>
    public bool PeerIsEligible => Other!._lastSent.Has(PeerStateFlags.Eligible);

    public bool Send(in PeerState state)
    {
        _lastSent = state;
        Other?._linkSink?.OnState(state, 0, Clock.Now);
        return true;
    }

    public void ReceiveDatagram(int link) => throw new NotSupportedException("There is no socket.");

    public int EncodeDatagram(in PeerState state, Span<byte> destination)
    {
        destination[..4].Fill((byte)state.ReleasedTerm.Value);
        return 4;
    }

    public void Bind(Epoch term, MonotonicTime decidedAt, MonotonicTime holdUntil)
    {
        BoundUnder = Contracts.Logging.Correlation.Current;
        if (BindFails)
        {
            _vipSink!.OnBindFailed(term, "as the test says", Clock.Now);
            return;
        }

        _boundTerm = term;
        IsBound = true;
        _segment.NoteHolders();
        _segment.Owner = this;
        _vipSink!.OnBound(term, Clock.Now);
    }

    /// <summary>Somebody deletes the address.</summary>
    public void LoseAddress()
    {
        IsBound = false;
        _vipSink!.OnHoldLost(_boundTerm, "somebody removed it", Clock.Now);
    }

    public void Release(Epoch term)
    {
        ReleasedUnder = Contracts.Logging.Correlation.Current;
        IsBound = false;
        _vipSink!.OnReleased(term, Clock.Now);
    }

    public void Refresh(Epoch term, MonotonicTime holdUntil)
    {
    }

    public ParkedHold? Parked => null;

    public void Park(Epoch term, MonotonicTime until) => _vipSink!.OnParked(term, "", Clock.Now);

    public void Adopt(Epoch term, MonotonicTime until) => _vipSink!.OnBound(term, Clock.Now);

    public void Announce(Epoch term) => _segment.Owner = this;

    public void Claim(Epoch term, MonotonicTime until) => _segment.Owner = this;

    public void ProbeWire(ulong number)
    {
        _vipSink!.OnWireProbeSent(number, Clock.Now);
        if (Other is { IsBound: true } holder)
        {
            _vipSink.OnWireAnswer(holder.InterfaceMac, 0, Clock.Now);
        }
    }

    public void ProbeGateway(ulong number, bool fromVip)
    {
        if (!fromVip || _segment.Owner == this)
        {
            _vipSink!.OnGatewayAnswer(number, fromVip, Clock.Now);
        }
    }

    public DurableFacts Begin() => new() { Incarnation = 1 };

    public void Persist(in DurableFacts facts, ulong ticket) => _electionSink!.OnPersisted(ticket, isDurable: true, Clock.Now);

    public VoteResult GetVote() => new(Epoch.None, "");

    public ElectionResult GetElectionResult() => Results.LastOrDefault() ?? new ElectionResult(Epoch.None, "", "", 0);

    public void RecordResult(ElectionResult result) => Results.Enqueue(result);

    public bool Publish<TEvent>(TEvent @event)
        where TEvent : class, IEvent
    {
        Published.Enqueue(@event);
        return true;
    }

    public Task PublishSyncAsync<TEvent>(TEvent @event, CancellationToken cancellationToken)
        where TEvent : class, IEvent => throw new NotSupportedException();

    public IDisposable Subscribe<TEvent>(IEventHandler<TEvent> handler, int queueLength)
        where TEvent : class, IEvent => throw new NotSupportedException();

    public void Unsubscribe<TEvent>(IEventHandler<TEvent> handler)
        where TEvent : class, IEvent => throw new NotSupportedException();

    public void Report(Exception exception) => Faults.Enqueue(exception);

    public void Dispose()
    {
        Module.Dispose();
        _folder.Delete(recursive: true);
    }
}
