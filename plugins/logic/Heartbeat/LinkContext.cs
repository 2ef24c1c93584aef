using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Heartbeat.Beats;
using HAMgm.Logic.Heartbeat.Messages;
using HAMgm.Logic.Heartbeat.Tls;
using HAMgm.Logic.Heartbeat.Wire;

namespace HAMgm.Logic.Heartbeat;

/// <summary>What all links of a started module share.</summary>
internal sealed class LinkContext
{
    // How soon a shorter interval takes effect while a long one is being waited for.
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    private readonly bool[] _peerBeats;
    private readonly long[] _beatsReceived;
    private readonly long[] _heardTicks;
    private volatile HeartbeatTimings _timings;

    /// <summary>Builds it from the settings.</summary>
    public LinkContext(
        HeartbeatOptions options, HeartbeatTimings timings, StateExchange states, Heard heard, RequestServer requests, Refusals refusals, ILogger log, IFaultReporter faults, PeerTls? tls = null, long leastSequenceSeconds = 0)
    {
        _timings = timings;
        _peerBeats = new bool[options.Endpoints.Count];
        _beatsReceived = new long[options.Endpoints.Count];
        _heardTicks = new long[options.Endpoints.Count];
        Array.Fill(_heardTicks, MonotonicTime.Never.Ticks);
        States = states;
        Heard = heard;
        Requests = requests;
        Refusals = refusals;
        Log = log;
        Faults = faults;
        Codec = new FrameCodec(options.NodeId, options.PeerId);
        Tls = tls;

        // TLS authenticates what is on a connection by itself.
        MessageKey = tls is null ? LinkKeys.Derive(options.ClusterId, options.Secret).Message : [];
        Sequences = new SequenceGenerator(options.NodeId, Math.Max(leastSequenceSeconds, DateTimeOffset.UtcNow.ToUnixTimeSeconds()), Clock);
    }

    /// <summary>The settings as they are just now.</summary>
    public HeartbeatTimings Timings
    {
        get => _timings;
        set => _timings = value;
    }

    /// <summary>Whether beats are sent.</summary>
    public bool IsBeating { get; set; } = true;

    /// <summary>The time.</summary>
    public Clock Clock { get; } = BootTimeClock.Now;

    /// <summary>Frames.</summary>
    public FrameCodec Codec { get; }

    /// <summary>Mutual TLS for the connections; null: none.</summary>
    public PeerTls? Tls { get; }

    /// <summary>Authenticates messages; empty without a secret, or where TLS does it.</summary>
    public byte[] MessageKey { get; }

    /// <summary>Numbers of frames.</summary>
    public SequenceGenerator Sequences { get; }

    /// <summary>STATE messages.</summary>
    public StateExchange States { get; }

    /// <summary>When the peer was last heard.</summary>
    public Heard Heard { get; }

    /// <summary>Answers the peer's requests.</summary>
    public RequestServer Requests { get; }

    /// <summary>What was refused.</summary>
    public Refusals Refusals { get; }

    /// <summary>The log.</summary>
    public ILogger Log { get; }

    /// <summary>Told when something is broken that must not be.</summary>
    public IFaultReporter Faults { get; }

    /// <summary>Something valid has come on a link; a copy of what came on another one counts as well. For any thread.</summary>
    public void NoteHeard(int link, MonotonicTime at) => Interlocked.Exchange(ref _heardTicks[link], at.Ticks);

    /// <summary>When something valid last came on a link; <see cref="MonotonicTime.Never"/> for never.</summary>
    public MonotonicTime LastHeardOn(int link) => new(Interlocked.Read(ref _heardTicks[link]));

    /// <summary>The peer's beat has come on a link. On the thread of the connections.</summary>
    public void NotePeerBeat(int link)
    {
        _peerBeats[link] = true;
        Interlocked.Increment(ref _beatsReceived[link]);
    }

    /// <summary>How many have come on a link.</summary>
    public long BeatsReceivedOn(int link) => Interlocked.Read(ref _beatsReceived[link]);

    /// <summary>Whether one has come since the last call. On the thread of the connections.</summary>
    public bool TakePeerBeat(int link)
    {
        bool hasCome = _peerBeats[link];
        _peerBeats[link] = false;
        return hasCome;
    }

    /// <summary>Waits until a beat's interval after some time, by the settings as they are while it waits.</summary>
    public async Task PauseAsync(MonotonicTime since, CancellationToken cancellationToken)
    {
        TimeSpan rest;
        while ((rest = since + Timings.Interval - Clock()) > TimeSpan.Zero && !cancellationToken.IsCancellationRequested)
        {
            // Whole milliseconds, upwards: the timer knows no parts, and would spin through the last one.
            int milliseconds = (int)Math.Ceiling(Math.Min(rest.TotalMilliseconds, LongestPause.TotalMilliseconds));
            await Task.Delay(milliseconds, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
