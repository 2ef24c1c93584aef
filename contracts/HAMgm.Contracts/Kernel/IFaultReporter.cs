namespace HAMgm.Contracts.Kernel;

/// <summary>
/// How a plugin tells the supervisor that one of its own threads or tasks failed. Exceptions out of life-cycle methods and
/// event handlers reach the supervisor by themselves; those on a plugin's own threads do not.
/// </summary>
public interface IFaultReporter
{
    /// <summary>Reports a fault of the plugin that imported this; returns at once. The supervisor stops and restarts the plugin.</summary>
    /// <param name="exception">What went wrong.</param>
    void Report(Exception exception);
}
