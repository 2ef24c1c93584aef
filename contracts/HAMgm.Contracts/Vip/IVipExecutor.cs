using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Time;

namespace HAMgm.Contracts.Vip;

/// <summary>
/// Carries out what the decision core orders, in order, on a thread of its own. logic.vipcontrol provides it. Every call
/// returns at once; the outcome comes to the <see cref="IVipSink"/>. Each may be repeated. Every action bears the term as
/// fencing token, and is undone when it turns out to have come too late (R11).
/// </summary>
public interface IVipExecutor
{
    /// <summary>Connects the one receiver. Called before the module is started.</summary>
    void Attach(IVipSink sink);

    /// <summary>
    /// Binds every address, opens the gate, announces at 0, 100, 500 ms and 2 s. While they are bound already, under this term or a
    /// lower one, it is a refresh that makes this the term: nothing is unbound, and <see cref="IVipSink.OnBound"/> follows for this
    /// term, or <see cref="IVipSink.OnHoldLost"/> for this term.
    /// </summary>
    /// <param name="term">The claim.</param>
    /// <param name="decidedAt">When the core decided; later than 20 ms after it, nothing is bound and what was bound is undone.</param>
    /// <param name="holdUntil">End of the lease or evidence; the gate stays open no longer.</param>
    void Bind(Epoch term, MonotonicTime decidedAt, MonotonicTime holdUntil);

    /// <summary>Closes the gate, removes every address, verifies that it is gone.</summary>
    void Release(Epoch term);

    /// <summary>
    /// Refreshes the gate to min(250 ms, what is left of <paramref name="holdUntil"/>) and, every min(interval, 250 ms), the
    /// kernel's lifetime: only what has not run out, never anew (R11, R16).
    /// </summary>
    void Refresh(Epoch term, MonotonicTime holdUntil);

    /// <summary>Announces the addresses that are bound, once (conflict won, or a solo holder's defence).</summary>
    void Announce(Epoch term);

    /// <summary>Tells the gateway, and nobody else, that the first address is at this node's MAC, without binding it (R17), and answers the gateway's ARP or NS for it until <paramref name="until"/>.</summary>
    void Claim(Epoch term, MonotonicTime until);

    /// <summary>Sends one ARP probe (IPv6: neighbour solicitation) for each address of the first one's interface; it counts as sent when the first one's left.</summary>
    /// <param name="number">Comes back in <see cref="IVipSink.OnWireProbeSent"/>.</param>
    void ProbeWire(ulong number);

    /// <summary>Sends one echo to each gateway, or to the register alone: the first gateway in the VIP's own segment.</summary>
    /// <param name="number">Comes back in <see cref="IVipSink.OnGatewayAnswer"/>.</param>
    /// <param name="fromVip">True: sourced from the VIP and this node's MAC, to the register alone, whether bound or not (R17).</param>
    void ProbeGateway(ulong number, bool fromVip);

    /// <summary>
    /// Leaves what is bound under this term to the next process of this node (R14): a note on the disk says so, the kernel's
    /// lifetime becomes 4 s, the gate stays open until then, and the module's stop releases nothing. Ends in
    /// <see cref="IVipSink.OnParked"/>.
    /// </summary>
    /// <param name="term">The claim.</param>
    /// <param name="until">Until when the peer's word lets the addresses answer; at least 5.25 s from now, else it is refused.</param>
    void Park(Epoch term, MonotonicTime until);

    /// <summary>Takes up what <see cref="Parked"/> says. Ends in OnBound, or, with everything removed, in OnBindFailed.</summary>
    void Adopt(Epoch term, MonotonicTime until);

    /// <summary>What an earlier process of this node and boot left bound for this one under the same settings; null when nothing. Known after Initialize.</summary>
    ParkedHold? Parked { get; }

    /// <summary>MAC of the VIP's interface in the low 48 bits; 0 when it has none (simulated).</summary>
    ulong InterfaceMac { get; }

    /// <summary>What the guard needs to delete the addresses.</summary>
    IReadOnlyList<VipBinding> Bindings { get; }

    /// <summary>Name of the gate's table; empty when there is no gate.</summary>
    string GateTable { get; }
}
