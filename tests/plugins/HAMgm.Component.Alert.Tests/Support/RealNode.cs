using HAMgm.Component.Config;
using HAMgm.Component.Data;
using HAMgm.TestSupport;

namespace HAMgm.Component.Alert.Tests.Support;

/// <summary>component.alert over the real configuration and the real database of a folder, sending for real.</summary>
internal sealed class RealNode : IAsyncDisposable
{
    private readonly DataComponent _data;

    private RealNode(ConfigComponent config, DataComponent data, AlertComponent alerts, FakeBus bus, RecordingLogger log, QuietHost host) =>
        (Config, _data, Alerts, Bus, Log, Host) = (config, data, alerts, bus, log, host);

    public ConfigComponent Config { get; }

    public DataComponent Data => _data;

    public AlertComponent Alerts { get; }

    public FakeBus Bus { get; }

    public RecordingLogger Log { get; }

    public QuietHost Host { get; }

    /// <summary>Writes a configuration with this section below <c>alert:</c>, indented by two.</summary>
    public static void Configure(string folder, string alertSection, string peer = "") => File.WriteAllText(Path.Combine(folder, "hamgm.yaml"), $$"""
        cluster: { id: test }
        node: { id: node-a, ip: 127.0.0.1 }
        {{peer}}
        vip: { address: 192.0.2.9/24, interface: lo }
        data_dir: data
        alert:
          group_wait: 0s
        {{alertSection}}

        """);

    /// <summary>Starts over a folder with a hamgm.yaml.</summary>
    public static async Task<RealNode> StartAsync(string folder)
    {
        var path = Path.Combine(folder, "hamgm.yaml");
        var (log, bus, host) = (new RecordingLogger(), new FakeBus(), new QuietHost(path) { StartedAtUnixMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() });
        var config = new ConfigComponent(host, new ManifestCatalog(), log);
        await config.LoadAsync(CancellationToken.None);
        var data = new DataComponent(config, log);
        await data.LoadAsync(CancellationToken.None);
        var alerts = new AlertComponent(config, data, data, bus, host, host, log);
        await alerts.LoadAsync(CancellationToken.None);
        return new RealNode(config, data, alerts, bus, log, host);
    }

    public async ValueTask DisposeAsync()
    {
        await Alerts.UnloadAsync(CancellationToken.None);
        Alerts.Dispose();
        await _data.UnloadAsync(CancellationToken.None);
        await Config.UnloadAsync(CancellationToken.None);
    }
}
