namespace HAMgm.Contracts.Alerts;

/// <summary>Where an alert is in its life: the states of spec/1 section 5.2.1, and acknowledged.</summary>
public enum AlertStatus
{
    /// <summary>The trouble is there, as far as is known.</summary>
    Active = 0,

    /// <summary>It is over.</summary>
    Resolved = 1,

    /// <summary>It is there, and a silence, a window or a rule keeps it from being sent.</summary>
    Suppressed = 2,

    /// <summary>It is there, and somebody has said that they know: nothing escalates any more. HAMgm's own.</summary>
    Acknowledged = 3,
}
