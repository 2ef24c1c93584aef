using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Logic.Heartbeat.Beats;
using HAMgm.Logic.Heartbeat.Messages;
using HAMgm.Logic.Heartbeat.Wire;

namespace HAMgm.Logic.Heartbeat;

/// <summary>What all links of a started module share.</summary>
internal sealed class LinkContext
{
    private volatile HeartbeatTimings _timings;

    /// <summary>Builds it from the settings.</summary>
    public LinkContext(
        HeartbeatOptions options, HeartbeatTimings timings, StateExchange states, Heard heard, RequestServer requests, Refusals refusals, ILogger log, IHost host)
    {
        _timings = timings;
        States = states;
        Heard = heard;
        Requests = requests;
        Refusals = refusals;
        Log = log;
        Host = host;
        Codec = new FrameCodec(options.NodeId, options.PeerId);
        MessageKey = LinkKeys.Derive(options.ClusterId, options.Secret).Message;
        Sequences = new SequenceGenerator(options.NodeId, DateTimeOffset.UtcNow.ToUnixTimeSeconds(), Clock);
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

    /// <summary>Authenticates messages; empty without a secret.</summary>
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

    /// <summary>Asked to stop the process when something is broken that must not be.</summary>
    public IHost Host { get; }
}
