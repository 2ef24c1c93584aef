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

    /// <summary>From the VIP (GatewayAnswer), durable (Persisted), by force (…Requested), healthy (HealthChanged), succeeded (FenceEnded, HooksEnded).</summary>
    public bool Yes { get; private init; }

    /// <summary>On or off, of MaintenanceRequested and FreezeRequested.</summary>
    public bool On { get; private init; }

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

    /// <summary>Somebody answered for a VIP.</summary>
    /// <param name="mac">Who, in the low 48 bits.</param>
    /// <param name="address">Which one: index into the executor's bindings; it travels in the 16 bits above the MAC.</param>
    public static Observation WireAnswer(ulong mac, int address = 0) =>
        new() { Kind = ObservationKind.WireAnswer, Number = mac | ((ulong)address << MacBits) };

    /// <summary>How many bits of <see cref="Number"/> a MAC takes.</summary>
    public const int MacBits = 48;

    /// <summary>A gateway answered a probe that was sent then.</summary>
    public static Observation GatewayAnswer(bool fromVip, MonotonicTime sentAt) =>
        new() { Kind = ObservationKind.GatewayAnswer, Yes = fromVip, SentAt = sentAt };

    /// <summary>Facts up to this ticket have reached the disk, or could not.</summary>
    public static Observation Persisted(ulong ticket, bool isDurable) =>
        new() { Kind = ObservationKind.Persisted, Number = ticket, Yes = isDurable };

    /// <summary>An operator wants a hand-over.</summary>
    public static Observation SwitchRequested(ulong operation, bool force) =>
        new() { Kind = ObservationKind.SwitchRequested, Number = operation, Yes = force };

    /// <summary>An operator wants this node in maintenance, or out of it.</summary>
    public static Observation MaintenanceRequested(ulong operation, bool on, bool force) =>
        new() { Kind = ObservationKind.MaintenanceRequested, Number = operation, On = on, Yes = force };

    /// <summary>An operator wants the pair frozen, or not any more.</summary>
    public static Observation FreezeRequested(ulong operation, bool frozen, bool force) =>
        new() { Kind = ObservationKind.FreezeRequested, Number = operation, On = frozen, Yes = force };

    /// <summary>A fence has ended.</summary>
    public static Observation FenceEnded(ulong number, bool succeeded) =>
        new() { Kind = ObservationKind.FenceEnded, Number = number, Yes = succeeded };

    /// <summary>Hooks have ended.</summary>
    /// <param name="number">Of the order.</param>
    /// <param name="succeeded">False when one with policy abort failed.</param>
    public static Observation HooksEnded(ulong number, bool succeeded) =>
        new() { Kind = ObservationKind.HooksEnded, Number = number, Yes = succeeded };

    /// <summary>The health checks have spoken.</summary>
    public static Observation HealthChanged(bool isHealthy) => new() { Kind = ObservationKind.HealthChanged, Yes = isHealthy };
}
