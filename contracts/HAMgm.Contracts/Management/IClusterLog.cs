using HAMgm.Contracts.Logging;

namespace HAMgm.Contracts.Management;

/// <summary>
/// The logs of both nodes, whichever is asked. A node's log is its own: what is changed here is changed on that node alone.
/// management.cluster provides it. A changing call refuses a caller that is not admin with Authentication/403.
/// </summary>
public interface IClusterLog
{
    /// <summary>Levels and targets of a node's log; the peer is asked when it is the peer.</summary>
    /// <exception cref="Errors.HamgmException">NodeNotFound/404; ServiceUnavailable/503: no log runs there, or the peer does not answer.</exception>
    Task<LogStatus> GetLogStatusAsync(string nodeId, CancellationToken cancellationToken);

    /// <summary>Sets a module's level until that node's next start.</summary>
    /// <param name="nodeId">Either node.</param>
    /// <param name="module">See <see cref="ModuleLogLevel.Module"/>.</param>
    /// <param name="level">The level; null goes back to what is configured.</param>
    /// <param name="caller">Must be admin.</param>
    /// <param name="cancellationToken">Stops waiting, not the change.</param>
    /// <exception cref="Errors.HamgmException">NodeNotFound/404, Configuration/400, Authentication, ServiceUnavailable.</exception>
    Task<LogStatus> SetLogLevelAsync(string nodeId, string module, LogLevel? level, CallerIdentity caller, CancellationToken cancellationToken);

    /// <summary>Begins a new log file.</summary>
    /// <exception cref="Errors.HamgmException">NodeNotFound/404, Authentication, ServiceUnavailable.</exception>
    Task<LogStatus> RotateLogAsync(string nodeId, CallerIdentity caller, CancellationToken cancellationToken);
}
