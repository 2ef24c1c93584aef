using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Kernel.Loading;
using HAMgm.Kernel.Supervision;

namespace HAMgm.Kernel.Lifecycle;

/// <summary>
/// The way to whoever runs plugins that are no assemblies (<see cref="IPluginRuntime"/>). What it does behind these calls is its
/// own: a failure counts as a fault of the runtime, not of the kernel.
/// </summary>
internal sealed class RuntimeLink(PluginRegistry registry, ILogger log)
{
    private Action? _changed;

    /// <summary>Called when a runtime has come, or says that its plugins have changed.</summary>
    public void OnChanged(Action changed) => _changed = changed;

    /// <summary>A runtime runs now.</summary>
    public void Attach(IPluginRuntime runtime)
    {
        if (FaultBarrier.Run(() => runtime.Changed += Touch) is { } error)
        {
            log.Error("a plugin runtime cannot be listened to", ("error", error.ToString()));
        }

        Touch();
    }

    /// <summary>It is about to stop.</summary>
    public void Detach(IPluginRuntime runtime) => FaultBarrier.Run(() => runtime.Changed -= Touch);

    /// <summary>The manifests of what it has found; null while none runs, or when it cannot say.</summary>
    public IReadOnlyList<PluginManifest>? Find(PluginsFileContent content)
    {
        if (registry.FindProvided(typeof(IPluginRuntime)) is not var (record, export))
        {
            return null;
        }

        var named = content.Entries.Where(entry => entry.Script is not null).ToDictionary(entry => entry.Id, entry => entry.Script!, StringComparer.Ordinal);
        IReadOnlyList<RuntimePlugin>? found = null;
        if (FaultBarrier.Run(() => found = ((IPluginRuntime)export).FindPlugins(named)) is { } error)
        {
            record.Services?.Report(error);
            return null;
        }

        return [.. found!.Select(ManifestOf)];
    }

    /// <summary>Whether a runtime runs, or will again.</summary>
    public bool IsExpected => registry.All.Any(record => record.IsWanted && record.Manifest.Provides.Contains(typeof(IPluginRuntime)));

    /// <summary>Makes one of its plugins.</summary>
    public static PluginInstance Load(PluginManifest manifest, IReadOnlyDictionary<Type, object> handedIn, IReadOnlySet<string> boundTo)
    {
        var runtime = (IPluginRuntime)handedIn[typeof(IPluginRuntime)];
        return new PluginInstance(runtime.Create(manifest.Info, manifest.Script!), new Dictionary<Type, object>(), null, null) { BoundTo = boundTo };
    }

    /// <summary>A status with what the plugin's process uses.</summary>
    public PluginStatus WithUsage(PluginStatus status)
    {
        PluginUsage usage = default;
        if (registry.FindProvided(typeof(IPluginRuntime)) is var (record, export)
            && FaultBarrier.Run(() => usage = ((IPluginRuntime)export).GetUsage(status.Info.Id)) is { } error)
        {
            record.Services?.Report(error);
        }

        return status with { MemoryBytes = usage.MemoryBytes, Restarts = status.Restarts + usage.Restarts };
    }

    private static PluginManifest ManifestOf(RuntimePlugin plugin) => new()
    {
        Info = plugin.Info,
        Contracts = VersionWindow.Any,
        Requires = [Requirement.OfRuntime],
        Script = plugin.Path,
        FoundStamp = plugin.Stamp,
    };

    private void Touch() => _changed?.Invoke();
}
