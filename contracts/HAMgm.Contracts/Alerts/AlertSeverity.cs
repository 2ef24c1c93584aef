namespace HAMgm.Contracts.Alerts;

/// <summary>Severities of spec/1 section 5.2.1.</summary>
public enum AlertSeverity
{
    /// <summary>For the record.</summary>
    Info = 0,

    /// <summary>Look at it some day.</summary>
    Low = 1,

    /// <summary>Look at it today.</summary>
    Medium = 2,

    /// <summary>Redundancy is gone or about to go.</summary>
    High = 3,

    /// <summary>The service is down or about to go down.</summary>
    Critical = 4,
}
