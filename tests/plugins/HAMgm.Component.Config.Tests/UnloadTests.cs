using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using HAMgm.Component.Config.Tests.Fakes;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;

namespace HAMgm.Component.Config.Tests;

/// <summary>The plugin can be exchanged while the service runs: nothing in it, nor in YamlDotNet, may hold its load context.</summary>
[TestClass]
public sealed class UnloadTests
{
    [TestMethod]
    public void Unload_AfterUse_FreesTheLoadContext()
    {
        using var bench = new ConfigBench(ConfigBench.Sample);
        var context = UseInOwnContext(bench);
        for (var i = 0; i < 20 && context.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.IsFalse(context.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference UseInOwnContext(ConfigBench bench)
    {
        var context = new PluginContext();
        var type = context.LoadFromAssemblyPath(typeof(ConfigComponent).Assembly.Location)
            .GetType(typeof(ConfigComponent).FullName!, throwOnError: true)!;
        Assert.AreNotEqual(typeof(ConfigComponent), type);
        var component = type.GetConstructor([typeof(IHost), typeof(IPluginCatalog), typeof(ILogger)])!
            .Invoke([new FakeHost(bench.FilePath, bench.Folder), bench.Catalog, bench.Log]);
        ((IComponent)component).LoadAsync(CancellationToken.None).GetAwaiter().GetResult();
        ((IConfigManager)component).SetString("log.level", "warn");
        ((IComponent)component).UnloadAsync(CancellationToken.None).GetAwaiter().GetResult();
        context.Unload();
        return new WeakReference(context);
    }

    // As the kernel's: the plugin's own assemblies here, Contracts and the framework from the host.
    private sealed class PluginContext() : AssemblyLoadContext("component.config", isCollectible: true)
    {
        protected override Assembly? Load(AssemblyName assemblyName) =>
            assemblyName.Name == "YamlDotNet" ? LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "YamlDotNet.dll")) : null;
    }
}
