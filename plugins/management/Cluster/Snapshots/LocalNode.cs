using System.Globalization;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.StateMachine;
using HAMgm.Contracts.Vip;

namespace HAMgm.Management.Cluster;

/// <summary>This node, as it is now.</summary>
internal sealed class LocalNode(
    ClusterSettings settings,
    IConfigManager config,
    IStateMachine stateMachine,
    IVipControl vipControl,
    IPeerChannel channel,
    IHost host,
    ConfigAgreement agreement,
    ConfigHistory history,
    Func<string?> fileWarning,
    CertificateWatch certificates,
    AuditFile auditFile,
    HostLoad load,
    DiskLoad disk,
    TimeProvider time)
{
    /// <summary>What the asked node shows of itself.</summary>
    public NodeView GetView()
    {
        var status = stateMachine.GetNodeStatus();
        var vip = vipControl.GetVipStatus();
        var (cpu, memory) = load.Read();
        return new NodeView
        {
            NodeId = settings.NodeId,
            IpAddress = settings.NodeIp,
            Port = settings.ThriftPort,
            State = status.State,
            LastHeartbeatUnixMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
            CpuUsage = cpu,
            MemoryUsage = memory,
            DiskUsage = disk.Read(),
            IsHealthy = status.IsHealthy,
            HealthDetails = DescribeHealth(status),
            Version = host.Version,
            Term = status.Term,
            HoldsVip = status.HoldsVip,
            ConfigVersion = config.Version,
            ConfigHash = config.SharedHash,
            ConfigHistory = history.Digest,
            VipInterface = vip.InterfaceName,
            VipState = vip.State,
            VipUpdateUnixMs = vip.LastUpdateUnixMs,
            LastRuleId = status.LastRuleId,
            Warnings = CollectWarnings(status, vip),
            IsFrozen = status.IsFrozen,
            Age = TimeSpan.Zero,
        };
    }

    private string DescribeHealth(NodeStatus status)
    {
        if (!status.IsHealthy)
        {
            return status.HealthDetails.Length > 0 ? status.HealthDetails : "a health check failed";
        }

        var peer = !settings.HasPeer ? "there is no peer"
            : status is { PeerHeard: true, PeerAge: { } age } ? string.Create(CultureInfo.InvariantCulture, $"{settings.PeerId} was heard {age.TotalMilliseconds:F0} ms ago")
            : $"{settings.PeerId} is not heard";
        var eligible = status.NotEligibleBecause.Length > 0 ? $"; could not be PRIMARY now: {status.NotEligibleBecause}" : "";
        return $"health checks pass; {peer}{eligible}";
    }

    private string[] CollectWarnings(NodeStatus status, VipStatus vip)
    {
        var warnings = new List<string>(status.Warnings);
        if (vip.LastError.Length > 0)
        {
            warnings.Add($"VIP: {vip.LastError}");
        }

        if (vip.Gate.StartsWith("unavailable", StringComparison.Ordinal))
        {
            warnings.Add($"The packet gate is {vip.Gate}: a frozen node goes on answering until the kernel drops the address.");
        }

        if (settings.HasPeer && channel.GetConnectionStatus().Authentication == "address-only")
        {
            warnings.Add("The peer's datagrams are told by their address alone: set thrift.tls or cluster.secret on both nodes.");
        }

        foreach (var warning in (string?[])[certificates.Warning, auditFile.Problem, fileWarning()])
        {
            if (warning is not null)
            {
                warnings.Add(warning);
            }
        }

        if (agreement.Warning is { } difference)
        {
            warnings.Add(difference);
        }

        if (settings.PeerChangedSinceStart)
        {
            warnings.Add("peer.id was changed since the start: restart this node for it to take effect.");
        }

        return [.. warnings.Distinct()];
    }
}
