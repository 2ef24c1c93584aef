using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using HAMgm.Component.Logger.Tests.Fakes;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;

namespace HAMgm.Component.Logger.Tests;

/// <summary>The plugin can be exchanged while the service runs: nothing in it, nor in NLog, may hold its load context.</summary>
[TestClass]
public sealed class UnloadTests
{
    [TestMethod]
    public void Unload_AfterUse_FreesTheLoadContext()
    {
        var folder = Directory.CreateTempSubdirectory("hamgm-log-");
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
        var type = context.LoadFromAssemblyPath(typeof(LoggerComponent).Assembly.Location)
            .GetType(typeof(LoggerComponent).FullName!, throwOnError: true)!;
        Assert.AreNotEqual(typeof(LoggerComponent), type);
        var component = type.GetConstructor([typeof(IConfigManager)])!.Invoke([new FakeConfig(folder)]);
        ((IComponent)component).LoadAsync(CancellationToken.None).GetAwaiter().GetResult();
        ((ILoggerComponent)component).Log(LogLevel.Info, "hello");
        ((IComponent)component).UnloadAsync(CancellationToken.None).GetAwaiter().GetResult();
        StringAssert.Contains(File.ReadAllText(Path.Combine(folder, "logs", "hamgm.log")), "hello");
        context.Unload();
        return new WeakReference(context);
    }

    // As the kernel's: the plugin's own assemblies here, Contracts and the framework from the host.
    private sealed class PluginContext() : AssemblyLoadContext("component.logger", isCollectible: true)
    {
        protected override Assembly? Load(AssemblyName assemblyName) =>
            assemblyName.Name == "NLog" ? LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "NLog.dll")) : null;
    }
}
