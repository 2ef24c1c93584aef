using HAMgm.Contracts.Peer;

namespace HAMgm.Simulation.Tests.Exhaustive;

/// <summary>A message on its way.</summary>
/// <param name="To">The receiver.</param>
/// <param name="NotBefore">The earliest instant at which it may arrive, in ticks.</param>
/// <param name="State">What it says.</param>
internal readonly record struct PairLetter(int To, long NotBefore, PeerState State);
