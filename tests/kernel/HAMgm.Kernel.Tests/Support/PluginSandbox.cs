using System.Runtime.Loader;
using System.Text.Json;
using System.Text.Json.Nodes;
using HAMgm.Contracts.Kernel;
using HAMgm.Kernel.Lifecycle;

namespace HAMgm.Kernel.Tests.Support;

/// <summary>A folder of real plugins, a plugins.json and a kernel over them; gone afterwards.</summary>
internal sealed class PluginSandbox : IAsyncDisposable
{
    public const string Receiver = "HAMgm.Contracts.Kernel.IMessageReceiver";
    public const string Guard = "HAMgm.Contracts.Kernel.ICriticalGuard";

    private readonly string _root = Directory.CreateTempSubdirectory("hamgm-kernel-").FullName;
    private readonly JsonArray _listed = [];
    private PluginKernel? _kernel;
    private EventRecorder? _events;

    public PluginSandbox()
    {
        Directory.CreateDirectory(PluginsFolder);
    }

    public string PluginsFolder => Path.Combine(_root, "plugins");

    public string PluginsJson => Path.Combine(_root, "plugins.json");

    public TestHost Host { get; } = new();

    public SharedWriter StandardError { get; } = new();

    public string Root => _root;

    public PluginKernel Kernel => _kernel ??= NewKernel();

    /// <summary>Another kernel over the same folders: another life of the process.</summary>
    public PluginKernel NewKernel() => new(
        new KernelOptions
        {
            PluginsFolder = PluginsFolder,
            StartDeadline = StartDeadline,
            StopDeadline = StopDeadline,
            ExecuteDeadline = TimeSpan.FromSeconds(1),
            RestartDelay = TimeSpan.FromMilliseconds(20),
            MaxRestartDelay = TimeSpan.FromMilliseconds(100),
            LeftoverTime = TimeSpan.FromMilliseconds(50),
            SettleTime = TimeSpan.FromMilliseconds(50),
            RetryTime = TimeSpan.FromMilliseconds(200),
            StandardError = StandardError,
        },
        Host);

    public bool DropIns { get; init; }

    public TimeSpan StartDeadline { get; init; } = TimeSpan.FromSeconds(20);

    public TimeSpan StopDeadline { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Begins to record on first use, so use it before the kernel starts.</summary>
    public EventRecorder Events => _events ??= new EventRecorder(Kernel.Events);

    public string Folder(string id) => Path.Combine(PluginsFolder, id);

    /// <summary>Puts a fixture's files and a manifest into plugins/&lt;id&gt; and lists it in plugins.json.</summary>
    public PluginSandbox Add(
        string id,
        string fixture,
        string kind = "module",
        string[]? requires = null,
        string[]? provides = null,
        bool critical = false,
        bool bootstrap = false,
        string contracts = "[0.1,0.2)",
        string settings = "{}",
        bool enabled = true,
        bool listed = true)
    {
        string folder = Directory.CreateDirectory(Folder(id)).FullName;
        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Fixtures", fixture)))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }

        var manifest = new JsonObject
        {
            ["id"] = id,
            ["version"] = "1.0.0",
            ["kind"] = kind,
            ["contracts"] = contracts,
            ["requires"] = new JsonArray([.. (requires ?? []).Select(one => JsonValue.Create(one))]),
            ["provides"] = new JsonArray([.. (provides ?? []).Select(one => JsonValue.Create(one))]),
            ["critical"] = critical,
            ["bootstrap"] = bootstrap,
        };
        File.WriteAllText(Path.Combine(folder, "plugin.json"), manifest.ToJsonString());
        if (listed)
        {
            List(id, enabled, settings);
        }

        return this;
    }

    public PluginSandbox AddGreeter(bool critical = false) =>
        Add("fixture.greeter", "Greeter", "component", provides: [Receiver], critical: critical);

    public PluginSandbox AddGuest(bool critical = false) =>
        Add("fixture.guest", "Guest", requires: [Receiver, Guard + "?"], critical: critical);

    public PluginSandbox AddWatchman(string settings = "{}") =>
        Add("fixture.watchman", "Watchman", "component", provides: [Guard], critical: true, settings: settings);

    public PluginSandbox AddThrower(string where, bool critical = false, string id = "fixture.thrower") =>
        Add(id, "Thrower", settings: $$"""{ "in": "{{where}}" }""", critical: critical);

    /// <summary>Puts the same assembly there once more, as an upgrade does.</summary>
    public void Touch(string id)
    {
        string assembly = Directory.GetFiles(Folder(id), "Fixture.*.dll").Single();
        File.WriteAllBytes(assembly + ".new", File.ReadAllBytes(assembly));
        File.Move(assembly + ".new", assembly, overwrite: true);
    }

    /// <summary>Changes an entry of plugins.json.</summary>
    public void Relist(string id, bool enabled)
    {
        _listed.Single(one => (string?)one!["id"] == id)!["enabled"] = enabled;
        WriteList();
    }

    /// <inheritdoc cref="Relist(string, bool)"/>
    public void Relist(string id, string settings)
    {
        _listed.Single(one => (string?)one!["id"] == id)!["settings"] = JsonNode.Parse(settings);
        WriteList();
    }

    public Task UntilLoggedAsync(string text) => Task.Run(async () =>
    {
        for (int i = 0; i < 1000; i++)
        {
            if (StandardError.ToString().Contains(text, StringComparison.Ordinal))
            {
                return;
            }

            await Task.Delay(10);
        }

        Assert.Fail($"'{text}' was not logged: {StandardError}");
    });

    public PluginSandbox List(string id, bool enabled = true, string settings = "{}", string? folder = null)
    {
        var entry = new JsonObject { ["id"] = id, ["enabled"] = enabled, ["settings"] = JsonNode.Parse(settings) };
        if (folder is not null)
        {
            entry["folder"] = folder;
        }

        _listed.Add(entry);
        WriteList();
        return this;
    }

    /// <summary>Lists a plugin that is no assembly.</summary>
    public PluginSandbox ListScript(string id, string? file, bool enabled = true, string settings = "{}")
    {
        var entry = new JsonObject { ["id"] = id, ["kind"] = "script", ["enabled"] = enabled, ["settings"] = JsonNode.Parse(settings) };
        if (file is not null)
        {
            entry["script"] = file;
        }

        _listed.Add((JsonNode)entry);
        WriteList();
        return this;
    }

    private void WriteList() =>
        File.WriteAllText(PluginsJson, JsonSerializer.Serialize(new JsonObject { ["plugins"] = _listed.DeepClone(), ["dropIns"] = DropIns }));

    public async Task StartAsync()
    {
        _ = Events;
        await Kernel.StartBootstrapAsync(CancellationToken.None);
        await Kernel.StartAsync(PluginsJson, CancellationToken.None);
    }

    /// <summary>The start must fail, and leave nothing that is loaded or runs.</summary>
    public async Task<KernelException> StartFailsAsync()
    {
        KernelException error = await Assert.ThrowsExactlyAsync<KernelException>(StartAsync);
        AssertNothingRuns();
        return error;
    }

    public void AssertNothingRuns()
    {
        foreach (PluginInfo plugin in Kernel.Plugins.GetPlugins())
        {
            ModuleState state = State(plugin.Id);
            Assert.IsFalse(state is ModuleState.Running or ModuleState.Loaded or ModuleState.Initialized, $"{plugin.Id} is {state}");
        }
    }

    public ModuleState State(string id) => Kernel.Plugins.GetPluginStatus(id).State;

    public string Reason(string id) => Kernel.Plugins.GetPluginStatus(id).Reason;

    /// <summary>Whether the load context of a plugin is gone.</summary>
    public static bool IsCollected(string id)
    {
        for (int i = 0; i < 20 && IsAlive(id); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return !IsAlive(id);
    }

    /// <summary>Whether no more than so many load contexts of a plugin are left.</summary>
    public static bool IsCollectedDownTo(string id, int left)
    {
        for (int i = 0; i < 20 && Alive(id) > left; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return Alive(id) <= left;
    }

    public async ValueTask DisposeAsync()
    {
        if (_kernel is not null)
        {
            await _kernel.DisposeAsync();
        }

        StandardError.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private static bool IsAlive(string id) => Alive(id) > 0;

    private static int Alive(string id) => AssemblyLoadContext.All.Count(context => context.Name == id);
}
