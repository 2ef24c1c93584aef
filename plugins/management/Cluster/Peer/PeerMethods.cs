namespace HAMgm.Management.Cluster;

/// <summary>What the nodes ask of each other; names go over the wire and are never used for something else.</summary>
internal static class PeerMethods
{
    /// <summary>NodeSnapshot for NodeSnapshot: one call serves both sides.</summary>
    public const string Snapshot = "node.snapshot";

    /// <summary>Nothing for the node's status as JSON.</summary>
    public const string Status = "node.status";

    /// <summary>Nothing for the node's inside (NodeDetail) as JSON.</summary>
    public const string Detail = "node.detail";

    /// <summary>HealthCall as JSON for the node's health with its checks (NodeHealth) as JSON.</summary>
    public const string Health = "node.health";

    /// <summary>LeaveCall as JSON: hand over or release, and never take over again in this life.</summary>
    public const string Leave = "node.leave";

    /// <summary>Nothing for StampReply as JSON.</summary>
    public const string ConfigDigest = "config.stamp";

    /// <summary>Nothing for ConfigState as JSON; changes nothing.</summary>
    public const string ConfigLook = "config.look";

    /// <summary>ConfigState for ConfigState, as JSON: both take over what is newer.</summary>
    public const string ConfigExchange = "config.exchange";

    /// <summary>PrepareCall for StampReply, as JSON: judged and kept ready.</summary>
    public const string ConfigPrepare = "config.prepare";

    /// <summary>StampReply for StampReply, as JSON: what was prepared comes into force.</summary>
    public const string ConfigCommit = "config.commit";

    /// <summary>StampReply as JSON for nothing: what was prepared is forgotten.</summary>
    public const string ConfigAbort = "config.abort";

    /// <summary>A cluster state for the one that stands, as JSON.</summary>
    public const string StatePush = "state.push";

    /// <summary>Nothing for the newest terms and the shared history: the caller lost its database.</summary>
    public const string StateRecover = "state.recover";

    /// <summary>Alerts and silences that have changed (IAlertManager.GetChanges), for nothing.</summary>
    public const string AlertPush = "alert.push";
    /// <summary>Nothing for nothing: the change of roles that comes now follows from the call whose number this one bears.</summary>
    public const string Cause = "call.cause";

    /// <summary>LogCall as JSON, forwarded to the node that it is about, for LogStatus as JSON.</summary>
    public const string Log = "rpc.Log";

    /// <summary>SetConfigCall as JSON, forwarded to the PRIMARY, for a text.</summary>
    public const string SetConfig = "rpc.SetConfig";

    /// <summary>SetSettingsCall as JSON, forwarded to the PRIMARY, for a text.</summary>
    public const string SetSettings = "rpc.SetSettings";

    /// <summary>RollbackCall as JSON, forwarded to the PRIMARY, for a text.</summary>
    public const string Rollback = "rpc.RollbackConfig";

    /// <summary>SwitchCall as JSON, forwarded to the PRIMARY, for SwitchOutcome as JSON.</summary>
    public const string Switch = "rpc.Switch";

    /// <summary>RemoveCall as JSON, forwarded to the node that stays, for MemberOutcome as JSON.</summary>
    public const string Remove = "rpc.RemoveNode";

    /// <summary>MaintenanceCall as JSON, forwarded to the node that it is about, for nothing.</summary>
    public const string Maintenance = "rpc.SetMaintenance";

    /// <summary>Nothing for the asked node's plugins as JSON.</summary>
    public const string Plugins = "node.plugins";

    /// <summary>PluginLogCall as JSON for PluginLog as JSON.</summary>
    public const string PluginLog = "node.pluginLog";

    /// <summary>PluginCall as JSON, forwarded to the node that it is about, for a text.</summary>
    public const string EnablePlugin = "rpc.EnablePlugin";

    /// <inheritdoc cref="EnablePlugin"/>
    public const string DisablePlugin = "rpc.DisablePlugin";

    /// <inheritdoc cref="EnablePlugin"/>
    public const string ReloadPlugin = "rpc.ReloadPlugin";

    /// <summary>logic.upgrade's own call for its answer, both opaque here.</summary>
    public const string Upgrade = "upgrade.call";
}
