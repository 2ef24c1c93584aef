using System.Composition;
using System.Runtime.InteropServices;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Data;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Heartbeat.History;
using HAMgm.Logic.Heartbeat.Messages;
using HAMgm.Logic.Heartbeat.Tcp;
using HAMgm.Logic.Heartbeat.Tls;
using HAMgm.Logic.Heartbeat.Wire;
using HAMgm.Tls;

namespace HAMgm.Logic.Heartbeat;

/// <summary>
/// logic.heartbeat: the link to the peer (spec/1 sections 2.2 and 5.3, design.md section 5). Wiring only.
/// </summary>
[Shared]
[Export(typeof(IModule))]
[Export(typeof(IPeerLink))]
[Export(typeof(IPeerChannel))]
public sealed class HeartbeatModule : IModule, IPeerLink, IPeerChannel, IDisposable
{
    private readonly IConfigManager _config;
    private readonly IFaultReporter _faults;
    private readonly ILogger _log;
    private readonly IEventBus _events;
    private readonly Heard _heard = new();
    private readonly Refusals _refusals;
    private readonly RequestServer _requests;
    private readonly byte[] _datagram = new byte[StateCodec.MaxLength];
    private HeartbeatOptions? _options;
    private volatile StateExchange? _states;
    private volatile PeerLinks? _links;
    private LinkContext? _context;
    private IPeerLinkSink? _sink;
    private IDisposable? _watch;
    private HistoryStore? _history;
    private bool _isBeating = true;
    private ModuleState _state = ModuleState.Loaded;

    /// <summary>Made by the kernel.</summary>
    [ImportingConstructor]
    public HeartbeatModule(IConfigManager config, IFaultReporter faults, ILogger log, IEventBus events)
    {
        _config = config;
        _faults = faults;
        _log = log;
        _events = events;
        _refusals = new Refusals(log, BootTimeClock.Now);
        _requests = new RequestServer(log);
    }

    /// <summary>Where the history of beats is kept; null in a test that has no disk.</summary>
    [Import(AllowDefault = true)]
    public IDataStore? Store { get; set; }

    /// <summary>Where the newest number is noted.</summary>
    [Import(AllowDefault = true)]
    public ICounters? Counters { get; set; }

    /// <inheritdoc/>
    public IReadOnlyList<PeerEndpoint> Endpoints => Options.Endpoints;

    /// <inheritdoc/>
    public IReadOnlyList<SafeHandle> DatagramSockets => _links?.DatagramSockets ?? [];

    private HeartbeatOptions Options => _options ??= HeartbeatOptions.Read(_config);

    private string Authentication => Options.Tls is not null ? "hmac-session" : Options.Secret.Length != 0 ? "hmac-secret" : "address-only";

    /// <inheritdoc/>
    public Task InitializeAsync(CancellationToken cancellationToken)
    {
        Configure();
        _state = ModuleState.Initialized;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (_links is null)
        {
            Configure();
            if (_states is { } states)
            {
                Open(states);
            }
        }

        _state = ModuleState.Running;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        PeerLinks? links = _links;
        _links = null;
        _watch?.Dispose();
        _history?.Dispose();
        if (links is not null)
        {
            using (links)
            {
                await links.StopAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        _state = ModuleState.Stopped;
    }

    /// <inheritdoc/>
    public ModuleStatus GetStatus()
    {
        if (_links is not { } links)
        {
            return new ModuleStatus(_state, _state == ModuleState.Running ? "single node, no peer" : string.Empty);
        }

        string connection = links.IsConnected() ? "connected to" : "not connected to";
        return new ModuleStatus(_state, $"{connection} {Options.PeerId}, {Authentication}, {_refusals.Total} refused");
    }

    /// <inheritdoc/>
    public void Attach(IPeerLinkSink sink)
    {
        _sink = sink;
        if (_states is { } states)
        {
            states.Sink = sink;
            _links?.Introduce(sink);
        }
    }

    /// <inheritdoc/>
    public bool Send(in PeerState state)
    {
        if (_states is not { } states)
        {
            return false;
        }

        int length = states.Encode(state, _datagram);
        return _links?.Send(_datagram.AsSpan(0, length)) ?? false;
    }

    /// <inheritdoc/>
    public void ReceiveDatagram(int link) => _links?.ReceiveDatagram(link);

    /// <inheritdoc/>
    public int EncodeDatagram(in PeerState state, Span<byte> destination) => _states?.EncodeOnly(state, destination) ?? 0;

    /// <inheritdoc/>
    public void StartHeartbeat() => SetBeating(true);

    /// <inheritdoc/>
    public void StopHeartbeat() => SetBeating(false);

    /// <inheritdoc/>
    public ConnectionStatus GetConnectionStatus()
    {
        PeerLinks? links = _links;
        MonotonicTime last = _heard.Last;
        return new ConnectionStatus(
            links?.IsConnected() ?? false,
            _heard.UnixMs,
            last == MonotonicTime.Never ? null : BootTimeClock.Now() - last,
            links?.ReadStatus() ?? [],
            _refusals.Total,
            Authentication);
    }

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> RequestAsync(ReadOnlyMemory<byte> payload, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (payload.Length > MessageCodec.MaxBodyLength)
        {
            throw new HamgmException(
                ErrorKind.Cluster, ErrorCodes.BadRequest, string.Empty, $"The request has {payload.Length} bytes; at most {MessageCodec.MaxBodyLength} travel.");
        }

        OutboundConnection connection = _links?.FindConnection() ?? throw new HamgmException(
            ErrorKind.ServiceUnavailable,
            ErrorCodes.Unavailable,
            Options.PeerId,
            Options.IsSingle ? "No peer is configured." : $"There is no connection to {Options.PeerId}; check that it runs and that the network carries heartbeat.port.");
        return await connection.RequestAsync(payload, timeout, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void HandleRequests(Func<ReadOnlyMemory<byte>, CancellationToken, Task<ReadOnlyMemory<byte>>>? handler) =>
        _requests.Handle(handler);

    /// <inheritdoc/>
    public void Dispose()
    {
        _watch?.Dispose();
        _history?.Dispose();
        _links?.Dispose();
        _requests.Dispose();
    }

    private void Open(StateExchange states)
    {
        HeartbeatOptions options = Options;
        _history = Store is { } store ? new HistoryStore(store, Counters, options.NodeId, options.PeerId, _log, TimeProvider.System) : null;
        LinkContext context = new(options, HeartbeatTimings.Read(_config), states, _heard, _requests, _refusals, _log, _faults, OpenTls(options), _history?.LeastSeconds() ?? 0) { IsBeating = _isBeating };
        PeerLinks links = new(context, options.Endpoints, new SilenceAlarm(context, options.PeerId, _events), new LinkAlarm(context, options, _events));
        try
        {
            links.Start();
        }
        catch (HamgmException)
        {
            links.Dispose();
            throw;
        }

        _context = context;
        _links = links;
        _history?.Start(links.Histories);
        _watch = _config.WatchConfig("cluster.", _ => context.Timings = HeartbeatTimings.Read(_config));
        if (options.Secret.Length == 0 && options.Tls is null)
        {
            _log.Warn("the peer is known by its address only; set thrift.tls or cluster.secret on both nodes", ("peer", options.PeerId));
        }
    }

    private PeerTls? OpenTls(HeartbeatOptions options)
    {
        if (options.Tls is not { } files)
        {
            return null;
        }

        try
        {
            return new PeerTls(new TlsStore(files), options.NodeId, options.PeerId, _events, _log, BootTimeClock.Now);
        }
        catch (TlsException unusable)
        {
            // A link without what was asked for would be worse than none.
            throw new HamgmException(ErrorKind.Configuration, ErrorCodes.BadRequest, "thrift.tls", $"thrift.tls: {unusable.Message}", unusable);
        }
    }

    // Read again at every start, so that a restart applies what has changed. What was received in this life stays known as long
    // as the peer and the secret are the same: a restart of the module must not open the door to replays.
    private void Configure()
    {
        HeartbeatOptions options = HeartbeatOptions.Read(_config);
        if (options.IsSingle)
        {
            _states = null;
        }
        else if (_states is null || !options.IsSamePair(Options))
        {
            StateKeys keys = options.Tls is not null ? StateKeys.Session() : StateKeys.Shared(LinkKeys.Derive(options.ClusterId, options.Secret).State);
            _states = new StateExchange(new StateCodec(options.ClusterId, options.NodeId, options.PeerId, keys), _heard, keys) { Sink = _sink };
        }

        _options = options;
    }

    private void SetBeating(bool isBeating)
    {
        _isBeating = isBeating;
        if (_context is { } context)
        {
            context.IsBeating = isBeating;
        }
    }
}
