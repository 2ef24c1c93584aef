using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;

namespace HAMgm.TestSupport;

/// <summary>A kernel with two plugins; tests/kernel and the system tests have the real one.</summary>
internal sealed class FakePluginManager : IPluginManager
{
    private readonly Dictionary<string, PluginStatus> _plugins = new(StringComparer.Ordinal)
    {
        ["acme.one"] = Status("acme.one", PluginKind.Module, ModuleState.Running),
        ["acme.two"] = Status("acme.two", PluginKind.Executable, ModuleState.Faulted) with { Reason = "it threw" },
    };

    /// <summary>The changing calls so far.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>What a changing call waits for.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>What a changing call throws; null: nothing.</summary>
    public Exception? Throws { get; set; }

    public Task<PluginInfo> LoadPluginAsync(string path, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<PluginResult> ExecutePluginAsync(string name, IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task UnloadPluginAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task ReloadPluginAsync(string name, CancellationToken cancellationToken) => DoAsync($"reload {name}");

    public async Task SetPluginEnabledAsync(string name, bool enabled, CancellationToken cancellationToken)
    {
        await DoAsync($"enable {name} {enabled}");
        _plugins[name] = _plugins[name] with { IsEnabled = enabled, State = enabled ? ModuleState.Running : ModuleState.Disabled };
    }

    public IReadOnlyList<PluginInfo> GetPlugins() => [.. _plugins.Values.Select(status => status.Info)];

    public PluginStatus GetPluginStatus(string name) => _plugins.TryGetValue(name, out var status)
        ? status
        : throw new HamgmException(ErrorKind.Cluster, ErrorCodes.NotFound, name, $"there is no plugin '{name}'; known are: acme.one, acme.two");

    private static PluginStatus Status(string id, PluginKind kind, ModuleState state) =>
        new(new PluginInfo(id, "1.2.3", kind, false, $"/opt/hamgm/plugins/{id}", "Does one thing."), state, "", 2)
        {
            IsEnabled = true,
            MemoryBytes = 4096,
            NotUnloaded = 1,
            RunningFor = state == ModuleState.Running ? TimeSpan.FromSeconds(90) : TimeSpan.Zero,
            Contracts = "[0.1,0.2)",
            Requires = ["HAMgm.Contracts.Data.IDataStore?"],
        };

    private async Task DoAsync(string call)
    {
        Calls.Add(call);
        await Gate;
        if (Throws is not null)
        {
            throw Throws;
        }
    }
}
