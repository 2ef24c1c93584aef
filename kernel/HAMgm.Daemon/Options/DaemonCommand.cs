namespace HAMgm.Daemon.Options;

/// <summary>What the command line asks for.</summary>
internal enum DaemonCommand
{
    /// <summary>Run a node in the foreground.</summary>
    Run,

    /// <summary>Ask a running guard how its service does.</summary>
    Status,

    /// <summary>Ask a running guard to restart its service, in place where that is possible.</summary>
    Restart,

    /// <summary>Ask a running guard to restart its service and itself.</summary>
    Upgrade,

    /// <summary>Print the usage.</summary>
    Help,

    /// <summary>Print the version.</summary>
    Version,
}
