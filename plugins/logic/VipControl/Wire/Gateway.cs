using HAMgm.Contracts.Time;
using HAMgm.Linux;
using HAMgm.Linux.Packets;

namespace HAMgm.Logic.VipControl.Wire;

/// <summary>One gateway and what is known of its Ethernet address.</summary>
internal sealed class Gateway(NetAddress address)
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AskUnknown = TimeSpan.FromMilliseconds(50);
    private const int QuickQuestions = 20;
    private int unanswered;
    private MonotonicTime learntAt;
    private MonotonicTime askedAt;

    internal NetAddress Address { get; } = address;

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
