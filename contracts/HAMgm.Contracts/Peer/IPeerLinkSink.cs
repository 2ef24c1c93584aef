using HAMgm.Contracts.Time;

namespace HAMgm.Contracts.Peer;

/// <summary>Takes what the fast path receives. Called from the link's own threads; returns at once.</summary>
public interface IPeerLinkSink
{
    /// <summary>An authenticated STATE message has come. Duplicates (two links, TCP and UDP) are passed on as they come.</summary>
    /// <param name="state">The message.</param>
    /// <param name="link">Index into <see cref="IPeerLink.Endpoints"/>.</param>
    /// <param name="receivedAt">When it was read from the socket.</param>
    void OnState(in PeerState state, int link, MonotonicTime receivedAt);

    /// <summary>A TCP connection to the peer came up or went away. Going away only starts the probing (R2).</summary>
    void OnConnection(int link, bool isUp, MonotonicTime at);
}
