using System.Composition;
using System.Runtime.Loader;
using System.Text.Json;
using HAMgm.Contracts.Kernel;

namespace Fixture.Thrower;

/// <summary>The component of the same assembly: fails in load, unload, ready or nowhere.</summary>
[Export(typeof(IComponent))]
public sealed class ThrowerComponent : IComponent
{
    private readonly string _where;

    [ImportingConstructor]
    public ThrowerComponent(IPluginCatalog catalog)
    {
        using JsonDocument settings = JsonDocument.Parse(catalog.GetPluginSettings(AssemblyLoadContext.GetLoadContext(typeof(ThrowerComponent).Assembly)!.Name!));
        _where = settings.RootElement.TryGetProperty("in", out JsonElement where) ? where.GetString()! : "";
    }

    public bool IsReady => FailIf("ready");

    public Task LoadAsync(CancellationToken cancellationToken) => Task.FromResult(FailIf("load"));

    public Task UnloadAsync(CancellationToken cancellationToken) => Task.FromResult(FailIf("unload"));

    private bool FailIf(string where) => _where == where ? throw new InvalidOperationException($"thrown in {where}") : true;
}
