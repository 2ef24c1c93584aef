using HAMgm.Component.Config.Tests.Fakes;
using HAMgm.Contracts.Configuration;

namespace HAMgm.Component.Config.Tests;

/// <summary>A component over a real file in a folder of its own.</summary>
internal sealed class ConfigBench : IDisposable
{
    /// <summary>The sample of design.md section 7, with a data_dir in the test's folder.</summary>
    public const string Sample = """
        cluster:   { id: hamgm-cluster-001, auto_switch: true, heartbeat_interval: 5s, heartbeat_timeout: 30s, heartbeat_retries: 3 }   # secret, connect_timeout, io_timeout, failback
        node:      { id: node-001, ip: 192.168.1.101, priority: 100 }
        peer:      { id: node-002, ip: 192.168.1.102 }                 # links: further [local, remote] pairs
        heartbeat: { port: 9091 }
        thrift:    { listen: 127.0.0.1, port: 9090 }                   # tls: { ca, cert, key }, insecure_writes: false
        vip:       { address: 192.168.1.200/24, interface: eth0 }      # more: [...], provider: netlink | simulated, kernel_lease: 2s, on_duplicate
        quorum:    { witness: gateway, gateways: [192.168.1.1], on_isolation: release }
        log:       { level: info }
        data_dir: data
        plugins:  { manifest: plugins.json }

        """;

    /// <summary>The least that is valid, for tests that add to it.</summary>
    public const string Least = """
        node:
          id: a
          ip: 10.0.0.1
        vip:
          address: 10.0.0.100/24
          interface: eth0
        data_dir: data

        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hamgm-config-");

    public ConfigBench(string yaml)
    {
        Yaml = yaml;
        Component = new ConfigComponent(new FakeHost(FilePath, _folder.FullName), Catalog, Log);
    }

    public string Folder => _folder.FullName;

    public string FilePath => Path.Combine(Folder, "hamgm.yaml");

    public string Yaml
    {
        get => File.ReadAllText(FilePath);
        set => File.WriteAllText(FilePath, value);
    }

    public FakeCatalog Catalog { get; } = new();

    public FakeLogger Log { get; } = new();

    public ConfigComponent Component { get; }

    public static ConfigBench Loaded(string yaml)
    {
        var bench = new ConfigBench(yaml);
        bench.Component.LoadConfig(bench.FilePath);
        return bench;
    }

    public static IReadOnlyList<ConfigIssue> Issues(string yaml)
    {
        using var bench = new ConfigBench(yaml);
        return bench.Component.Check(bench.FilePath);
    }

    /// <summary>Errors as <c>line key: message</c>.</summary>
    public static string[] Errors(string yaml) =>
        [.. Issues(yaml).Where(i => !i.IsWarning).Select(i => $"{i.Line} {i.Key}: {i.Message}")];

    public static string[] Warnings(string yaml) =>
        [.. Issues(yaml).Where(i => i.IsWarning).Select(i => $"{i.Line} {i.Key}: {i.Message}")];

    /// <summary>A second component over the same files, as after a restart.</summary>
    public ConfigComponent Restarted()
    {
        var component = new ConfigComponent(new FakeHost(FilePath, Folder), Catalog, Log);
        component.LoadConfig(FilePath);
        return component;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
