using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Linux;
using HAMgm.Linux.Packets;

namespace HAMgm.Logic.VipControl.Engine;

/// <summary>Logs, and publishes an alert in English and Chinese.</summary>
internal sealed class VipAlarms(IEventBus events, ILogger log, string gateTable) : IVipAlarms
{
    private const string Source = "logic.vipcontrol";

    public void GateRebuilt(Epoch term)
    {
        log.Warn("the gate was gone and has been put back", ("table", gateTable), ("term", term.Value));
        Tell(
            "vip_gate_rebuilt",
            AlertSeverity.High,
            "the VIP's gate was removed, and is back / VIP 闸门被删除，已重建",
            $"Somebody removed the nftables tables or rules {gateTable}. They are back, and the VIP went on answering. Keep `nft flush ruleset` away from them (start the firewall before hamgm, or flush only its own tables). / nftables 表 {gateTable} 被删除，已重建，VIP 未中断。请勿对其执行 nft flush ruleset。");
    }

    public void PutBack(Epoch term, string reason, TimeSpan took)
    {
        log.Warn("vip put back", ("term", term.Value), ("reason", reason), ("microseconds", (long)took.TotalMicroseconds));
        Tell(
            "vip_put_back",
            AlertSeverity.High,
            "the VIP was removed, and is back / VIP 被删除，已恢复",
            $"{reason}. The addresses are back after {took.TotalMilliseconds:F1} ms. Find the program that removes them (NetworkManager, systemd-networkd, keepalived, a script) and make it leave them alone. / {reason}。{took.TotalMilliseconds:F1} 毫秒后已恢复，请找到删除地址的程序。");
    }

    public void Duplicate(NetAddress address, MacAddress mac, string interfaceName)
    {
        log.Error("another machine has a VIP, too", ("address", address.ToString()), ("mac", mac.ToString()), ("interface", interfaceName));
        Tell(
            "duplicate_vip",
            AlertSeverity.Critical,
            $"another machine has {address} / VIP 地址冲突 {address}",
            $"A machine with MAC {mac} on {interfaceName} answers for {address}, which this node holds. This node announces itself again, once a second at most. Find the machine and remove the address. / {interfaceName} 上 MAC 为 {mac} 的主机在应答本节点持有的 {address}，请找到并移除该地址。",
            address);
    }

    public void KnownAnswers(NetAddress address, MacAddress mac) => log.Warn(
        "the gateway or a known proxy answers for the VIP; that is not taken for a conflict (switch proxy ARP off for it)",
        ("address", address.ToString()),
        ("mac", mac.ToString()));

    public void Carrier(bool isThere)
    {
        if (isThere)
        {
            log.Info("every interface of the VIP has a carrier again");
            Tell("vip_link", AlertSeverity.Info, "the VIP's interface has its link again / VIP 网卡链路恢复", "", resolves: true);
            return;
        }

        log.Error("an interface of the VIP has no carrier");
        Tell(
            "vip_link",
            AlertSeverity.High,
            "the VIP's interface has no link / VIP 网卡链路断开",
            "The cable or the switch port is down: nobody reaches the VIP on this node. If the other node is heard on another link, the VIP moves there. / 网线或交换机端口断开，本节点上的 VIP 不可达；若对端可达，VIP 将移至对端。");
    }

    public void GatewayAnswers(NetAddress gateway, bool answers, bool isLocated)
    {
        if (answers)
        {
            log.Info("the gateway answers", ("gateway", gateway.ToString()));
            Tell("gateway_silent", AlertSeverity.Info, $"gateway {gateway} answers / 网关 {gateway} 已应答", "", gateway, resolves: true);
            return;
        }

        string how = isLocated ? "It is there, but answers no ICMP echo" : "It does not even answer ARP or neighbour discovery";
        log.Error("the gateway does not answer this node", ("gateway", gateway.ToString()), ("located", isLocated));
        Tell(
            "gateway_silent",
            AlertSeverity.High,
            $"gateway {gateway} does not answer / 网关 {gateway} 不应答",
            $"{how}. As a witness it is worth nothing: without the peer, this node can neither keep nor take the VIP. Allow ICMP echo at the gateway, or name another one in quorum.gateways. / 作为见证者无效：对端失联时本节点无法保持或接管 VIP。请在网关放行 ICMP，或更换 quorum.gateways。",
            gateway);
    }

    public void GatewayIgnoresAnnouncements(NetAddress gateway)
    {
        log.Error("the gateway answers this node but not the VIP announced to it", ("gateway", gateway.ToString()));
        Tell(
            "gateway_ignores_announcements",
            AlertSeverity.High,
            $"gateway {gateway} does not follow the VIP / 网关 {gateway} 不接受 VIP 通告",
            $"{gateway} answers this node, but three seconds after the VIP was announced it does not answer the VIP. It ignores gratuitous ARP or unsolicited advertisements, or filters the VIP: clients behind it lose the VIP at every move until its entry ages out, and witness gateway cannot tell who has it. Allow them at the gateway (Linux: arp_accept=1), or choose another in quorum.gateways. / 网关忽略免费 ARP 或过滤了 VIP：每次切换后经该网关的客户端将无法访问，且见证无效。请在网关放行，或更换 quorum.gateways。",
            gateway);
    }

    // Of what there may be several, each is an alert of its own.
    private void Tell(string type, AlertSeverity severity, string title, string message, NetAddress? which = null, bool resolves = false) =>
        events.Publish(new AlertEvent(type, severity, title, message, Source)
        {
            Key = which is { } address ? $"{type}:{address}" : type,
            Resolves = resolves,
        });
}
