using HAMgm.Contracts.Time;
using HAMgm.Linux;
using HAMgm.Linux.Packets;

namespace HAMgm.Logic.VipControl.Wire;

/// <summary>One gateway or other reference address, and what is known of the Ethernet address that it is reached by.</summary>
internal sealed class Gateway(NetAddress address, NetAddress nextHop)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AskUnknown = TimeSpan.FromMilliseconds(50);
    private const int QuickQuestions = 20;
    private int unanswered;
    private MonotonicTime learntAt;
    private MonotonicTime askedAt;

    internal NetAddress Address { get; } = address;

    /// <summary>Whom to ask for the Ethernet address: itself, or the router towards it when it is in another segment; none without a route.</summary>
    internal NetAddress NextHop { get; } = nextHop;

    /// <summary>Whether it is in the segment of the VIP: only such a one's neighbour entry can say who has the VIP (R17).</summary>
    internal bool IsHere => NextHop == Address;

    /// <summary>How the test of this gateway stands; see <see cref="GatewayTest"/>.</summary>
    internal int TestsSent { get; set; }

    /// <summary>Whether it answered since the test began.</summary>
    internal bool Answered { get; set; }

    /// <summary>Whether the operator has been told that it does not answer.</summary>
    internal bool SilenceTold { get; set; }

    /// <summary>Where to send; none while nobody has told.</summary>
    internal MacAddress Mac { get; private set; }

    /// <summary>Somebody said that the gateway is there. The newest word counts, as in the kernel's own cache.</summary>
    internal void Learn(MacAddress mac, MonotonicTime now)
    {
        if (!mac.IsNone && !mac.IsMulticast)
        {
            Mac = mac;
            learntAt = now;
            unanswered = 0;
        }
    }

    /// <summary>
    /// Whether to ask where it is: soon again while that is not known (for a second, then once a second, for it may not
    /// exist), and after some seconds in case it has been replaced.
    /// Meanwhile the old address goes on being used.
    /// </summary>
    internal bool ShouldAsk(MonotonicTime now)
    {
        TimeSpan pause = Mac.IsNone && unanswered < QuickQuestions ? AskUnknown : AskAgain;
        bool due = now - askedAt >= pause && (Mac.IsNone || now - learntAt >= FreshFor);
        if (due || askedAt == MonotonicTime.Never)
        {
            askedAt = now;
            unanswered++;
            return true;
        }

        return false;
    }
}
