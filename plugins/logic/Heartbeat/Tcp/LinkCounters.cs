using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Heartbeat.Beats;

namespace HAMgm.Logic.Heartbeat.Tcp;

/// <summary>What GetConnectionStatus tells of one link; outlives its connections. Thread-safe.</summary>
internal sealed class LinkCounters(PeerEndpoint endpoint)
{
    private readonly Lock _gate = new();
    private ulong _lastSequence;
    private uint _lastCrc;
    private long _lastSentUnixMs;
    private long _sent;
    private MonotonicTime _lastAnswer = MonotonicTime.Never;

    /// <summary>Latency and loss.</summary>
    public BeatStatistics Statistics { get; } = new();

    /// <summary>When a beat was last answered.</summary>
    public MonotonicTime LastAnswer
    {
        get
        {
            lock (_gate)
            {
                return _lastAnswer;
            }
        }
    }

    /// <summary>A beat was sent.</summary>
    public void Sent(ulong sequence, uint crc)
    {
        lock (_gate)
        {
            _sent++;
            _lastSequence = sequence;
            _lastCrc = crc;
            _lastSentUnixMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        }
    }

    /// <summary>A beat was answered.</summary>
    public void Answered(MonotonicTime at)
    {
        lock (_gate)
        {
            _lastAnswer = at;
        }
    }

    /// <summary>The link as it is now.</summary>
    /// <param name="isConnected">Whether its connection is up.</param>
    /// <param name="lastHeardAge">How long ago the peer was heard on it; null for never.</param>
    /// <param name="received">Beats of the peer's that came on it.</param>
    public LinkStatus Read(bool isConnected, TimeSpan? lastHeardAge, long received)
    {
        (TimeSpan latency, TimeSpan maxLatency, double lossPercent) = Statistics.Read();
        lock (_gate)
        {
            return new LinkStatus(endpoint, isConnected, latency, lossPercent, _lastSequence, _lastSentUnixMs, _lastCrc, lastHeardAge, maxLatency, _sent, received);
        }
    }
}
