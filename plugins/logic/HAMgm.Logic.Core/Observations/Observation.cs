using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;

namespace HAMgm.Logic.Core.Observations;

/// <summary>One thing that the core is told. Which of the fields mean something follows from <see cref="Kind"/>.</summary>
public readonly record struct Observation
{
    /// <summary>What it is.</summary>
    public ObservationKind Kind { get; private init; }

    /// <summary>The message, of PeerMessage.</summary>
    public PeerState Message { get; private init; }

    /// <summary>The term, of Bound, BindFailed, Released, HoldLost.</summary>
    public Epoch Term { get; private init; }

    /// <summary>Probe number, MAC, ticket, or number of an operation.</summary>
    public ulong Number { get; private init; }

    /// <summary>When the answered probe was sent, of GatewayAnswer.</summary>
    public MonotonicTime SentAt { get; private init; }

    /// <summary>From the VIP (GatewayAnswer), durable (Persisted), by force (SwitchRequested), healthy (HealthChanged).</summary>
    public bool Yes { get; private init; }

    /// <summary>Only that time has passed.</summary>
    public static Observation Tick => default;

    /// <summary>A connection to the peer closed.</summary>
    public static Observation LinkClosed => new() { Kind = ObservationKind.LinkClosed };

    /// <summary>This node is to leave.</summary>
    public static Observation LeaveRequested => new() { Kind = ObservationKind.LeaveRequested };

    /// <summary>This process is to be restarted in place.</summary>
    public static Observation RestartRequested(ulong operation) => new() { Kind = ObservationKind.RestartRequested, Number = operation };

    /// <summary>The address is left for the next process, or that was refused.</summary>
    public static Observation Parked(Epoch term, bool isParked) => new() { Kind = ObservationKind.Parked, Term = term, Yes = isParked };

    /// <summary>A STATE message came.</summary>
    public static Observation PeerMessage(in PeerState message) => new() { Kind = ObservationKind.PeerMessage, Message = message };

    /// <summary>The address is bound.</summary>
    public static Observation Bound(Epoch term) => new() { Kind = ObservationKind.Bound, Term = term };

    /// <summary>The address could not be bound.</summary>
    public static Observation BindFailed(Epoch term) => new() { Kind = ObservationKind.BindFailed, Term = term };

    /// <summary>The address is released.</summary>
    public static Observation Released(Epoch term) => new() { Kind = ObservationKind.Released, Term = term };

    /// <summary>The gate or the address is gone.</summary>
    public static Observation HoldLost(Epoch term) => new() { Kind = ObservationKind.HoldLost, Term = term };

    /// <summary>A wire probe has left.</summary>
    public static Observation ProbeSent(ulong number) => new() { Kind = ObservationKind.ProbeSent, Number = number };

    /// <summary>Somebody answered for the VIP.</summary>
    public static Observation WireAnswer(ulong mac) => new() { Kind = ObservationKind.WireAnswer, Number = mac };

    /// <summary>A gateway answered a probe that was sent then.</summary>
    public static Observation GatewayAnswer(bool fromVip, MonotonicTime sentAt) =>
        new() { Kind = ObservationKind.GatewayAnswer, Yes = fromVip, SentAt = sentAt };

    /// <summary>Facts up to this ticket have reached the disk, or could not.</summary>
    public static Observation Persisted(ulong ticket, bool isDurable) =>
        new() { Kind = ObservationKind.Persisted, Number = ticket, Yes = isDurable };

    /// <summary>An operator wants a hand-over.</summary>
    public static Observation SwitchRequested(ulong operation, bool force) =>
        new() { Kind = ObservationKind.SwitchRequested, Number = operation, Yes = force };

    /// <summary>The health checks have spoken.</summary>
    public static Observation HealthChanged(bool isHealthy) => new() { Kind = ObservationKind.HealthChanged, Yes = isHealthy };
}
