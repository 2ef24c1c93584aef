using System.Globalization;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Vip;

namespace HAMgm.Management.Cluster;

/// <summary>
/// Judges whether the other node would take over if the PRIMARY died now. Pure. It foretells what the decision core would do from
/// what both nodes say of themselves, and decides nothing.
/// </summary>
internal static class ReadinessRules
{
    /// <summary>Lost beats, in percent, from which on a link is worth a finding.</summary>
    private const double MuchLossPercent = 5;

    public static Readiness Judge(ReadinessFacts facts)
    {
        var primary = PairView.FindPrimary(facts.Self, facts.Peer);
        var standby = primary is null ? null : primary == facts.Self ? facts.Peer : facts.Self;
        var items = new List<ReadinessItem>();
        AddBlocking(items, facts, primary, standby);
        AddOutOfStep(items, primary, standby);
        AddPerNode(items, facts, facts.SelfDetail, primary);
        AddPerNode(items, facts, facts.PeerDetail, primary);
        AddLinks(items, facts);
        if (facts is { Peer: not null, PeerDetailMissing.Length: > 0 } && !items.Any(item => item.Code == "peer-unreachable"))
        {
            items.Add(new("detail-missing", ReadinessLevel.Note, facts.Peer.NodeId, $"{facts.Peer.NodeId} does not tell about its inside: {facts.PeerDetailMissing}"));
        }

        var best = facts.SelfDetail.Connection.Links.OrderBy(link => link.LossPercent).FirstOrDefault();
        return new Readiness(
            !items.Any(item => item.Level == ReadinessLevel.Blocks),
            primary?.NodeId ?? "",
            standby?.NodeId ?? "",
            OutageEstimates.Of(facts, DetailOf(facts, primary), items),
            [.. items.OrderBy(item => item.Level)],
            facts.SelfDetail.Connection.LastHeardAge,
            best?.Latency ?? TimeSpan.Zero,
            best?.LossPercent ?? 0,
            primary is null || standby is null || standby.ConfigVersion == 0 ? 0 : Math.Max(0, primary.ConfigVersion - standby.ConfigVersion));
    }

    private static NodeDetail? DetailOf(ReadinessFacts facts, NodeView? node) =>
        node is null ? null : node == facts.Self ? facts.SelfDetail : facts.PeerDetail;

    private static void AddBlocking(List<ReadinessItem> items, ReadinessFacts facts, NodeView? primary, NodeView? standby)
    {
        void Block(string code, string nodeId, string message) => items.Add(new(code, ReadinessLevel.Blocks, nodeId, message));

        if (primary is null)
        {
            Block("no-primary", "", "No node is PRIMARY: there is nobody to take over from.");
        }

        if (facts.Peer is not { } peer)
        {
            Block("single", "", $"{facts.Self.NodeId} is the only node: nobody could take over.");
        }
        else if (peer.Age > facts.Timeout || facts.PeerDetail is null && !facts.SelfDetail.Connection.IsConnected)
        {
            Block("peer-unreachable", peer.NodeId, $"{peer.NodeId} is not reachable from {facts.Self.NodeId}: {peer.HealthDetails}.");
        }

        // What is known of a node that is not heard is old; that it is not heard says enough.
        if (standby is not null && !items.Any(item => item.Code == "peer-unreachable" && item.NodeId == standby.NodeId))
        {
            var detail = DetailOf(facts, standby);
            if (standby.State == NodeState.Maintenance || detail?.Status.IsMaintenance == true)
            {
                Block("standby-maintenance", standby.NodeId, $"{standby.NodeId} is in maintenance: 'hamgm-cli node maintenance {standby.NodeId} off' ends it.");
            }
            else if (standby.State is not (NodeState.Standby or NodeState.Primary))
            {
                Block("standby-state", standby.NodeId, $"{standby.NodeId} is {standby.State.ToString().ToUpperInvariant()}, not STANDBY.");
            }

            if (!standby.IsHealthy)
            {
                Block("standby-unhealthy", standby.NodeId, $"{standby.NodeId} is not healthy: {standby.HealthDetails}.");
            }
            else if (detail?.Status is { NotEligibleBecause.Length: > 0, IsMaintenance: false, IsFrozen: false } status && facts.AutoSwitch)
            {
                Block("standby-not-eligible", standby.NodeId, $"{standby.NodeId} could not be PRIMARY now: {status.NotEligibleBecause}.");
            }
        }

        if (!facts.AutoSwitch)
        {
            Block("auto-switch-off", "", "cluster.auto_switch is false: nothing is taken over unasked ('hamgm-cli config auto-switch --enable').");
        }

        if (facts.SelfDetail.Status.IsFrozen || facts.PeerDetail?.Status.IsFrozen == true)
        {
            Block("frozen", "", "Role decisions are frozen: 'hamgm-cli cluster unfreeze' ends it.");
        }
    }

    private static void AddOutOfStep(List<ReadinessItem> items, NodeView? primary, NodeView? standby)
    {
        // A node that has never been heard has version 0.
        if (primary is null || standby is null || primary.ConfigVersion == 0 || standby.ConfigVersion == 0)
        {
            return;
        }

        if (primary.ConfigVersion > standby.ConfigVersion)
        {
            items.Add(new("config-behind", ReadinessLevel.Degrades, standby.NodeId, string.Create(CultureInfo.InvariantCulture,
                $"{standby.NodeId} has version {standby.ConfigVersion} of the shared settings, {primary.NodeId} version {primary.ConfigVersion}.")));
        }
        else if (primary.ConfigVersion == standby.ConfigVersion && primary.ConfigHash != standby.ConfigHash)
        {
            items.Add(new("config-differs", ReadinessLevel.Degrades, "", string.Create(CultureInfo.InvariantCulture,
                $"The shared settings of the nodes differ at the same version {primary.ConfigVersion}: set what is right once more.")));
        }

        if (primary.Version.Length > 0 && standby.Version.Length > 0 && primary.Version != standby.Version)
        {
            items.Add(new("version-differs", ReadinessLevel.Note, "",
                $"{primary.NodeId} runs HAMgm {primary.Version}, {standby.NodeId} {standby.Version}."));
        }
    }

    private static void AddPerNode(List<ReadinessItem> items, ReadinessFacts facts, NodeDetail? detail, NodeView? primary)
    {
        if (detail is null)
        {
            return;
        }

        void Add(string code, ReadinessLevel level, string message) => items.Add(new(code, level, detail.NodeId, message));

        if (detail.Vip.Gate.StartsWith("unavailable", StringComparison.Ordinal))
        {
            Add("gate-unavailable", ReadinessLevel.Degrades, $"The packet gate of {detail.NodeId} is {detail.Vip.Gate}: frozen as a whole it would answer until the kernel drops the address.");
        }
        else if (detail.Vip.Gate == "off")
        {
            Add("gate-off", ReadinessLevel.Note, $"The packet gate of {detail.NodeId} is off: frozen as a whole it would answer until the kernel drops the address.");
        }

        if (detail.Vip.State == VipState.Error)
        {
            Add("vip-error", ReadinessLevel.Degrades, $"The VIP on {detail.NodeId}: {detail.Vip.LastError}.");
        }

        if (detail.Status.LoopJitter > facts.Interval / 2)
        {
            Add("loop-late", ReadinessLevel.Degrades, string.Create(CultureInfo.InvariantCulture,
                $"The decision loop of {detail.NodeId} ran {detail.Status.LoopJitter.TotalMilliseconds:F0} ms late in the last minute: the host is short of processor time."));
        }

        if (detail.Status.Witness == "none" && detail.NodeId == facts.Self.NodeId && facts.Peer is not null)
        {
            items.Add(new("witness-none", ReadinessLevel.Degrades, "", "quorum.witness is none: who is alone cannot tell a dead peer from a lost link."));
        }

        if (primary?.NodeId == detail.NodeId && detail.Status.LeaseRemaining == TimeSpan.Zero && facts.Peer is not null)
        {
            Add("primary-without-lease", ReadinessLevel.Degrades, $"{detail.NodeId} holds the VIP without a lease of its peer.");
        }
    }

    private static void AddLinks(List<ReadinessItem> items, ReadinessFacts facts)
    {
        if (facts.Peer is null)
        {
            return;
        }

        var connection = facts.SelfDetail.Connection;
        foreach (var link in connection.Links)
        {
            var name = $"{link.Endpoint.Local} – {link.Endpoint.Remote}";
            if (!link.IsConnected && connection.Links.Count > 1)
            {
                items.Add(new("link-down", ReadinessLevel.Degrades, facts.Self.NodeId, $"The link {name} is down; the others carry on."));
            }
            else if (link is { IsConnected: true, LossPercent: > MuchLossPercent })
            {
                items.Add(new("link-loss", ReadinessLevel.Degrades, facts.Self.NodeId, string.Create(CultureInfo.InvariantCulture,
                    $"{link.LossPercent:F0} % of the last heartbeats over {name} were not answered.")));
            }
        }

        if (connection.Authentication == "address-only")
        {
            items.Add(new("address-only", ReadinessLevel.Note, "", "The nodes know each other by address alone: set cluster.secret on both."));
        }
    }
}
