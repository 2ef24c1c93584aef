namespace HAMgm.Contracts.Alerts;

/// <summary>What became of telling people: the values of spec/1 section 5.2.1, and none.</summary>
public enum NotificationStatus
{
    /// <summary>It waits to be sent.</summary>
    Pending = 0,

    /// <summary>The receiving server has taken it.</summary>
    Sent = 1,

    /// <summary>It was given up; the last error says why.</summary>
    Failed = 2,

    /// <summary>It could not be sent, and is tried again.</summary>
    Retrying = 3,

    /// <summary>It is kept and not to be sent: too low, suppressed, or no channel is configured. HAMgm's own.</summary>
    None = 4,
}
