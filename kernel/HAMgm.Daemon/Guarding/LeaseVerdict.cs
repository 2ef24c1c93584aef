namespace HAMgm.Daemon.Guarding;

/// <summary>What the guard makes of the service's lease record.</summary>
internal enum LeaseVerdict
{
    /// <summary>Nothing to do.</summary>
    Good,

    /// <summary>The service's loop has not come round for T_g: it is frozen or starved.</summary>
    Silent,

    /// <summary>The service holds the addresses although its right to do so ended more than T ago: it is broken.</summary>
    Overdue,
}
