using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Hooks;
using HAMgm.Contracts.Time;

namespace HAMgm.Logic.Core.State;

/// <summary>
/// What the core knows of the hooks that a change of roles waits for: the last run that it ordered, and how it ended. One at a time:
/// a node that holds runs before-demote, one that does not before-promote. In memory only: another life runs them anew.
/// </summary>
public struct HookRun
{
    /// <summary>Number of the last run ordered, and of the last one that has ended or taken too long.</summary>
    public ulong Number, Answered;

    /// <summary>Which hooks.</summary>
    public HookPoint Point;

    /// <summary>Under which term: their fencing token.</summary>
    public Epoch Term;

    /// <summary>Whether a PRIMARY waits for them; whether none with policy abort failed.</summary>
    public bool IsPlanned, HasSucceeded;

    /// <summary>When the run was ordered, and when it ended.</summary>
    public MonotonicTime OrderedAt, EndedAt;

    /// <summary>Before-promote failed: this node says until then that it cannot be PRIMARY, so that the other one goes first.</summary>
    public MonotonicTime BarredUntil;

    /// <summary>Taker: when the PRIMARY last asked for a hand-over that waits for hooks.</summary>
    public MonotonicTime AskedAt;

    /// <summary>PRIMARY: the before-demote hooks of the hand-over that is wanted were ordered; nothing stands in the way of PREPARE any more.</summary>
    public bool IsDemoteOrdered, HasDemoteStood;

    /// <summary>PRIMARY: since when it asks PREPARE, and when the peer last said that its hooks run.</summary>
    public MonotonicTime PrepareSince, PeerPreparingAt;

    /// <summary>Whether a run has not ended.</summary>
    public readonly bool IsRunning => Number != Answered;

    /// <summary>Whether before-promote runs for this term.</summary>
    /// <param name="term">The term of the bid to come.</param>
    public readonly bool RunsFor(Epoch term) => IsRunning && Point == HookPoint.BeforePromote && Term == term;

    /// <summary>Whether before-promote has ended for this term, and that counts still.</summary>
    /// <param name="term">The term of the bid to come.</param>
    /// <param name="now">The instant.</param>
    /// <param name="policy">How long it counts.</param>
    public readonly bool HasEndedFor(Epoch term, MonotonicTime now, Policy.FailoverPolicy policy) =>
        !IsRunning && Point == HookPoint.BeforePromote && Term == term && EndedAt != MonotonicTime.Never
        && now - EndedAt <= (IsPlanned || !HasSucceeded ? policy.HookMemory : policy.HookValidity);
}
