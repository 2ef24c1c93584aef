using HAMgm.Contracts.Peer;
using HAMgm.Contracts.StateMachine;
using HAMgm.Contracts.Vip;

namespace HAMgm.Contracts.Management;

/// <summary>A node from the inside: what only it knows, taken at one moment. Travels to the peer, which shows it to its own callers.</summary>
/// <param name="NodeId">The node.</param>
/// <param name="Status">Its decision core.</param>
/// <param name="Connection">Its link to the peer.</param>
/// <param name="Vip">The VIP on it.</param>
/// <param name="History">Its last transitions, oldest first, at most 100.</param>
/// <param name="StartedAtUnixMs">When its service was started, Unix time in milliseconds.</param>
public sealed record NodeDetail(
    string NodeId,
    NodeStatus Status,
    ConnectionStatus Connection,
    VipStatus Vip,
    IReadOnlyList<StateTransition> History,
    long StartedAtUnixMs);
