using System.Collections.Immutable;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Contracts.Vip;
using HAMgm.Linux.Memory;
using HAMgm.Logic.Core;
using HAMgm.Logic.Core.Policy;
using HAMgm.Logic.Core.State;

namespace HAMgm.Logic.StateMachine;

/// <summary>
/// Publishes the lease for the guard (design.md section 6, "Who releases"): every turn of the loop stamps it; what changes
/// rarely is encoded anew only when the claim changes.
/// </summary>
internal sealed class GuardPublisher : IDisposable
{
    /// <summary>The file's name under data_dir; hamgm-daemon knows it.</summary>
    public const string FileName = "guard.lease";

    private readonly SharedRecord _record;
    private readonly IPeerLink _link;
    private readonly IVipExecutor _vip;
    private readonly byte[] _encoded = new byte[GuardLeaseCodec.Size];
    private int _length;
    private (long Term, ulong Peer, bool Holds) _version = (-1, 0, false);

    public GuardPublisher(string dataDirectory, IPeerLink link, IVipExecutor vip)
    {
        _record = SharedRecord.OpenWriterInMemory(Path.Combine(dataDirectory, FileName));
        _link = link;
        _vip = vip;
    }

    /// <summary>Stamps the record. Allocates only when the claim, the peer's life or the role has changed.</summary>
    public void Publish(in DecisionState state, MonotonicTime now, MonotonicTime holdUntil, FailoverPolicy policy)
    {
        var holds = state.Phase is Phase.Binding or Phase.Holding or Phase.Releasing or Phase.Parking or Phase.Adopting;
        var pulse = new GuardPulse(
            state.Durable.Incarnation,
            Environment.ProcessId,
            Clock.ToNanoseconds(now),
            Deadline(state, holdUntil),
            (ulong)state.Term.Value,
            holds,
            policy.Timeout.Ticks * TimeSpan.NanosecondsPerTick);
        var version = (state.Term.Value, state.Peer.SenderIncarnation, holds);
        if (version != _version)
        {
            _version = version;
            Encode(state, pulse, policy, holds);
        }

        GuardLeaseCodec.WritePulse(pulse, _encoded);
        _record.Write(_encoded.AsSpan(0, _length));
    }

    public void Dispose() => _record.Dispose();

    /// <summary>
    /// Until when the address may be bound. A release that has been ordered is due from then on, and the guard gives it T
    /// more; a PRIMARY that waits to take its address anew has no deadline, for nothing is bound.
    /// </summary>
    private static long Deadline(in DecisionState state, MonotonicTime holdUntil) => state.Phase switch
    {
        Phase.Binding => Clock.ToNanoseconds(MonotonicTime.Max(holdUntil, state.PhaseSince)),
        Phase.Holding when state.IsBound => Clock.ToNanoseconds(holdUntil),
        Phase.Parking => Clock.ToNanoseconds(state.AwayUntil),
        Phase.Adopting => Clock.ToNanoseconds(state.LeaseUntil),
        Phase.Releasing => Clock.ToNanoseconds(state.PhaseSince),
        _ => 0,
    };

    private void Encode(in DecisionState state, GuardPulse pulse, FailoverPolicy policy, bool holds)
    {
        var datagram = new byte[GuardLease.MaxReleaseBytes];
        // Only a life that held something has something to release; and a guard that speaks for a STANDBY would end its
        // incarnation for nothing.
        var length = holds && !policy.IsSingle ? _link.EncodeDatagram(DecisionCore.LastWord(state, policy), datagram) : 0;
        var lease = new GuardLease
        {
            Pulse = pulse,
            Addresses = [.. _vip.Bindings.Select(static b => new GuardedAddress(b.InterfaceIndex, b.Address, b.PrefixLength))],
            GateTable = _vip.GateTable,
            Peers = [.. _link.Endpoints.Take(GuardLease.MaxPeers).Select(static e => new GuardPeer(e.Local, e.Remote, e.Port))],
            ReleaseDatagram = datagram.AsMemory(0, length),
        };
        _length = GuardLeaseCodec.Encode(lease, _encoded);
    }
}
