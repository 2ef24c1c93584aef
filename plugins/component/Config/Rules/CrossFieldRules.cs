using System.Net;
using HAMgm.Component.Config.Values;
using HAMgm.Contracts.Configuration;

namespace HAMgm.Component.Config.Rules;

/// <summary>
/// What no key's own schema can say: how values must fit together, and which choices are weak. A rule whose keys are
/// missing or refused already is silent, so that one mistake is reported once.
/// </summary>
internal sealed class CrossFieldRules
{
    private readonly IReadOnlyDictionary<string, Setting> _settings;
    private readonly List<ConfigIssue> _issues;

    private CrossFieldRules(IReadOnlyDictionary<string, Setting> settings, List<ConfigIssue> issues)
    {
        _settings = settings;
        _issues = issues;
    }

    public static void Check(IReadOnlyDictionary<string, Setting> settings, List<ConfigIssue> issues)
    {
        var rules = new CrossFieldRules(settings, issues);
        rules.CheckHeartbeat();
        rules.CheckNodes();
        rules.CheckLinks();
        new VipRules(rules.Find, rules.Error, rules.Warn).Check();
        rules.CheckThrift();
        rules.WarnOfWeakChoices();
    }

    /// <summary>The setting when it has a value, else null.</summary>
    private Setting? Find(string key) => _settings.GetValueOrDefault(key) is { HasValue: true } setting ? setting : null;

    private IPAddress? Address(string key) =>
        Find(key) is { } setting && AddressText.TryParse(setting.Text, out var address) ? address : null;

    /// <summary>
    /// A lease lasts T − m from the beat that won it, with m = max(30 ms, T/10), 10 ms instead of 30
    /// below T = 200 ms (safety-rules.md R1, the core's FailoverPolicy). It must outlive
    /// two intervals, or one lost datagram would cost the VIP.
    /// </summary>
    private void CheckHeartbeat()
    {
        if (Find("cluster.heartbeat_interval") is not { } interval || Find("cluster.heartbeat_timeout") is not { } timeout)
        {
            return;
        }

        var leastMargin = (timeout.Number < 200 * TimeSpan.TicksPerMillisecond ? 10 : 30) * TimeSpan.TicksPerMillisecond;
        var margin = Math.Max(leastMargin, timeout.Number / 10);
        if (timeout.Number - margin < 2 * interval.Number)
        {
            var least = Math.Max((2 * interval.Number) + leastMargin, ((20 * interval.Number) + 8) / 9);
            var leastText = DurationText.Format(TimeSpan.FromMilliseconds(Math.Ceiling(TimeSpan.FromTicks(least).TotalMilliseconds)));
            Error(
                timeout.IsSet ? timeout : interval,
                "cluster.heartbeat_timeout",
                $"{timeout.Text} is too short for an interval of {interval.Text}: less the safety margin of {DurationText.Format(TimeSpan.FromTicks(margin))} it must last two intervals, so that one lost heartbeat does not cost the VIP; set at least {leastText}, or a shorter interval");
        }
    }

    private void CheckNodes()
    {
        var (nodeId, peerId) = (Find("node.id"), Find("peer.id"));
        var (nodeIp, peerIp) = (Address("node.ip"), Address("peer.ip"));
        if (nodeId is not null && peerId is not null && nodeId.Text == peerId.Text)
        {
            Error(peerId, "peer.id", $"'{peerId.Text}' is node.id too: the two nodes need different ids");
        }

        if (_settings.TryGetValue("peer.id", out var id) && _settings.TryGetValue("peer.ip", out var ip) && id.HasValue != ip.HasValue)
        {
            var (there, absent) = id.HasValue ? (id, "peer.ip") : (ip, "peer.id");
            Error(there, absent, $"is missing: set it beside {there.Schema.Key}, or remove both for a single node");
        }

        foreach (var key in (string[])["node.ip", "peer.ip"])
        {
            if (Address(key) is { } address && !AddressText.IsHostAddress(address))
            {
                Error(Find(key)!, key, $"{address} is no address of a host: write the one that the other node reaches");
            }
        }

        if (nodeIp is not null && peerIp is not null)
        {
            if (nodeIp.Equals(peerIp))
            {
                Error(Find("peer.ip")!, "peer.ip", $"{peerIp} is node.ip too: the two nodes need different addresses");
            }
            else if (nodeIp.AddressFamily != peerIp.AddressFamily)
            {
                Error(Find("peer.ip")!, "peer.ip", $"{peerIp} and node.ip {nodeIp} must both be IPv4 or both IPv6");
            }
        }
    }

    /// <summary>The guard's record has room for one more (HAMgm.Linux, GuardLease.MaxPeers).</summary>
    private const int MaxFurtherLinks = 3;

    private void CheckLinks()
    {
        if (Find("peer.links") is not { } links)
        {
            return;
        }

        if (_settings.GetValueOrDefault("peer.id") is { HasValue: false })
        {
            Error(links, "peer.links", "there are links but no peer: set peer.id and peer.ip, or remove them");
        }

        if (links.Items.Count > MaxFurtherLinks)
        {
            Error(links, "peer.links", $"there are {links.Items.Count} further links; the guard, which speaks for a dead service, takes {MaxFurtherLinks}");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pair in links.Items)
        {
            var sides = pair.Split(' ');
            if (!AddressText.TryParse(sides[0], out var local) || !AddressText.TryParse(sides[^1], out var remote))
            {
                continue;
            }

            var shown = $"[{local}, {remote}]";
            if (local.Equals(remote) || local.AddressFamily != remote.AddressFamily)
            {
                Error(links, "peer.links", $"{shown}: the two sides must be different addresses of one family");
            }
            else if (!seen.Add(shown))
            {
                Error(links, "peer.links", $"{shown} stands twice: remove one");
            }
        }
    }

    private void CheckThrift()
    {
        // service.thrift refuses the same at its start: what --check accepts must start.
        string[] keys = ["thrift.tls.ca", "thrift.tls.cert", "thrift.tls.key"];
        var missing = Array.FindAll(keys, key => Find(key) is null);
        if (missing.Length is 1 or 2)
        {
            Error(Find(Array.Find(keys, key => Find(key) is not null)!)!, missing[0], "is missing: TLS needs thrift.tls.ca, thrift.tls.cert and thrift.tls.key; set all three or none");
        }

        if (missing.Length == 0 && Find("thrift.insecure_writes") is { Canonical: "true" } insecure)
        {
            Warn(insecure, "thrift.insecure_writes", "has no effect with thrift.tls: the certificate's role decides; remove it");
        }

        if (Find("thrift.listen") is not { } listen || !AddressText.TryParse(listen.Text, out var address))
        {
            return;
        }

        // insecure_writes opens the port to this host's processes, never to the network.
        if (!IPAddress.IsLoopback(address) && missing.Length == keys.Length)
        {
            Error(listen, "thrift.listen", $"{address} can be reached from outside, and without thrift.tls nothing tells who calls: set thrift.tls.ca, cert and key (hamgm-cli pki), or write 127.0.0.1");
        }

        var listensOnNodeIp = Equals(address, Address("node.ip")) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
        if (listensOnNodeIp && Find("thrift.port") is { } port && Find("heartbeat.port") is { } heartbeat && port.Number == heartbeat.Number)
        {
            Error(port.IsSet ? port : heartbeat, "thrift.port", $"{port.Text} is heartbeat.port too: choose another");
        }
    }

    private void WarnOfWeakChoices()
    {
        var hasPeer = Find("peer.id") is not null;
        if (Find("quorum.witness") is { Text: "none" } witness)
        {
            var effect = Find("quorum.on_isolation") is { Text: "keep" }
                ? "with on_isolation: keep, both nodes hold the VIP while they cannot hear each other"
                : "with on_isolation: release, the VIP is gone when the other node is down";
            Warn(witness, "quorum.witness", $"none is a weak choice: {effect}; use gateway");
        }

        WarnIf("vip.gate", "off", "off: a frozen node answers for the VIP until the kernel drops it, seconds later; use auto");
        WarnIf("vip.provider", "simulated", "simulated moves no address: for trying out only");
        WarnIf("vip.on_duplicate", "take", "take: the VIP is taken although a stranger answers for it, so two hosts may answer; use hold");
        if (Find("thrift.tls.cert") is null)
        {
            WarnIf("thrift.insecure_writes", "true", "every process on this host may change the cluster; use hamgm-cli as root instead");
        }

        if (Find("cluster.secret") is { } secret)
        {
            if (secret.Text.Length < 16)
            {
                Warn(secret, "cluster.secret", "is shorter than 16 characters and can be guessed; use 32 random ones");
            }
        }
        else if (hasPeer && _settings.ContainsKey("cluster.secret") && (Find("thrift.tls.cert") is null || Find("peer.tls") is { Text: "off" }))
        {
            _issues.Add(new ConfigIssue(0, "cluster.secret", "is not set: the peer is known by its address alone", IsWarning: true));
        }
    }

    private void WarnIf(string key, string value, string message)
    {
        if (Find(key) is { } setting && setting.Canonical == value)
        {
            Warn(setting, key, message);
        }
    }

    private void Error(Setting at, string key, string message) => _issues.Add(new ConfigIssue(at.Line, key, message, IsWarning: false));

    private void Warn(Setting at, string key, string message) => _issues.Add(new ConfigIssue(at.Line, key, message, IsWarning: true));
}
