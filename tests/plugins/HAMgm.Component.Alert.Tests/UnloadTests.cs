using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using HAMgm.Component.Alert.Tests.Support;
using HAMgm.Component.Config;
using HAMgm.Component.Data;
using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Data;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.TestSupport;

namespace HAMgm.Component.Alert.Tests;

/// <summary>The plugin can be exchanged while the service runs: neither HTTP nor TLS may hold its load context afterwards.</summary>
[TestClass]
public sealed class UnloadTests
{
    [TestMethod]
    public async Task Unload_AfterAWebHookOverTls_FreesTheLoadContext()
    {
        var folder = Directory.CreateTempSubdirectory("hamgm-alert-unload-");
        using var authority = new TestAuthority();
        await using var server = await HookServer.StartAsync(authority);
        try
        {
            RealNode.Configure(folder.FullName, $"  webhooks: [{{ name: chat, url: '{server.Url}/hook', ca: '{authority.AuthorityFile}' }}]");
            var context = UseInOwnContext(folder.FullName);
            for (var i = 0; i < 50 && context.IsAlive; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                await Task.Delay(20);
            }

            Assert.HasCount(1, server.Posts);
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
        var context = new AssemblyLoadContext("component.alert", isCollectible: true);
        var type = context.LoadFromAssemblyPath(typeof(AlertComponent).Assembly.Location).GetType(typeof(AlertComponent).FullName!, throwOnError: true)!;
        Assert.AreNotEqual(typeof(AlertComponent), type);
        var (log, bus, host) = (new RecordingLogger(), new FakeBus(), new QuietHost(Path.Combine(folder, "hamgm.yaml")));
        var config = new ConfigComponent(host, new ManifestCatalog(), log);
        Wait(config.LoadAsync(CancellationToken.None));
        var data = new DataComponent(config, log);
        Wait(data.LoadAsync(CancellationToken.None));
        var constructor = type.GetConstructor(
            [typeof(IConfigManager), typeof(IDataStore), typeof(ICounters), typeof(IEventBus), typeof(IFaultReporter), typeof(IHost), typeof(ILogger)])!;
        var component = constructor.Invoke([config, data, data, bus, host, host, log]);
        Wait(((IComponent)component).LoadAsync(CancellationToken.None));
        var result = ((IAlertManager)component).TestAlertAsync("", CancellationToken.None).GetAwaiter().GetResult().Single();
        Assert.IsTrue(result.IsDelivered, result.Answer);
        Wait(((IComponent)component).UnloadAsync(CancellationToken.None));
        ((IDisposable)component).Dispose();
        Wait(data.UnloadAsync(CancellationToken.None));
        context.Unload();
        return new WeakReference(context);
    }

    private static void Wait(Task task) => task.GetAwaiter().GetResult();
}
