using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Time;

namespace HAMgm.Contracts.Vip;

/// <summary>Takes what the executor has done and seen. Called from its thread; returns at once.</summary>
public interface IVipSink
{
    /// <summary>Every address is bound under this term, and the check after it was in time.</summary>
    void OnBound(Epoch term, MonotonicTime at);

    /// <summary>It could not be bound, or only too late; whatever was bound has been removed.</summary>
    void OnBindFailed(Epoch term, string reason, MonotonicTime at);

    /// <summary>No address is on this node any more.</summary>
    void OnReleased(Epoch term, MonotonicTime at);

    /// <summary>An address could not be removed; it is tried again.</summary>
    void OnReleaseFailed(Epoch term, string reason, MonotonicTime at);

    /// <summary>A refresh found the gate or the address run out or removed by somebody else.</summary>
    void OnHoldLost(Epoch term, string reason, MonotonicTime at);

    /// <summary>
    /// The addresses are left for the next process (R14), or that was refused and nothing has changed; <paramref name="reason"/>
    /// is empty when they are.
    /// </summary>
    void OnParked(Epoch term, string reason, MonotonicTime at);

    /// <summary>The probe has left the interface. A probe that did not leave is not reported and proves nothing.</summary>
    void OnWireProbeSent(ulong number, MonotonicTime at);

    /// <summary>
    /// Somebody other than this node's own interface, the gateways and <c>vip.known_macs</c> said that it has a VIP of the
    /// first one's interface.
    /// </summary>
    /// <param name="mac">Who, in the low 48 bits.</param>
    /// <param name="address">Which one: index into <see cref="IVipExecutor.Bindings"/>.</param>
    /// <param name="at">When it was read.</param>
    void OnWireAnswer(ulong mac, int address, MonotonicTime at);

    /// <summary>Whether every interface of the VIP has a carrier. Told when that changes, and at the start when one has none.</summary>
    void OnCarrier(bool isThere, MonotonicTime at);

    /// <summary>A gateway answered.</summary>
    /// <param name="number">Of the probe.</param>
    /// <param name="fromVip">Whether that probe was sourced from the VIP.</param>
    /// <param name="sentAt">When that probe was sent: evidence counts from then.</param>
    void OnGatewayAnswer(ulong number, bool fromVip, MonotonicTime sentAt);
}
