using System.Globalization;
using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Hooks;
using HAMgm.Contracts.Vip;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Observations;

namespace HAMgm.Logic.StateMachine;

/// <summary>What an operator reads for each alert of the core, in English and Chinese.</summary>
internal static class AlertTexts
{
    public const string Source = "logic.statemachine";

    public static AlertEvent For(AlertKind kind, ulong number, string nodeId, string peerId, IReadOnlyList<VipBinding> vips) => kind switch
    {
        AlertKind.PeerSilent => Make("heartbeat_timeout", AlertSeverity.High, $"{peerId} is silent / {peerId} 心跳超时",
            $"{nodeId} has not heard {peerId} for the heartbeat time-out. Check the peer, its network and its HAMgm. / {nodeId} 在心跳超时时间内未收到 {peerId} 的消息，请检查对端节点、网络和服务。"),
        AlertKind.PeerBack => Make("node_up", AlertSeverity.Info, $"{peerId} is heard again / {peerId} 已恢复",
            $"{nodeId} hears {peerId} again. / {nodeId} 重新收到 {peerId} 的消息。"),
        AlertKind.Duplicate => Make("duplicate_vip", AlertSeverity.Critical, $"a stranger has {Address(number, vips)} / VIP 地址冲突 {Address(number, vips)}",
            $"A machine with MAC {Mac(number)}, which is neither node, answers for {Address(number, vips)}. Find it and remove the address. Meanwhile a holder with its peer's lease goes on and announces again; vip.on_duplicate decides whether the VIP is taken while it answers. / MAC 为 {Mac(number)} 的其他主机在应答 {Address(number, vips)}，请找到并移除该地址；期间持有者继续持有并重新通告，是否接管由 vip.on_duplicate 决定。"),
        AlertKind.Conflict => Make("split_brain", AlertSeverity.Critical, "two PRIMARYs met / 检测到双主",
            $"{peerId} also says that it is PRIMARY, in a lower term; {nodeId} stays and announces the VIP again. / {peerId} 也声称为主节点（任期较低），{nodeId} 保持主节点并重新广播 VIP。"),
        AlertKind.BindFailed => Make("vip_bind_failed", AlertSeverity.Critical, "the VIP could not be bound / VIP 绑定失败",
            $"{nodeId} was to take the VIP and could not; see its log for the reason. / {nodeId} 无法绑定 VIP，原因见日志。"),
        AlertKind.HoldLost => Make("vip_lost", AlertSeverity.High, "the VIP went away / VIP 丢失",
            $"On {nodeId} the address or its gate ran out, or another program removed it; it is put back if the lease allows. / {nodeId} 上的 VIP 已过期或被其他程序删除，若租约允许将重新绑定。"),
        AlertKind.DiskRefuses => Make("disk", AlertSeverity.High, "the disk refuses terms and votes / 磁盘写入失败",
            $"{nodeId} cannot write under data_dir. It goes on serving but cannot be promoted. Free or mend the disk. / {nodeId} 无法写入 data_dir，可继续服务但不能升为主节点。"),
        AlertKind.Stalled => Make("stall", AlertSeverity.Medium, "the decision loop stood still / 决策线程停顿",
            $"{nodeId} stood still for {number.ToString(CultureInfo.InvariantCulture)} ms. Look for an overloaded, paused or migrated machine. / {nodeId} 停顿 {number.ToString(CultureInfo.InvariantCulture)} 毫秒，请检查主机负载或虚拟机暂停。"),
        AlertKind.WouldSwitch => Make("vip_switch", AlertSeverity.Critical, "the PRIMARY is silent, and auto_switch is off / 主节点无响应且自动切换已关闭",
            $"{nodeId} would take over from {peerId}, but cluster.auto_switch is false. Turn it on, or mend {peerId}. / {nodeId} 可以接管 {peerId}，但自动切换已关闭。"),
        AlertKind.ClaimFailed => Make("claim_failed", AlertSeverity.High, "the VIP's owner defends it / VIP 仍被占用",
            $"{nodeId} does not hear {peerId}, but the gateway says that the VIP is in use. The link between the nodes is broken: mend it. / {nodeId} 收不到 {peerId} 的消息，但网关显示 VIP 正被使用，请检查节点间链路。"),
        AlertKind.GatewayMute => Make("gateway_mute", AlertSeverity.High, "the gateway does not answer the VIP / 网关不应答 VIP",
            $"The gateway does not answer echoes from the VIP on {nodeId}. If {peerId} fails now, {nodeId} will release the VIP. Allow ICMP echo at the gateway, or choose another in quorum.gateways. / 网关不应答来自 VIP 的 ICMP 请求；此时若 {peerId} 故障，{nodeId} 将释放 VIP。"),
        AlertKind.UnhealthyStays => Make("unhealthy_primary", AlertSeverity.Critical, "the PRIMARY is unhealthy and stays / 主节点不健康但无法切换",
            $"{nodeId} is PRIMARY and its health checks fail, but nothing moves: {peerId} is not fit, the cluster is frozen, or auto_switch is off. Mend one of them. / {nodeId} 为主节点但健康检查失败，且无法切换（{peerId} 不可用、集群已冻结或自动切换已关闭）。"),
        AlertKind.FenceFailed => Make("fence_failed", AlertSeverity.Critical, "the peer could not be fenced off / 隔离对端失败",
            number == 1
                ? $"{nodeId} could not fence {peerId} off and takes over all the same (fence.on_failure: continue). / {nodeId} 无法隔离 {peerId}，但仍将接管（fence.on_failure: continue）。"
                : $"{nodeId} could not fence {peerId} off and does not take over; it tries again. Mend the fence, or set fence.on_failure to continue. / {nodeId} 无法隔离 {peerId}，不会接管，将重试。"),
        AlertKind.Frozen => Make("cluster_frozen", AlertSeverity.Info, "role decisions are frozen / 集群角色决策已冻结",
            $"{nodeId}: nothing moves by itself until somebody unfreezes the cluster. / {nodeId}：在解冻之前不会自动切换。"),
        AlertKind.Unfrozen => Make("cluster_unfrozen", AlertSeverity.Info, "role decisions go on / 集群角色决策已解冻",
            $"{nodeId}: the cluster decides by itself again. / {nodeId}：集群恢复自动决策。"),
        AlertKind.DiskSlow => Make("disk", AlertSeverity.High, "the disk does not answer / 磁盘响应过慢",
            $"A write under data_dir of {nodeId} has not ended for {number.ToString(CultureInfo.InvariantCulture)} ms. It goes on serving but cannot be promoted. / {nodeId} 写入 data_dir 已超过 {number.ToString(CultureInfo.InvariantCulture)} 毫秒，可继续服务但不能升为主节点。"),
        AlertKind.HooksFailed => HooksFailed((HookPoint)number, nodeId, peerId),
        _ => Make("core", AlertSeverity.Medium, kind.ToString(), kind.ToString()),
    };

    private static AlertEvent HooksFailed(HookPoint point, string nodeId, string peerId) => point == HookPoint.BeforeDemote
        ? Make("hook_failed", AlertSeverity.High, "a before-demote hook failed / before-demote 钩子失败",
            $"A before-demote hook of {nodeId} failed or did not end in time; it stays PRIMARY, and {peerId} was not asked to take the VIP, unless {nodeId} is stopping. / {nodeId} 的 before-demote 钩子失败或超时，该节点保持为主节点（正在停止时除外）。")
        : Make("hook_failed", AlertSeverity.Critical, "a before-promote hook failed / before-promote 钩子失败",
            $"A before-promote hook of {nodeId} failed or did not end in time; {nodeId} does not take the VIP, and tries again later. Mend the hook, or give it the policy continue. / {nodeId} 的 before-promote 钩子失败或超时，该节点不会接管 VIP，将稍后重试；请修复钩子或将其策略设为 continue。");

    /// <summary>A hook that nobody waited for.</summary>
    public static AlertEvent HookFailed(string point, string nodeId, string details) => Make(
        "hook_failed", AlertSeverity.Medium, $"a {point} hook failed / {point} 钩子失败",
        $"A {point} hook of {nodeId} failed: {details} / {nodeId} 的 {point} 钩子失败：{details}");

    private static AlertEvent Make(string type, AlertSeverity severity, string title, string message) =>
        new(type, severity, title, message, Source);

    private static string Address(ulong number, IReadOnlyList<VipBinding> vips)
    {
        var index = (int)(number >> Observation.MacBits);
        return index < vips.Count ? vips[index].Address.ToString() : "the VIP";
    }

    private static string Mac(ulong value) => string.Join(
        ':',
        Enumerable.Range(0, 6).Select(i => ((value >> (40 - (8 * i))) & 0xFF).ToString("x2", CultureInfo.InvariantCulture)));
}
