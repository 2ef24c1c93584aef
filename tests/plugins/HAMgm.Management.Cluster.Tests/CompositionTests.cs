using System.Composition;
using System.Composition.Hosting;
using System.Text.Json;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Data;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.StateMachine;
using HAMgm.Contracts.Vip;
using HAMgm.TestSupport;

namespace HAMgm.Management.Cluster.Tests;

[TestClass]
public class CompositionTests
{
    [TestMethod]
    public async Task Module_Composed_StartsWhatItProvides()
    {
        var (channel, other) = FakePeerChannel.Pair();
        using var container = Compose(channel);
        var module = container.GetExport<IModule>();
        var manager = container.GetExport<IClusterManager>();

        await module.InitializeAsync(CancellationToken.None);
        await module.StartAsync(CancellationToken.None);
        Assert.AreEqual(ModuleState.Running, module.GetStatus().State);
        var peer = new PeerClient(other, new ClusterSettings(new FakeConfig("node-b", "10.0.0.2", "node-a", "10.0.0.1")));
        Assert.IsNotEmpty(await peer.CallAsync(PeerMethods.Status, null, CancellationToken.None));
        Assert.AreEqual("node-a", manager.GetCluster().Nodes[0].NodeId);

        await module.StopAsync(CancellationToken.None);
        await module.StopAsync(CancellationToken.None);
        Assert.AreEqual(ModuleState.Stopped, module.GetStatus().State);
        var refused = await TestNode.FailureAsync(() => peer.CallAsync(PeerMethods.Status, null, CancellationToken.None));
        Assert.AreEqual(503, refused.Code);
        Assert.IsFalse(channel.HasHandler, "a handler that is left behind pins the plugin's load context");
    }

    [TestMethod]
    public void Manifest_NamesWhatTheConstructorsTakeAndWhatIsExported()
    {
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "schemas", "management.cluster.json")));
        string[] Listed(string property) => [.. manifest.RootElement.GetProperty(property).EnumerateArray().Select(item => item.GetString()!).Order(StringComparer.Ordinal)];
        Type[] fromTheKernel = [typeof(IEventBus), typeof(IHost), typeof(ILogger), typeof(IFaultReporter), typeof(IModuleManager), typeof(IPluginManager), typeof(ClusterManager), typeof(TimeProvider)];
        var taken = new[] { typeof(ClusterManager), typeof(ClusterModule), typeof(PluginOperations), typeof(ClusterLog) }
            .SelectMany(type => type.GetConstructors()).SelectMany(constructor => constructor.GetParameters())
            .Select(parameter => parameter.ParameterType).Distinct().Except(fromTheKernel)
            .Select(type => type == typeof(ILoggerComponent) ? type.FullName + "?" : type.FullName!)
            .Concat(typeof(ClusterManager).GetProperties()
                .Where(property => property.IsDefined(typeof(ImportAttribute), inherit: false)).Select(property => $"{property.PropertyType.FullName}?"))
            .Order(StringComparer.Ordinal).ToArray();

        Assert.AreEqual(ClusterModule.Id, manifest.RootElement.GetProperty("id").GetString());
        CollectionAssert.AreEqual(taken, Listed("requires"));
        CollectionAssert.AreEqual(new[] { typeof(IClusterLog).FullName, typeof(IClusterManager).FullName, typeof(IPluginOperations).FullName }, Listed("provides"));
    }

    private static CompositionHost Compose(FakePeerChannel channel) => new ContainerConfiguration()
        .WithAssembly(typeof(ClusterModule).Assembly)
        .WithExport<IConfigManager>(new FakeConfig("node-a", "10.0.0.1", "node-b", "10.0.0.2"))
        .WithExport<IDataStore>(new FakeDataStore())
        .WithExport<IPluginManager>(new FakePluginManager())
        .WithExport<IPeerChannel>(channel)
        .WithExport<IStateMachine>(new FakeStateMachine())
        .WithExport<IVipControl>(new FakeVipControl())
        .WithExport<IEventBus>(new FakeBus())
        .WithExport<IHost>(new FakeHost())
        .WithExport<ILogger>(new RecordingLogger())
        .WithExport<IFaultReporter>(new UnexpectedFaults())
        .WithExport<IModuleManager>(new FakeModules())
        .CreateContainer();

    private sealed class UnexpectedFaults : IFaultReporter
    {
        public void Report(Exception exception) => throw new InvalidOperationException("a fault in the background", exception);
    }
}
