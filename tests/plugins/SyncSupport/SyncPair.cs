using System.Globalization;
using System.Reflection;

namespace HAMgm.TestSupport;

/// <summary>
/// The files and settings of two nodes on this host: a on 127.0.0.1, b on 127.0.0.2. The set's path, /files, is the same on both; sync.root
/// puts it into a directory of each node's own.
/// </summary>
internal sealed class SyncPair : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hamgm-sync-");
    private readonly TestPki _pki = new();

    public SyncPair(bool withTls = true, string secret = "", string setOptions = "", string more = "", string aSeenByB = "127.0.0.1", bool onChange = false)
    {
        PeerPort = PortBlock.Next();
        foreach (var (node, ip, peer, peerIp) in new[] { ("a", "127.0.0.1", "b", "127.0.0.2"), ("b", "127.0.0.2", "a", aSeenByB) })
        {
            var tls = _pki.Issue($"urn:hamgm:node:{node}", node);
            Directory.CreateDirectory(Path.Combine(Folder, node));
            var lines = new List<string>
            {
                "cluster: { id: test" + (secret.Length > 0 ? $", secret: {secret} }}" : " }"),
                $"node: {{ id: {node}, ip: {ip} }}",
                $"peer: {{ id: {peer}, ip: {peerIp} }}",
                "vip: { address: 127.0.0.9/32, interface: lo, provider: simulated }",
                "quorum: { witness: none }",
                $"data_dir: {Path.Combine(Folder, node, "data")}",
            };
            if (withTls)
            {
                lines.Add($"thrift: {{ tls: {{ ca: {tls.Authority}, cert: {tls.Certificate}, key: {tls.Key} }} }}");
            }

            lines.Add(string.Create(CultureInfo.InvariantCulture, $"sync:\n  peer_port: {PeerPort}\n  port: {PortBlock.Next()}\n  interval: 1h\n  root: {Path.Combine(Folder, node)}\n{more}"));
            lines.Add($"  sets:\n    - {{ name: app, kind: config, paths: [/files], on_change: {(onChange ? "true" : "false")}{setOptions} }}");
            File.WriteAllText(ConfigFile(node), string.Join('\n', lines) + "\n");
        }
    }

    public string Folder => _folder.FullName;

    public int PeerPort { get; }

    public string ConfigFile(string node) => Path.Combine(Folder, node, "hamgm.yaml");

    /// <summary>tests/Fixtures/SyncNode.</summary>
    public static string NodeProgram { get; } = typeof(SyncPair).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(data => data.Key == "SyncNode")?.Value ?? "";

    /// <summary>Where a node's files lie.</summary>
    public string Files(string node) => Path.Combine(Folder, node, "files");

    public void Dispose()
    {
        _pki.Dispose();
        _folder.Delete(recursive: true);
    }
}
