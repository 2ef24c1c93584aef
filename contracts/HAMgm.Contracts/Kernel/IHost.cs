namespace HAMgm.Contracts.Kernel;

/// <summary>What the process around the kernel offers to plugins.</summary>
public interface IHost
{
    /// <summary>Full path of the node's configuration file (<c>--config</c>).</summary>
    string ConfigPath { get; }

    /// <summary>Full path of the folder with the product's files (plugins/, scripts/).</summary>
    string BaseDirectory { get; }

    /// <summary>The product's version, e.g. <c>0.1.0</c>.</summary>
    string Version { get; }

    /// <summary>When this process started, Unix time in milliseconds; for display only.</summary>
    long StartedAtUnixMs { get; }

    /// <summary>True while a guard (hamgm-daemon) watches this process.</summary>
    bool IsGuarded { get; }

    /// <summary>Cancelled when the process has been asked to stop.</summary>
    CancellationToken Stopping { get; }

    /// <summary>Asks for an orderly stop; returns at once.</summary>
    /// <param name="exitCode">One of <see cref="Errors.ExitCodes"/>.</param>
    /// <param name="reason">For the log and the guard.</param>
    void RequestStop(int exitCode, string reason);

    /// <summary>Tells the service manager and the guard one line of status (sd_notify STATUS=).</summary>
    void ReportStatus(string status);
}
