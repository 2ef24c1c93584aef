namespace HAMgm.Contracts.Alerts;

/// <summary>Whether this node is the one of the pair that sends.</summary>
public enum AlertStanding
{
    /// <summary>
    /// Nobody is known to send: no PRIMARY is in reach. Critical alerts are sent after <c>alert.alone_delay</c>, all others wait
    /// for a PRIMARY. So it is at the start, until management.cluster knows more.
    /// </summary>
    Alone = 0,

    /// <summary>The other node is PRIMARY and has this node's alerts: it sends, this node does not.</summary>
    Follower = 1,

    /// <summary>This node is PRIMARY, or single.</summary>
    Sender = 2,
}
