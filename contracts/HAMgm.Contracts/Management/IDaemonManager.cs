namespace HAMgm.Contracts.Management;

/// <summary>The guard's operations (spec/1 section 2.3.1, DaemonManager). hamgm-daemon implements it.</summary>
public interface IDaemonManager
{
    /// <summary>Starts the service and watches it.</summary>
    void StartMonitoring();

    /// <summary>Stops the service in good order (it hands over) and ends the watching.</summary>
    /// <param name="timeout">After this it is killed and its addresses are removed.</param>
    void StopMonitoring(TimeSpan timeout);

    /// <summary>Restarts the service: in place where the peer agrees (no outage), else in good order (hand-over).</summary>
    void RestartService();

    /// <summary>As <see cref="RestartService"/>, and the guard goes on as the program that is on the disk now.</summary>
    void Upgrade();

    /// <summary>The service's process.</summary>
    ProcessStatus GetProcessStatus();
}
