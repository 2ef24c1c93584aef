namespace HAMgm.Contracts.Alerts;

/// <summary>The six types of alerts of spec/1 section 5.2.1. HAMgm's further ones are listed in docs/operators-guide.md.</summary>
public static class AlertTypes
{
    /// <summary>The other node is down: it has not been heard for longer than a passing silence.</summary>
    public const string NodeDown = "node_down";

    /// <summary>Nothing was heard from the other node for the heartbeat time-out.</summary>
    public const string HeartbeatTimeout = "heartbeat_timeout";

    /// <summary>The VIP has moved, or would have.</summary>
    public const string VipSwitch = "vip_switch";

    /// <summary>No node has become PRIMARY.</summary>
    public const string ElectionFailed = "election_failed";

    /// <summary>A setting was changed.</summary>
    public const string ConfigChange = "config_change";

    /// <summary>Files could not be copied to the other node.</summary>
    public const string SyncFailed = "sync_failed";
}
