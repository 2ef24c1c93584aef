using System.Runtime.InteropServices;

namespace HAMgm.Contracts.Peer;

/// <summary>
/// The fast path between the nodes: STATE messages, used by the loop that keeps the leases. logic.heartbeat provides it.
/// Sending never blocks and allocates nothing in the steady state.
/// </summary>
public interface IPeerLink
{
    /// <summary>Connects the one receiver. Called before the link's module is started.</summary>
    void Attach(IPeerLinkSink sink);

    /// <summary>Sends a STATE message now, as a datagram on every link and beside the next TCP beat. Called from one thread.</summary>
    /// <returns>False when it left on no link.</returns>
    bool Send(in PeerState state);

    /// <summary>Writes an authenticated datagram that the guard can send as it is, once this process is dead.</summary>
    /// <param name="state">The last word: Released, Sequence <see cref="ulong.MaxValue"/>.</param>
    /// <param name="destination">At least 512 bytes.</param>
    /// <returns>Length written.</returns>
    int EncodeDatagram(in PeerState state, Span<byte> destination);

    /// <summary>Local and remote address and port of each link, for the guard.</summary>
    IReadOnlyList<PeerEndpoint> Endpoints { get; }

    /// <summary>
    /// One datagram socket a link, in the order of <see cref="Endpoints"/>, for the receiver's own poll(2): so a datagram wakes the
    /// loop that judges it and no thread between. Open from the link's start to its stop; empty without a peer.
    /// </summary>
    IReadOnlyList<SafeHandle> DatagramSockets { get; }

    /// <summary>Takes one datagram, if there is one, and hands it to the receiver on this thread. Never waits; one thread calls it.</summary>
    /// <param name="link">Index into <see cref="DatagramSockets"/>.</param>
    void ReceiveDatagram(int link);
}
