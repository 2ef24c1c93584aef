using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Hooks;
using HAMgm.Logic.Core.Policy;

namespace HAMgm.Logic.StateMachine;

/// <summary>Makes the core's policy from the configuration.</summary>
internal static class PolicySource
{
    public static FailoverPolicy Read(IConfigManager config, ulong vipMac, int healthWeight, bool hasFence, HookRunner hooks)
    {
        var nodeId = config.GetString("node.id");
        var peerId = config.GetString("peer.id");
        var isSimulated = string.Equals(config.GetString("vip.provider"), "simulated", StringComparison.Ordinal);
        return new FailoverPolicy
        {
            Interval = config.GetDuration("cluster.heartbeat_interval"),
            Timeout = config.GetDuration("cluster.heartbeat_timeout"),
            IsLowerNode = string.CompareOrdinal(nodeId, peerId) < 0 || peerId.Length == 0,
            IsSingle = peerId.Length == 0,
            Witness = config.GetString("quorum.witness") == "gateway" ? WitnessKind.Gateway : WitnessKind.None,
            KeepWhenIsolated = config.GetString("quorum.on_isolation") == "keep",
            TakeFromStranger = config.GetString("vip.on_duplicate") == "take",
            AutoSwitch = config.GetBool("cluster.auto_switch"),
            FailbackAuto = config.GetString("cluster.failback") == "auto",
            FailbackDelay = config.GetDuration("cluster.failback_delay"),
            FenceBeforeTakeOver = hasFence,
            FenceTimeout = config.GetDuration("fence.timeout"),
            PromoteHookTimeout = hooks.Timeout(HookPoint.BeforePromote),
            DemoteHookTimeout = hooks.Timeout(HookPoint.BeforeDemote),
            ContinueUnfenced = config.GetString("fence.on_failure") == "continue",
            Priority = Math.Clamp(config.GetInt("node.priority") + healthWeight, 0, 255),
            ConfigVersion = config.Version,
            ConfigHash = config.SharedHash,
            VipMac = isSimulated ? 0 : vipMac,
        };
    }
}
