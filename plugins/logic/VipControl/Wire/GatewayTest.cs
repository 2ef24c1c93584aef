using HAMgm.Contracts.Time;
using HAMgm.Logic.VipControl.Engine;

namespace HAMgm.Logic.VipControl.Wire;

/// <summary>
/// Whether the gateways are fit to be asked (R17: "Test the gateway at start; if it ignores announcements, say so"), found out
/// before it matters: at the start, whether each answers an echo from this node's own address; after each bind, whether the
/// register answers one from the VIP, which it does only if the announcement has reached its neighbour table.
/// </summary>
internal sealed class GatewayTest(IVipAlarms alarms, bool isWanted)
{
    private const int Tries = 15;
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(200);
    private bool asksOwn;
    private int vipTries;
    private MonotonicTime boundAt;

    /// <summary>When the next echo of the test is due; never when there is no test.</summary>
    internal MonotonicTime Due { get; private set; } = MonotonicTime.Forever;

    /// <summary>What came of it, for the status; empty before that is known.</summary>
    internal string Note { get; private set; } = "";

    /// <summary>The test of the start.</summary>
    internal void Start(MonotonicTime now)
    {
        asksOwn = isWanted;
        Due = isWanted ? now : MonotonicTime.Forever;
    }

    /// <summary>The VIP has just been bound and announced here.</summary>
    internal void Bound(MonotonicTime now)
    {
        if (isWanted)
        {
            vipTries = Tries;
            boundAt = now;
            Due = now;
        }
    }

    /// <summary>It is not here any more.</summary>
    internal void Unbound() => vipTries = 0;

    /// <summary>What to send now, when it is due.</summary>
    /// <returns>Whether echoes from the own address, whether one from the VIP.</returns>
    internal (bool Own, bool Vip) Next(GatewayList gateways, MonotonicTime now)
    {
        Due = now + Spacing;
        if (asksOwn)
        {
            asksOwn = JudgeOwn(gateways);
        }

        bool asksVip = vipTries > 0 && gateways.Register is not null;
        if (asksVip && --vipTries == 0)
        {
            asksVip = false;
            if (gateways.Register!.Answered)
            {
                Note = $"gateway {gateways.Register.Address} does not follow announcements";
                alarms.GatewayIgnoresAnnouncements(gateways.Register.Address);
            }
        }

        Due = asksOwn || asksVip ? Due : MonotonicTime.Forever;
        return (asksOwn || asksVip, asksVip);
    }

    /// <summary>A gateway answered an echo, of the test or of another probe.</summary>
    internal void Answered(Gateway gateway, bool fromVip, MonotonicTime now)
    {
        gateway.Answered = true;
        if (gateway.SilenceTold)
        {
            gateway.SilenceTold = false;
            alarms.GatewayAnswers(gateway.Address, true, true);
        }

        if (fromVip && vipTries > 0)
        {
            vipTries = 0;
            Note = $"gateway {gateway.Address} answered the VIP {(now - boundAt).TotalMilliseconds:F0} ms after the bind";
        }
    }

    private bool JudgeOwn(GatewayList gateways)
    {
        bool isWaiting = false;
        foreach (Gateway gateway in gateways.All)
        {
            if (gateway.Answered || gateway.SilenceTold)
            {
                continue;
            }

            if (gateway.TestsSent++ < Tries)
            {
                isWaiting = true;
                continue;
            }

            gateway.SilenceTold = true;
            Note = $"gateway {gateway.Address} does not answer";
            alarms.GatewayAnswers(gateway.Address, false, !gateway.Mac.IsNone);
        }

        return isWaiting;
    }
}
