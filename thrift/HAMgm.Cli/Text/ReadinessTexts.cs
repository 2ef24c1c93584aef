namespace HAMgm.Cli.Text;

/// <summary>What GetReadiness finds, in Chinese; the English is the node's own sentence, which has the particulars.</summary>
internal static class ReadinessTexts
{
    /// <summary>A finding.</summary>
    public static Phrase Of(string code, string nodeId, string message) => Chinese(code, nodeId) is { } known
        ? new Phrase(message, HasParticulars(code) ? $"{known}（{message}）" : known)
        : Phrase.Verbatim(message);

    /// <summary>How much it matters.</summary>
    public static Phrase Level(string level) => level switch
    {
        "BLOCKS" => new("blocks", "阻碍"),
        "DEGRADES" => new("degrades", "削弱"),
        _ => new("note", "提示"),
    };

    /// <summary>A kind of fault.</summary>
    public static Phrase Fault(string fault) => fault switch
    {
        "switch" => new("asked-for switch", "主动切换"),
        "service-killed" => new("service dies", "服务进程被杀"),
        "service-frozen" => new("service freezes", "服务进程冻结"),
        "host-lost" => new("host or cable lost", "主机或网线故障"),
        "node-frozen" => new("all of HAMgm killed or frozen", "全部进程被杀或冻结"),
        _ => Phrase.Verbatim(fault),
    };

    private static bool HasParticulars(string code) => code is
        "standby-unhealthy" or "standby-not-eligible" or "standby-state" or "peer-unreachable" or "vip-error" or "detail-missing"
        or "loop-late" or "link-down" or "link-loss" or "gate-unavailable";

    private static string? Chinese(string code, string nodeId) => code switch
    {
        "no-primary" => "没有主节点。",
        "single" => "集群只有一个节点，无节点可接管。",
        "peer-unreachable" => $"{nodeId} 不可达",
        "standby-maintenance" => $"{nodeId} 处于维护状态：可用 'hamgm-cli node maintenance {nodeId} off' 结束。",
        "standby-state" => $"{nodeId} 不是备节点",
        "standby-unhealthy" => $"{nodeId} 不健康",
        "standby-not-eligible" => $"{nodeId} 目前不能成为主节点",
        "auto-switch-off" => "自动切换已禁用：可用 'hamgm-cli config auto-switch --enable' 启用。",
        "frozen" => "集群已冻结：可用 'hamgm-cli cluster unfreeze' 解除。",
        "config-behind" => $"{nodeId} 的共享配置版本落后。",
        "config-differs" => "两个节点的共享配置版本相同但内容不同：请重新设置正确的值。",
        "version-differs" => "两个节点的 HAMgm 版本不同。",
        "gate-unavailable" => $"{nodeId} 的报文闸门不可用",
        "gate-off" => $"{nodeId} 的报文闸门已关闭：整机冻结时仍会应答，直至内核移除地址。",
        "vip-error" => $"{nodeId} 上的VIP出错",
        "loop-late" => $"{nodeId} 的决策循环延迟",
        "witness-none" => "未配置见证：孤立的节点无法区分对端故障与链路中断。",
        "primary-without-lease" => $"{nodeId} 持有VIP但没有对端的租约。",
        "link-down" => "有链路中断",
        "link-loss" => "链路丢包",
        "address-only" => "节点仅凭地址相互识别：请在两个节点上设置 cluster.secret。",
        "detail-missing" => $"{nodeId} 未提供内部状态",
        _ => null,
    };
}
