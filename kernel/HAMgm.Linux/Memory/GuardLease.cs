using System.Collections.Immutable;

namespace HAMgm.Linux.Memory;

/// <summary>
/// What hamgm-service publishes for hamgm-daemon in a <see cref="SharedRecord"/>: all that the guard needs to end the
/// holding without the service, without secrets and without a codec of the peer link. See <see cref="GuardLeaseCodec"/>.
/// </summary>
/// <remarks>
/// A value: <c>lease with { Pulse = … }</c> and encoding it allocate nothing, so the loop can write it every turn.
/// </remarks>
public readonly record struct GuardLease
{
    /// <summary>At most this many addresses.</summary>
    public const int MaxAddresses = 8;

    /// <summary>At most this many ways to the peer.</summary>
    public const int MaxPeers = 4;

    /// <summary>At most this many ASCII characters of the gate's table name.</summary>
    public const int MaxGateTableLength = 32;

    /// <summary>At most this many bytes of the release notice.</summary>
    public const int MaxReleaseBytes = 512;

    private readonly ImmutableArray<GuardedAddress> addresses;
    private readonly ImmutableArray<GuardPeer> peers;
    private readonly string? gateTable;

    /// <summary>Who writes, when, and until when it may hold.</summary>
    public GuardPulse Pulse { get; init; }

    /// <summary>The addresses to delete.</summary>
    public ImmutableArray<GuardedAddress> Addresses
    {
        get => addresses.IsDefault ? [] : addresses;
        init => addresses = value;
    }

    /// <summary>The name of the gate's tables; empty without a gate.</summary>
    public string GateTable
    {
        get => gateTable ?? "";
        init => gateTable = value;
    }

    /// <summary>The ways to the peer.</summary>
    public ImmutableArray<GuardPeer> Peers
    {
        get => peers.IsDefault ? [] : peers;
        init => peers = value;
    }

    /// <summary>The authenticated "released" datagram, ready to be sent after the service is dead and the addresses are gone; empty for none.</summary>
    public ReadOnlyMemory<byte> ReleaseDatagram { get; init; }

    /// <summary>Shorthand for the parts of <see cref="Pulse"/>.</summary>
    public ulong Incarnation => Pulse.Incarnation;

    /// <inheritdoc cref="GuardPulse.ServicePid"/>
    public int ServicePid => Pulse.ServicePid;

    /// <inheritdoc cref="GuardPulse.AliveAtNs"/>
    public long AliveAtNs => Pulse.AliveAtNs;

    /// <inheritdoc cref="GuardPulse.DeadlineNs"/>
    public long DeadlineNs => Pulse.DeadlineNs;

    /// <inheritdoc cref="GuardPulse.Term"/>
    public ulong Term => Pulse.Term;

    /// <inheritdoc cref="GuardPulse.Holding"/>
    public bool Holding => Pulse.Holding;

    /// <inheritdoc cref="GuardPulse.TimeoutNs"/>
    public long TimeoutNs => Pulse.TimeoutNs;
}
