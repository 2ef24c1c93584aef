namespace HAMgm.SystemTests;

/// <summary>Which of a node's two processes a signal is for.</summary>
internal enum Victim
{
    /// <summary>hamgm-service.</summary>
    Service,

    /// <summary>hamgm-daemon.</summary>
    Daemon,

    /// <summary>Both, the guard first, microseconds apart.</summary>
    Both,
}
