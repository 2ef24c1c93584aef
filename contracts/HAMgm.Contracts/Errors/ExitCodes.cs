namespace HAMgm.Contracts.Errors;

/// <summary>Exit codes of hamgm-service and hamgm-daemon, documented in docs/operators-guide.md.</summary>
public static class ExitCodes
{
    /// <summary>Stopped in good order.</summary>
    public const int Success = 0;

    /// <summary>The configuration, plugins.json or a plugin's manifest is wrong. Restarting does not help: the guard does not.</summary>
    public const int Configuration = 1;

    /// <summary>Wrong command line.</summary>
    public const int Usage = 2;

    /// <summary>A plugin could not be loaded or started. The guard does not restart.</summary>
    public const int Plugin = 3;

    /// <summary>Something of the system is missing: a port is in use, an interface does not exist, a right is not granted, data_dir is not writable.</summary>
    public const int Environment = 4;

    /// <summary>A critical plugin failed, or an invariant of the core broke: the VIP was released, the guard restarts with back-off.</summary>
    public const int Fault = 70;

    /// <summary>The guard died: the service handed over and left, for systemd to start both again.</summary>
    public const int GuardLost = 71;
}
