namespace HAMgm.Contracts.Peer;

/// <summary>What is known of the link to the peer (spec/1 section 2.3.1, GetConnectionStatus).</summary>
/// <param name="IsConnected">True when at least one link has a TCP connection and answered beats lately.</param>
/// <param name="LastHeardUnixMs">When anything valid last came from the peer, Unix time in milliseconds, for display; 0 for never.</param>
/// <param name="LastHeardAge">How long ago that was, by the monotonic clock; null for never.</param>
/// <param name="Links">One entry a link.</param>
/// <param name="RefusedFrames">Frames and datagrams refused since the start: bad magic, version, length, CRC, source, target, MAC, number.</param>
/// <param name="Authentication">How the peer's datagrams are authenticated: <c>hmac-secret</c>, <c>hmac-session</c> or <c>address-only</c>.</param>
public sealed record ConnectionStatus(
    bool IsConnected,
    long LastHeardUnixMs,
    TimeSpan? LastHeardAge,
    IReadOnlyList<LinkStatus> Links,
    long RefusedFrames,
    string Authentication);
