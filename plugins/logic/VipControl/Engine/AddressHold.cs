using HAMgm.Contracts.Time;
using HAMgm.Linux;
using HAMgm.Linux.Netlink;
using HAMgm.Logic.VipControl.Addresses;
using HAMgm.Logic.VipControl.Gate;
using HAMgm.Logic.VipControl.Wire;

namespace HAMgm.Logic.VipControl.Engine;

/// <summary>
/// The system calls of a bind, a refresh and a release, with the clock looked at before and after each of them
/// (safety-rules.md R11). Every method returns null when all went well, else the reason for an operator; none of them
/// cleans up after itself: the engine answers every failure with <see cref="Remove"/>.
/// </summary>
internal sealed class AddressHold(VipPlan plan, IVipAddresses addresses, IVipGate gate, IVipWire wire, IVipClock clock)
{
    /// <summary>A decision older than this was made about a world that is gone (R11).</summary>
    internal static readonly TimeSpan DecisionLimit = TimeSpan.FromMilliseconds(20);

    /// <summary>No opening of the gate lasts longer (R16).</summary>
    internal static readonly TimeSpan GateLimit = TimeSpan.FromMilliseconds(250);

    /// <summary>How often the gate is looked through for rules that somebody removed.</summary>
    internal static readonly TimeSpan GateLookPeriod = TimeSpan.FromSeconds(2);

    private MonotonicTime lifetimeFrom;
    private MonotonicTime gateLookAt;

    /// <summary>Whether the gate was found missing and put back since this was last set to false.</summary>
    internal bool GateWasRebuilt { get; set; }

    /// <summary>
    /// Binds every address, then opens the gate, announces. Whenever this process is held up in between, nothing answers for
    /// an address that came too late: see <see cref="OpenGate"/>.
    /// </summary>
    internal string? Bind(MonotonicTime decidedAt, MonotonicTime holdUntil)
    {
        try
        {
            string? late = Late(decidedAt, holdUntil);
            foreach (ref readonly VipAddress address in plan.Addresses.AsSpan())
            {
                late ??= Add(address, decidedAt, holdUntil);
            }

            late ??= OpenGate(decidedAt, holdUntil);
            foreach (ref readonly VipAddress address in plan.Addresses.AsSpan())
            {
                if (late is null)
                {
                    // One that did not leave (the link is down just now) is repeated soon; the address is bound all the same.
                    wire.Announce(address);
                    late = Late(decidedAt, holdUntil);
                }
            }

            return late;
        }
        catch (LinuxException refusal)
        {
            return refusal.Message;
        }
    }

    /// <summary>Keeps the gate open and, when that is due, the kernel's lifetime going.</summary>
    internal string? Refresh(MonotonicTime holdUntil)
    {
        try
        {
            MonotonicTime now = clock.Now;
            if (now >= holdUntil)
            {
                return "the hold had ended before the refresh came";
            }

            if (RefreshGate(now, holdUntil) is string shut)
            {
                return shut;
            }

            bool lifetimes = now >= lifetimeFrom + plan.LifetimePeriod;
            foreach (ref readonly VipAddress address in plan.Addresses.AsSpan())
            {
                if (lifetimes && LifetimeLost(address, now, plan.KernelLeaseSeconds) is string lost)
                {
                    return lost;
                }

                if (clock.Now >= holdUntil)
                {
                    return "the hold ended during the refresh";
                }
            }

            lifetimeFrom = lifetimes ? now : lifetimeFrom;
            return null;
        }
        catch (LinuxException refusal)
        {
            return refusal.Message;
        }
    }

    /// <summary>Gives every address the life of a restart in place: the gate open until then, the kernel's lifetime short (R14).</summary>
    internal string? Park(MonotonicTime until)
    {
        try
        {
            foreach (ref readonly VipAddress address in plan.Addresses.AsSpan())
            {
                if (LifetimeLost(address, clock.Now, Parking.LifetimeSeconds) is string lost)
                {
                    return lost;
                }
            }

            lifetimeFrom = clock.Now;
            MonotonicTime before = clock.Now;
            if (!gate.Refresh(Parking.GateMilliseconds(until, before)))
            {
                return "the gate had shut before the address was left to the next process";
            }

            // Held up between the look at the clock and the call, it is open for too long: this is no moment to leave it alone.
            return clock.Now - before <= DecisionLimit ? null : "too late: held up while the address was left to the next process";
        }
        catch (LinuxException refusal)
        {
            return refusal.Message;
        }
    }

    /// <summary>Takes up what an earlier process left bound: looks that each address is there and open, and refreshes it (R14).</summary>
    internal string? Adopt(MonotonicTime until)
    {
        lifetimeFrom = MonotonicTime.Never;
        return Refresh(until);
    }

    /// <summary>The first address that is not there though it should be, and why; null when all are there.</summary>
    internal string? FindMissing()
    {
        try
        {
            foreach (ref readonly VipAddress address in plan.Addresses.AsSpan())
            {
                if (!addresses.IsBound(address))
                {
                    return WhyGone(address, clock.Now);
                }
            }

            return null;
        }
        catch (LinuxException refusal)
        {
            return refusal.Message;
        }
    }

    /// <summary>Announces every address once, while the hold lasts.</summary>
    internal void Announce(MonotonicTime holdUntil)
    {
        foreach (ref readonly VipAddress address in plan.Addresses.AsSpan())
        {
            if (clock.Now < holdUntil)
            {
                wire.Announce(address);
            }
        }
    }

    /// <summary>
    /// Shuts the gate, deletes every address, and lists them to be sure. Each step is tried whatever became of the others.
    /// </summary>
    internal string? Remove()
    {
        string? gateRefusal = null;
        try
        {
            gate.Close();
        }
        catch (LinuxException refusal)
        {
            // It shuts by itself within 250 ms; whether the release succeeded is asked of the addresses alone.
            gateRefusal = refusal.Message;
        }

        string? failure = null;
        foreach (ref readonly VipAddress address in plan.Addresses.AsSpan())
        {
            try
            {
                addresses.Delete(address);
                if (addresses.IsBound(address))
                {
                    failure ??= $"{address} is still there after it was deleted";
                }
            }
            catch (LinuxException refusal)
            {
                failure ??= refusal.Message;
            }
        }

        return failure is null || gateRefusal is null ? failure : $"{failure}; and {gateRefusal}";
    }

    /// <summary>
    /// A look at the clock and the call that opens are two steps, and a process may be frozen between them. So the permission
    /// to open is left in the kernel first, for a short window; the clock is looked at again; and the gate is opened, if the
    /// permission is still there, for what is left less that window. It was left no later than the second look and
    /// used within the window, so the gate shuts by the end of the hold, whatever held this process up and wherever.
    /// </summary>
    private string? OpenGate(MonotonicTime decidedAt, MonotonicTime holdUntil)
    {
        int window = Milliseconds((holdUntil - clock.Now) / 2, DecisionLimit);
        if (window < 1)
        {
            return "too late: the hold has ended";
        }

        gate.Arm(window);
        if (Late(decidedAt, holdUntil) is string late)
        {
            return late;
        }

        int length = Milliseconds(holdUntil - clock.Now - TimeSpan.FromMilliseconds(window), GateLimit);
        if (length < 1 || !gate.Open(length))
        {
            return "too late: the hold ended before the gate could be opened";
        }

        gateLookAt = clock.Now + GateLookPeriod;
        return Late(decidedAt, holdUntil);
    }

    /// <summary>
    /// Null when the gate is open for longer. A gate that was removed while this node may hold is put back, open: without it
    /// nothing was gated, so nothing that had ended is prolonged.
    /// </summary>
    private string? RefreshGate(MonotonicTime now, MonotonicTime holdUntil)
    {
        bool looks = now >= gateLookAt;
        if (!looks && KeepOpen(holdUntil))
        {
            return null;
        }

        gateLookAt = now + GateLookPeriod;
        if (gate.IsIntact())
        {
            return looks && KeepOpen(holdUntil) ? null : "the gate had shut before the refresh came";
        }

        if (clock.Now >= holdUntil)
        {
            return "the hold ended during the refresh";
        }

        gate.Rebuild(GateMilliseconds(holdUntil));
        GateWasRebuilt = true;
        return clock.Now >= holdUntil ? "the hold ended during the refresh" : null;
    }

    private bool KeepOpen(MonotonicTime holdUntil)
    {
        MonotonicTime before = clock.Now;
        if (!gate.Refresh(GateMilliseconds(holdUntil)))
        {
            return false;
        }

        // Held up between the look at the clock and the call, it was opened for too long: once more, by the time that it is now.
        return clock.Now - before <= DecisionLimit || clock.Now >= holdUntil || gate.Refresh(GateMilliseconds(holdUntil));
    }

    private string? Add(in VipAddress address, MonotonicTime decidedAt, MonotonicTime holdUntil)
    {
        // The lifetime runs from here at the earliest: too early is the safe side for telling "ran out" from "removed".
        lifetimeFrom = clock.Now;
        if (addresses.Add(address, plan.KernelLeaseSeconds) == AddressResult.Done)
        {
            return Late(decidedAt, holdUntil);
        }

        // From an earlier life, with a lifetime nobody knows: it is taken anew, never adopted.
        if (Late(decidedAt, holdUntil) is string late)
        {
            return late;
        }

        addresses.Delete(address);
        if (Late(decidedAt, holdUntil) is string later)
        {
            return later;
        }

        return addresses.Add(address, plan.KernelLeaseSeconds) == AddressResult.Done
            ? Late(decidedAt, holdUntil)
            : $"{address} is here by somebody else's hand, with another prefix length or added again as soon as it was deleted: find who does that on this host (keepalived, NetworkManager, a script) and stop it";
    }

    private string? LifetimeLost(in VipAddress address, MonotonicTime now, int seconds) => addresses.Refresh(address, seconds) switch
    {
        AddressResult.Done => null,
        AddressResult.Expired => $"{address} had run out before the refresh came",
        AddressResult.Recreated => $"{address} vanished during the refresh",
        _ => WhyGone(address, now),
    };

    private string WhyGone(in VipAddress address, MonotonicTime now) => now - lifetimeFrom >= TimeSpan.FromSeconds(plan.KernelLeaseSeconds)
        ? $"{address} had run out before the refresh came"
        : $"{address} was removed by somebody else";

    private string? Late(MonotonicTime decidedAt, MonotonicTime holdUntil)
    {
        MonotonicTime now = clock.Now;
        if (now >= holdUntil)
        {
            return "too late: the hold has ended";
        }

        return now - decidedAt > DecisionLimit
            ? $"too late: {(now - decidedAt).TotalMilliseconds:F0} ms after the decision, {DecisionLimit.TotalMilliseconds:F0} ms are allowed"
            : null;
    }

    /// <summary>Rounded down, so that the gate never outlives the hold; at least 1, because the hold lasted a moment ago.</summary>
    private int GateMilliseconds(MonotonicTime holdUntil) =>
        Math.Max(1, Milliseconds(holdUntil - clock.Now, GateLimit));

    private static int Milliseconds(TimeSpan length, TimeSpan most) =>
        (int)Math.Min(length.Ticks / TimeSpan.TicksPerMillisecond, (long)most.TotalMilliseconds);
}
