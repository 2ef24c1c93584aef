using HAMgm.Contracts.Configuration;

namespace HAMgm.Logic.Heartbeat;

/// <summary>The settings that may change while the link runs (spec/1 section 2.2.3).</summary>
/// <param name="Interval">cluster.heartbeat_interval: one beat, and one attempt to connect, each.</param>
/// <param name="Timeout">cluster.heartbeat_timeout.</param>
/// <param name="Retries">cluster.heartbeat_retries: how often an unanswered beat is repeated.</param>
/// <param name="Connect">cluster.connect_timeout.</param>
/// <param name="Io">cluster.io_timeout: for a frame that has begun, in either direction.</param>
internal sealed record HeartbeatTimings(TimeSpan Interval, TimeSpan Timeout, int Retries, TimeSpan Connect, TimeSpan Io)
{
    private static readonly TimeSpan LeastConnect = TimeSpan.FromMilliseconds(50);

    /// <summary>How long one attempt to connect may take: attempts are renewed every interval (safety-rules.md R19).</summary>
    public TimeSpan ConnectAttempt
    {
        get
        {
            TimeSpan byInterval = Interval > LeastConnect ? Interval : LeastConnect;
            return byInterval < Connect ? byInterval : Connect;
        }
    }

    /// <summary>After how much silence an incoming connection is given up.</summary>
    public TimeSpan Idle => Timeout > Io ? Timeout : Io;

    /// <summary>Reads the settings.</summary>
    public static HeartbeatTimings Read(IConfigManager config) => new(
        config.GetDuration("cluster.heartbeat_interval"),
        config.GetDuration("cluster.heartbeat_timeout"),
        config.GetInt("cluster.heartbeat_retries"),
        config.GetDuration("cluster.connect_timeout"),
        config.GetDuration("cluster.io_timeout"));
}
