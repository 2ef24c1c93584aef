using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Time;
using HAMgm.Contracts.Vip;
using HAMgm.Logic.VipControl.Commands;
using HAMgm.Logic.VipControl.Wire;

namespace HAMgm.Logic.VipControl.Engine;

/// <summary>
/// Carries out one order after the other and keeps what follows from them: the announcements still due, the end of the
/// hold, a removal that has to be tried again. Runs on the VIP thread alone, reads time from its clock alone.
/// </summary>
/// <remarks>
/// Three phases: nothing here, bound under a term, being removed. A bind that failed and a hold that was lost always end
/// in the removal, so that a half-bound VIP is no state.
/// </remarks>
internal sealed class VipEngine(VipPlan plan, AddressHold hold, IVipWire wire, IVipClock clock, IVipSink sink, IVipAlarms alarms, VipBoard board, ILogger log, IParkingPlace? parkingPlace = null)
{
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan FirstDuplicateLook = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReportPeriod = TimeSpan.FromSeconds(1);

    private Epoch newestTerm;
    private Epoch boundTerm;
    private MonotonicTime holdUntil;
    private AnnouncementSchedule announcements;
    private bool bound;
    private bool removing;
    private bool parked;
    private RemovalOutcome outcome;
    private Epoch removalTerm;
    private string removalReason = "";
    private MonotonicTime retryAt;
    private MonotonicTime reportAt;
    private MonotonicTime duplicateLookAt;
    private Epoch lostTerm;
    private MonotonicTime lostAt;

    /// <summary>When <see cref="Tick"/> has something to do next.</summary>
    internal MonotonicTime NextDue =>
        removing ? retryAt
        : bound ? MonotonicTime.Min(holdUntil, MonotonicTime.Min(announcements.Due, duplicateLookAt))
        : MonotonicTime.Forever;

    /// <summary>The newest term seen, which the fencing goes by.</summary>
    internal Epoch NewestTerm => newestTerm;

    /// <summary>Whether nothing is bound and nothing waits to be removed.</summary>
    internal bool IsClear => !bound && !removing;

    /// <summary>Whether what is bound is left to the next process of this node: it stays when this one ends (R14).</summary>
    internal bool IsParked => parked;

    internal void Execute(in VipCommand command)
    {
        switch (command.Kind)
        {
            case VipCommandKind.Park:
                Park(command.Term, command.Until);
                break;
            case VipCommandKind.Adopt:
                Adopt(command);
                break;
            case VipCommandKind.Bind:
                Bind(command);
                break;
            case VipCommandKind.Release:
                Release(command.Term);
                break;
            case VipCommandKind.Refresh:
                Refresh(command.Term, command.Until);
                break;
            case VipCommandKind.Announce when bound && command.Term == boundTerm:
                hold.Announce(holdUntil);
                break;
            case VipCommandKind.Claim when command.Term >= newestTerm && !bound:
                Claim(command);
                break;
            case VipCommandKind.ProbeWire:
                wire.ProbeWire(command.Number);
                break;
            case VipCommandKind.ProbeGateway:
                wire.ProbeGateway(command.Number, command.FromVip);
                break;
        }
    }

    /// <summary>Does what is due by now.</summary>
    internal void Tick()
    {
        MonotonicTime now = clock.Now;
        if (removing && now >= retryAt)
        {
            TryRemoval();
        }
        else if (bound && now >= holdUntil)
        {
            LoseHold("the hold ended without a refresh");
        }
        else if (bound && now >= announcements.Due)
        {
            hold.Announce(holdUntil);
            announcements.Advance(now, plan.AnnouncePeriod);
        }
        else if (bound && now >= duplicateLookAt)
        {
            // Somebody who has the address, too, answers clients, and says nothing to this node unless it is asked.
            wire.AskForOthers();
            duplicateLookAt = now + plan.DuplicateLookPeriod;
        }
    }

    /// <summary>The kernel told that an address of the interface was deleted, or that notices were lost.</summary>
    internal void CheckPresence()
    {
        if (bound && hold.FindMissing() is string missing)
        {
            LoseHold(missing);
        }
    }

    /// <summary>The link was down and is back: whoever sits behind it may have forgotten, or never heard.</summary>
    internal void AnnounceAnew()
    {
        if (bound)
        {
            hold.Announce(holdUntil);
            announcements.Start(clock.Now);
        }
    }

    private void Bind(in VipCommand command)
    {
        if (command.Term < newestTerm)
        {
            sink.OnBindFailed(command.Term, $"term {newestTerm} is known here, which is newer than {command.Term}", clock.Now);
            return;
        }

        newestTerm = command.Term;
        if (bound)
        {
            // A repeated order, or a higher term for what is held: it goes on being held, under the same conditions as any
            // refresh, without a gap. What is lost from here on is lost under the new term.
            boundTerm = command.Term;
            Refresh(command.Term, command.Until);
            if (bound)
            {
                sink.OnBound(command.Term, clock.Now);
            }

            return;
        }

        bound = false;
        removing = false;
        board.Show(VipState.Binding, command.Term);
        string? failure = hold.Bind(command.OrderedAt, command.Until);
        if (failure is not null)
        {
            log.Warn("vip not bound", ("term", command.Term.Value), ("reason", failure));
            BeginRemoval(RemovalOutcome.BindFailed, command.Term, failure);
            return;
        }

        MonotonicTime now = clock.Now;
        bound = true;
        boundTerm = command.Term;
        holdUntil = command.Until;
        announcements.Start(now);
        duplicateLookAt = now + FirstDuplicateLook;
        wire.EndClaim();
        wire.Held(true);
        TimeSpan took = now - command.QueuedAt;
        board.Show(VipState.Bound, command.Term, "", took);
        sink.OnBound(command.Term, now);
        log.Info("vip bound", ("term", command.Term.Value), ("microseconds", (long)took.TotalMicroseconds));
        if (lostTerm == command.Term && lostTerm != Epoch.None)
        {
            alarms.PutBack(command.Term, removalReason, now - lostAt);
        }

        lostTerm = Epoch.None;
    }

    private void Park(Epoch term, MonotonicTime until)
    {
        MonotonicTime now = clock.Now;
        string refusal = !bound || term != boundTerm ? "nothing is bound under this term"
            : parkingPlace is null ? "a simulated address ends with its process"
            : until - now < Parking.LongestLifetime ? "too late: the kernel might keep the address longer than the peer holds off"
            : parkingPlace.Write(term, until);

        // The disk may have taken its time.
        now = clock.Now;
        if (refusal.Length > 0)
        {
            sink.OnParked(term, refusal, now);
        }
        else if (now >= holdUntil)
        {
            LoseHold("the hold had ended before it was left to the next process");
        }
        else if (hold.Park(until) is string lost)
        {
            LoseHold(lost);
        }
        else
        {
            parked = true;
            holdUntil = until;
            log.Info("vip left to the next process", ("term", term.Value), ("milliseconds", (long)(until - now).TotalMilliseconds));
            sink.OnParked(term, "", clock.Now);
        }
    }

    private void Adopt(in VipCommand command)
    {
        newestTerm = Epoch.Max(newestTerm, command.Term);
        string? lost = clock.Now >= command.Until ? "the lease for the next process had ended" : hold.Adopt(command.Until);
        if (lost is not null)
        {
            log.Warn("vip not taken up", ("term", command.Term.Value), ("reason", lost));
            BeginRemoval(RemovalOutcome.BindFailed, command.Term, lost);
            return;
        }

        MonotonicTime now = clock.Now;
        bound = true;
        boundTerm = command.Term;
        holdUntil = command.Until;
        announcements.Start(now);
        duplicateLookAt = now + FirstDuplicateLook;
        wire.Held(true);
        board.Show(VipState.Bound, command.Term, "", now - command.QueuedAt);
        sink.OnBound(command.Term, now);
        log.Info("vip taken up from the process before this one", ("term", command.Term.Value));
    }

    private void Release(Epoch term)
    {
        newestTerm = Epoch.Max(newestTerm, term);
        wire.EndClaim();
        lostTerm = Epoch.None;
        BeginRemoval(RemovalOutcome.Released, term, "");
    }

    private void Refresh(Epoch term, MonotonicTime until)
    {
        // A refresh that was on its way when the address was parked would shorten its life.
        if (!bound || term != boundTerm || parked)
        {
            return;
        }

        // What has run out is never refreshed, with or without a gate: it is bound anew, through all the checks (R16).
        if (clock.Now >= holdUntil)
        {
            LoseHold("the hold had ended before the refresh came");
        }
        else if (hold.Refresh(until) is string lost)
        {
            LoseHold(lost);
        }
        else
        {
            holdUntil = until;
        }

        if (hold.GateWasRebuilt)
        {
            hold.GateWasRebuilt = false;
            alarms.GateRebuilt(term);
        }
    }

    private void Claim(in VipCommand command)
    {
        newestTerm = command.Term;
        if (clock.Now < command.Until)
        {
            wire.BeginClaim(command.Until);
        }
    }

    private void LoseHold(string reason)
    {
        lostTerm = boundTerm;
        lostAt = clock.Now;
        log.Warn("vip hold lost", ("term", boundTerm.Value), ("reason", reason));
        BeginRemoval(RemovalOutcome.HoldLost, boundTerm, reason);
    }

    private void BeginRemoval(RemovalOutcome result, Epoch term, string reason)
    {
        bool wasParked = parked;
        parked = false;
        bound = false;
        removing = true;
        wire.Held(false);
        outcome = result;
        removalTerm = term;
        removalReason = reason;
        reportAt = MonotonicTime.Never;
        board.Show(VipState.Releasing, term, reason.Length == 0 ? null : reason);
        TryRemoval();
        if (wasParked)
        {
            // After the addresses: the disk may take its time.
            parkingPlace?.Clear();
        }
    }

    private void TryRemoval()
    {
        string? failure = hold.Remove();
        MonotonicTime now = clock.Now;
        if (failure is null)
        {
            removing = false;
            boundTerm = Epoch.None;
            board.Show(VipState.Unbound, Epoch.None);
            Report(now);
            log.Info("vip not here", ("term", removalTerm.Value), ("outcome", outcome));
            return;
        }

        retryAt = now + RetryPeriod;
        if (outcome == RemovalOutcome.HoldLost)
        {
            // The loss is told at once: the core must not count on the address any longer. That it went follows as a release.
            sink.OnHoldLost(removalTerm, removalReason, now);
            outcome = RemovalOutcome.Released;
        }

        if (now >= reportAt)
        {
            reportAt = now + ReportPeriod;
            sink.OnReleaseFailed(removalTerm, failure, now);
            board.Show(VipState.Error, removalTerm, failure);
            log.Error("vip could not be removed, trying again", ("term", removalTerm.Value), ("reason", failure));
        }
    }

    private void Report(MonotonicTime now)
    {
        switch (outcome)
        {
            case RemovalOutcome.Released:
                sink.OnReleased(removalTerm, now);
                break;
            case RemovalOutcome.BindFailed:
                sink.OnBindFailed(removalTerm, removalReason, now);
                break;
            case RemovalOutcome.HoldLost:
                sink.OnHoldLost(removalTerm, removalReason, now);
                break;
        }
    }
}
