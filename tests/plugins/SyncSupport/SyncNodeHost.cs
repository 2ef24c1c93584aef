using System.Text.Json;
using HAMgm.Component.Config;
using HAMgm.Component.Records;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Records;
using HAMgm.Contracts.StateMachine;
using HAMgm.Logic.Sync;

namespace HAMgm.TestSupport;

/// <summary>
/// logic.sync as it runs in a node: the real configuration from a YAML file, the real records in SQLite, the real rsync. Only the roles
/// are given instead of agreed upon.
/// </summary>
internal sealed class SyncNodeHost : IAsyncDisposable
{
    /// <summary>Makes it.</summary>
    /// <param name="configFile">The node's configuration.</param>
    /// <param name="aroundRecords">Put around the records; null: nothing.</param>
    /// <param name="aroundRoles">Put around the roles; null: nothing.</param>
    public SyncNodeHost(
        string configFile, Func<ISyncRecords, ISyncRecords>? aroundRecords = null, Func<IStateMachine, IStateMachine>? aroundRoles = null)
    {
        Config = new ConfigComponent(new FakeHost(configFile), new Catalog(), Log);
        Config.LoadAsync(CancellationToken.None).GetAwaiter().GetResult();
        Records = new RecordsComponent(Config, Bus, Log);
        Records.LoadAsync(CancellationToken.None).GetAwaiter().GetResult();
        Sync = new SyncModule(
            Config, aroundRecords?.Invoke(Records) ?? Records, aroundRoles?.Invoke(StateMachine) ?? StateMachine, Bus, Faults, Log);
    }

    public ConfigComponent Config { get; }

    public RecordsComponent Records { get; }

    public FakeStateMachine StateMachine { get; } = new();

    public FakeBus Bus { get; } = new();

    public RecordingLogger Log { get; } = new();

    /// <summary>What the module reported to the supervisor; nothing, in a test that is well.</summary>
    public FaultList Faults { get; } = new();

    public SyncModule Sync { get; }

    public Task StartAsync() => Sync.StartAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Sync.StopAsync(CancellationToken.None);
        Sync.Dispose();
        await Records.UnloadAsync(CancellationToken.None);
        Records.Dispose();
    }

    private sealed class Catalog : IPluginCatalog
    {
        // Those of the plugins that the test project names.
        public IReadOnlyDictionary<string, string> SettingsSchemas { get; } = Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "schemas"))
            .Select(file => Path.GetFileNameWithoutExtension(file)).ToDictionary(id => id, Schema);

        public string GetPluginSettings(string pluginId) => "{}";

        private static string Schema(string id)
        {
            using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "schemas", $"{id}.json")));
            return manifest.RootElement.GetProperty("settings").GetRawText();
        }
    }
}
