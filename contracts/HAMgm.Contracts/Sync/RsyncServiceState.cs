namespace HAMgm.Contracts.Sync;

/// <summary>rsync on one node (spec/3, service_status).</summary>
public enum RsyncServiceState
{
    /// <summary>Not found out.</summary>
    Unknown = 0,

    /// <summary>On the PRIMARY the daemon runs; on the STANDBY the schedule does.</summary>
    Running = 1,

    /// <summary>It does not.</summary>
    Stopped = 2,
}
