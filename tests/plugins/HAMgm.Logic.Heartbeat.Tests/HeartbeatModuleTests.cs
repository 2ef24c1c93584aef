using System.Composition.Hosting;
using System.Text.Json;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Peer;
using HAMgm.Logic.Heartbeat.Tests.Fakes;
using HAMgm.TestSupport;

namespace HAMgm.Logic.Heartbeat.Tests;

[TestClass]
public sealed class HeartbeatModuleTests
{
    [TestMethod]
    public void Composition_ThreeContracts_AreOneObject()
    {
        using CompositionHost container = new ContainerConfiguration()
            .WithAssembly(typeof(HeartbeatModule).Assembly)
            .WithExport<IConfigManager>(new FakeConfig("node-001", "127.0.0.2", "node-002", "127.0.0.3", 1))
            .WithExport<IFaultReporter>(new FakeFaults())
            .WithExport<ILogger>(new FakeLog())
            .WithExport<IEventBus>(new FakeBus())
            .CreateContainer();

        IModule module = container.GetExport<IModule>();

        Assert.AreSame<object>(module, container.GetExport<IPeerLink>());
        Assert.AreSame<object>(module, container.GetExport<IPeerChannel>());
        Assert.AreEqual(ModuleState.Loaded, module.GetStatus().State);
    }

    [TestMethod]
    public void Manifest_Provides_WhatTheModuleIs()
    {
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "plugin.json")));

        Assert.AreEqual("logic.heartbeat", manifest.RootElement.GetProperty("id").GetString());
        foreach (JsonElement contract in manifest.RootElement.GetProperty("provides").EnumerateArray())
        {
            Type type = typeof(IModule).Assembly.GetType(contract.GetString()!, throwOnError: true)!;
            Assert.IsTrue(type.IsAssignableFrom(typeof(HeartbeatModule)));
        }
    }

    [TestMethod]
    public async Task SetString_Interval_AppliesWithoutARestart()
    {
        int port = PortBlock.Next();
        await using TestNode first = await TestNode.First(port, c => c["cluster.heartbeat_interval"] = "60000").StartAsync();
        await using TestNode second = await TestNode.Second(port).StartAsync();

        // The first attempt to connect came too early, and the next one would come in a minute.
        _ = first.Config.SetInt("cluster.heartbeat_interval", 20);

        await first.UntilConnected();
    }
}
