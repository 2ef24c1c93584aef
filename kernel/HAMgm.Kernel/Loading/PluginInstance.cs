using System.Composition.Hosting;
using System.Text.Json;
using HAMgm.Contracts.Kernel;

namespace HAMgm.Kernel.Loading;

/// <summary>
/// A composed plugin: its context, its container, its main object and what it provides. Calls go out as they are; whoever
/// calls stands behind the supervisor's barrier.
/// </summary>
internal sealed class PluginInstance
{
    private PluginLoadContext? _context;
    private CompositionHost? _container;

    public PluginInstance(object main, IReadOnlyDictionary<Type, object> provided, PluginLoadContext? context, CompositionHost? container)
    {
        Main = main;
        Provided = provided;
        _context = context;
        _container = container;
    }

    /// <summary>The IModule, IComponent or IPlugin.</summary>
    public object Main { get; private set; }

    /// <summary>What it provides, by contract.</summary>
    public IReadOnlyDictionary<Type, object> Provided { get; private set; }

    /// <summary>Plugins whose exports were handed in: they may not go before this one has.</summary>
    public IReadOnlySet<string> BoundTo { get; init; } = new HashSet<string>();

    /// <summary>True once Initialize has been called: it is called once only.</summary>
    public bool IsInitialized { get; set; }

    public Task InitializeAsync(string settingsJson, CancellationToken cancellationToken) => Main switch
    {
        IModule module => module.InitializeAsync(cancellationToken),
        IPlugin plugin => plugin.InitializeAsync(Settings(settingsJson), cancellationToken),
        _ => Task.CompletedTask,
    };

    public Task StartAsync(CancellationToken cancellationToken) => Main switch
    {
        IModule module => module.StartAsync(cancellationToken),
        IComponent component => component.LoadAsync(cancellationToken),
        _ => Task.CompletedTask,
    };

    public Task StopAsync(CancellationToken cancellationToken) => Main switch
    {
        IModule module => module.StopAsync(cancellationToken),
        IComponent component => component.UnloadAsync(cancellationToken),
        IPlugin plugin => plugin.CleanupAsync(cancellationToken),
        _ => Task.CompletedTask,
    };

    /// <summary>Size of the assemblies loaded for it, bytes.</summary>
    public long LoadedBytes => _context?.LoadedBytes ?? 0;

    /// <summary>Its context, to see later whether it went; null for what the host made and for a context that stays.</summary>
    public WeakReference? Trace => _context is { IsCollectible: true } context ? new WeakReference(context) : null;

    /// <summary>Disposes the plugin's parts and lets go of everything, so that the context can be collected.</summary>
    public void Unload()
    {
        CompositionHost? container = _container;
        PluginLoadContext? context = _context;
        _container = null;
        _context = null;
        Main = this;
        Provided = new Dictionary<Type, object>();
        try
        {
            container?.Dispose();
        }
        finally
        {
            context?.Drop();
        }
    }

    private static Dictionary<string, object?> Settings(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => Value(p.Value), StringComparer.Ordinal);
    }

    private static object? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.TryGetInt64(out long whole) ? (object)whole : element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Array => element.EnumerateArray().Select(Value).ToList(),
        JsonValueKind.Object => element.EnumerateObject().ToDictionary(p => p.Name, p => Value(p.Value), StringComparer.Ordinal),
        _ => null,
    };
}
