using System.Runtime.Versioning;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Hooks;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Scripts;

namespace HAMgm.Component.Plugin.Tests.Support;

/// <summary>A product folder with the real worker, scripts of the test's, and the component over them, driven as the kernel drives it.</summary>
internal sealed class ScriptSandbox : IAsyncDisposable
{
    private readonly TestHost _host;
    private readonly Dictionary<string, IPlugin> _plugins = [];

    public ScriptSandbox(params (string Key, string Value)[] settings)
    {
        Root = Directory.CreateTempSubdirectory("hamgm-scripts-").FullName;
        Directory.CreateDirectory(Path.Combine(Root, "scripts", "health"));
        Directory.CreateDirectory(Path.Combine(Root, "scripts", "hooks"));
        File.CreateSymbolicLink(Path.Combine(Root, "hamgm-script-host"), Path.Combine(AppContext.BaseDirectory, "ScriptHost", "hamgm-script-host"));
        _host = new TestHost(Root);
        Config = new FakeConfig("node-001", "10.0.0.1", "node-002", "10.0.0.2").With("vip.more", "").With("vip.interface", "eth0");
        foreach (var (key, value) in new (string, string)[]
        {
            ("scripts.folders", ""), ("scripts.allowed_paths", ""), ("scripts.exec", ""), ("scripts.user", ""), ("scripts.workers", "2"), ("scripts.memory", "64"),
            ("scripts.program_memory", "512"), ("scripts.processes", "64"), ("scripts.output", "1024"), ("scripts.statements", "10000000"),
            ("scripts.kill_grace", "200ms"), ("scripts.idle", "60s"),
        }.Concat(settings))
        {
            Config.With(key, value);
        }

        Component = new PluginComponent(Config, _host, Bus, Log);
    }

    public string Root { get; }

    public FakeConfig Config { get; }

    public FakeBus Bus { get; } = new();

    public RecordingLogger Log { get; } = new();

    public PluginComponent Component { get; }

    public IHooks Hooks => Component;

    public IScripts Scripts => Component;

    public static ScriptFacts Facts { get; } =
        new("node-001", NodeState.Primary, new Epoch(42), true, ["10.0.0.9/24"], "eth0", "node-002", NodeState.Standby, true);

    public string PathOf(string name) => Path.Combine(Root, "scripts", name);

    /// <summary>Writes a script; executable unless it is JavaScript.</summary>
    public ScriptSandbox Write(string name, string content)
    {
        // Without leading blanks of the test's own indentation, for #! must come first.
        File.WriteAllText(PathOf(name), content.TrimStart());
        if (!name.EndsWith(".js", StringComparison.Ordinal))
        {
            File.SetUnixFileMode(PathOf(name), (UnixFileMode)0b111_101_101);
        }

        return this;
    }

    /// <summary>Loads the component and enables every script, as the kernel does.</summary>
    public async Task<ScriptSandbox> StartAsync()
    {
        await Component.LoadAsync(CancellationToken.None);
        foreach (RuntimePlugin found in Component.FindPlugins(new Dictionary<string, string>()))
        {
            await EnableAsync(found, new Dictionary<string, object?>());
        }

        return this;
    }

    public async Task EnableAsync(RuntimePlugin found, Dictionary<string, object?> settings)
    {
        IPlugin plugin = Component.Create(found.Info, found.Path);
        await plugin.InitializeAsync(settings, CancellationToken.None);
        _plugins[found.Info.Id] = plugin;
    }

    /// <summary>As the kernel does when the process has been asked to stop: scripts first, for they were started last.</summary>
    public async Task StopServiceAsync()
    {
        _host.RequestStop(0, "test");
        foreach (IPlugin plugin in _plugins.Values)
        {
            await plugin.CleanupAsync(CancellationToken.None);
        }
    }

    public IPlugin Plugin(string id) => _plugins[id];

    public Task<ScriptOutcome> RunAsync(string id) => Scripts.RunAsync(id, Facts, CancellationToken.None);

    /// <summary>Processes on this host whose command line contains a text.</summary>
    public static int CountProcesses(string text) => Directory.GetDirectories("/proc").Count(folder =>
    {
        try
        {
            return int.TryParse(Path.GetFileName(folder), out _) && File.ReadAllText(Path.Combine(folder, "cmdline")).Contains(text, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    });

    public async ValueTask DisposeAsync()
    {
        await Component.UnloadAsync(CancellationToken.None);
        _host.Dispose();
        Directory.Delete(Root, recursive: true);
    }
}
