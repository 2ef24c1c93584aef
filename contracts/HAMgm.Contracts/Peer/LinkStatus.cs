namespace HAMgm.Contracts.Peer;

/// <summary>One path to the peer.</summary>
/// <param name="Endpoint">Its addresses.</param>
/// <param name="IsConnected">Whether its TCP connection is up.</param>
/// <param name="Latency">Median round trip of the last 128 beats; zero when there were none.</param>
/// <param name="LossPercent">Beats of the last 128 that were never answered, 0 … 100.</param>
/// <param name="LastSequence">Number of the last beat sent.</param>
/// <param name="LastSentUnixMs">When it was sent, Unix time in milliseconds, for display.</param>
/// <param name="LastCrc32">CRC-32 of the last beat sent.</param>
/// <param name="LastHeardAge">How long ago anything valid came from the peer on this link, by the monotonic clock; null for never.</param>
/// <param name="MaxLatency">Longest round trip of the last 128 beats; zero when there were none.</param>
/// <param name="Sent">Beats sent on it in this life.</param>
/// <param name="Received">Beats of the peer's that came on it in this life.</param>
public sealed record LinkStatus(
    PeerEndpoint Endpoint,
    bool IsConnected,
    TimeSpan Latency,
    double LossPercent,
    ulong LastSequence,
    long LastSentUnixMs,
    uint LastCrc32,
    TimeSpan? LastHeardAge = null,
    TimeSpan MaxLatency = default,
    long Sent = 0,
    long Received = 0);
