using System.Composition.Hosting;
using System.Text.Json;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Management;
using HAMgm.Management.Cluster;
using HAMgm.TestSupport;

namespace HAMgm.Service.Thrift.Tests;

[TestClass]
public class CompositionTests
{
    [TestMethod]
    public void Module_Composed_IsFound()
    {
        var config = new FakeConfig("node-a", "10.0.0.1", "", "");
        var (channel, _) = FakePeerChannel.Pair();
        var manager = new ClusterManager(
            config, new FakeDataStore(), channel, new FakeStateMachine(), new FakeVipControl(), new FakeBus(), new FakeHost(), new RecordingLogger());
        using var container = new ContainerConfiguration()
            .WithAssembly(typeof(ThriftModule).Assembly)
            .WithExport<IConfigManager>(config)
            .WithExport<IClusterManager>(manager)
            .WithExport<IHost>(new FakeHost())
            .WithExport<IEventBus>(new FakeBus())
            .WithExport<ILogger>(new RecordingLogger())
            .CreateContainer();

        Assert.IsInstanceOfType<ThriftModule>(container.GetExport<IModule>());
    }

    [TestMethod]
    public void Manifest_NamesWhatTheConstructorTakes()
    {
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "schemas", "service.thrift.json")));
        var requires = manifest.RootElement.GetProperty("requires").EnumerateArray().Select(item => item.GetString()).Order(StringComparer.Ordinal).ToArray();

        Assert.AreEqual("service.thrift", manifest.RootElement.GetProperty("id").GetString());
        CollectionAssert.AreEqual(new[] { typeof(IConfigManager).FullName, typeof(IClusterLog).FullName, typeof(IClusterManager).FullName }, requires);
    }
}
