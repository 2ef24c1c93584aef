using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using HAMgm.Component.Data.Tests.Fakes;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Data;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;

namespace HAMgm.Component.Data.Tests;

/// <summary>The plugin can be exchanged while the service runs: nothing in it may hold its load context.</summary>
[TestClass]
public sealed class UnloadTests
{
    [TestMethod]
    public void Unload_AfterUse_FreesTheLoadContext()
    {
        var folder = Directory.CreateTempSubdirectory("hamgm-data-");
        try
        {
            var context = UseInOwnContext(folder.FullName);
            for (var i = 0; i < 20 && context.IsAlive; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }

            Assert.IsFalse(context.IsAlive);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference UseInOwnContext(string folder)
    {
        var context = new PluginContext();
        var assembly = context.LoadFromAssemblyPath(typeof(DataComponent).Assembly.Location);
        var type = assembly.GetType(typeof(DataComponent).FullName!, throwOnError: true)!;
        Assert.AreNotEqual(typeof(DataComponent), type);
        var constructor = type.GetConstructor([typeof(IConfigManager), typeof(ILogger)])!;
        var component = constructor.Invoke([new FakeConfig(folder), new FakeLogger()]);
        DataBench.Wait(((IComponent)component).LoadAsync(CancellationToken.None));
        ((IDataStore)component).Set("a", "1");
        Assert.AreEqual("1", ((IDataStore)component).Get("a"));
        DataBench.Wait(((IComponent)component).UnloadAsync(CancellationToken.None));
        context.Unload();
        return new WeakReference(context);
    }

    // As the kernel's: the plugin's own assemblies here, Contracts and the framework from the host.
    private sealed class PluginContext() : AssemblyLoadContext("component.data", isCollectible: true)
    {
        protected override Assembly? Load(AssemblyName assemblyName) =>
            assemblyName.Name!.StartsWith("SQLitePCL", StringComparison.Ordinal)
                ? LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, assemblyName.Name + ".dll"))
                : null;
    }
}
