using System.Text;

namespace HAMgm.SystemTests;

/// <summary>What a node's configuration file says; the defaults are those of the figures in the README.</summary>
internal sealed record NodeSettings
{
    public string Interval { get; init; } = "100ms";

    public string Timeout { get; init; } = "300ms";

    public string VipAddress { get; init; } = Lab.Vip + "/24";

    public string Interface { get; init; } = "eth0";

    public string Witness { get; init; } = "gateway";

    /// <summary>The same pair with an IPv6 VIP and the gateway's IPv6 address as witness.</summary>
    public static NodeSettings IPv6 { get; } = new() { VipAddress = Lab.Vip6 + "/64", Gateways = "fd77::1" };

    public string OnIsolation { get; init; } = "release";

    public int Priority { get; init; } = 100;

    /// <summary>The shortest times that are tested: 20 ms, 60 ms.</summary>
    public static NodeSettings ShortTimes { get; } = new() { Interval = "20ms", Timeout = "60ms" };

    /// <summary>Where the node's programs lie; null: the product under test. A link may be turned while the node is down.</summary>
    public string? Programs { get; init; }

    /// <summary>The plugins to run; null: the product's own list.</summary>
    public string? Manifest { get; init; }

    /// <summary>The wall clock that the node's programs see; null: the machine's.</summary>
    public WallClock? Clock { get; init; }

    /// <summary>vip.more.</summary>
    public IReadOnlyList<string> More { get; init; } = [];

    /// <summary>Whether the second network is a second peer link.</summary>
    public bool TwoLinks { get; init; }

    public string OnDuplicate { get; init; } = "hold";

    public string AnnounceRefresh { get; init; } = "60s";

    public string Gateways { get; init; } = "192.168.77.1";

    /// <summary>detect.checks, one flow map each.</summary>
    public IReadOnlyList<string> Checks { get; init; } = [];

    /// <summary>A folder with health/ and hooks/ in it; null: none but the product's.</summary>
    public string? ScriptsFolder { get; init; }

    /// <summary>A folder of <see cref="Certificates"/>: the Thrift port is on the host's own address then, and the peer link has TLS; null: no TLS.</summary>
    public string? CertificateFolder { get; init; }

    /// <summary>Where the node writes; null: a folder of its own in the laboratory's.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Further lines of the file.</summary>
    public string Extra { get; init; } = "";

    /// <summary>The file for <c>hamgm-daemon --config</c>, with the keys of design.md section 7.</summary>
    public string Render(LabHost host, LabHost peer, string dataDirectory, string manifest)
    {
        StringBuilder yaml = new();
        yaml.Append($"cluster: {{ id: lab, auto_switch: true, heartbeat_interval: {Interval}, heartbeat_timeout: {Timeout}, secret: laboratory-secret-0123456789 }}\n");
        yaml.Append($"node: {{ id: node-{host.Name}, ip: {host.Address}, priority: {Priority} }}\n");
        string links = TwoLinks ? $", links: [[{host.SecondAddress}, {peer.SecondAddress}]]" : "";
        yaml.Append($"peer: {{ id: node-{peer.Name}, ip: {peer.Address}{links} }}\n");
        yaml.Append("heartbeat: { port: 9091 }\n");
        yaml.Append(CertificateFolder is { } folder
            ? $"thrift: {{ listen: {host.Address}, port: 9090, tls: {{ ca: {folder}/ca.crt, cert: {folder}/node-{host.Name}.crt, key: {folder}/node-{host.Name}.key }} }}\n"
            : "thrift: { listen: 127.0.0.1, port: 9090 }\n");
        string more = More.Count == 0 ? "" : $", more: ['{string.Join("', '", More)}']";
        yaml.Append($"vip: {{ address: '{VipAddress}', interface: {Interface}{more}, on_duplicate: {OnDuplicate}, announce_refresh: {AnnounceRefresh} }}\n");
        yaml.Append($"quorum: {{ witness: {Witness}, gateways: ['{Gateways}'], on_isolation: {OnIsolation} }}\n");
        if (Checks.Count > 0)
        {
            yaml.Append($"detect:\n  checks:\n{string.Concat(Checks.Select(static check => $"    - {{ {check} }}\n"))}");
        }

        if (ScriptsFolder is not null)
        {
            yaml.Append($"scripts: {{ folders: ['{ScriptsFolder}'] }}\n");
        }

        yaml.Append("log: { level: info }\n");
        yaml.Append($"data_dir: {dataDirectory}\n");
        yaml.Append($"plugins: {{ manifest: {Manifest ?? manifest} }}\n");
        yaml.Append(Extra);
        return yaml.ToString();
    }
}
