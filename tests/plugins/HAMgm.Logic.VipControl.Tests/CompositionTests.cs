using System.Composition;
using System.Composition.Hosting;
using System.Text.Json;
using HAMgm.Contracts.Configuration;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Vip;
using HAMgm.Logic.VipControl.Tests.Support;

namespace HAMgm.Logic.VipControl.Tests;

/// <summary>What the kernel will find: one instance behind all its contracts, and a manifest that says so.</summary>
[TestClass]
public sealed class CompositionTests
{
    [TestMethod]
    public void Compose_KernelServicesGiven_OneInstanceBehindEveryContract()
    {
        using CompositionHost container = new ContainerConfiguration()
            .WithPart<VipControlModule>()
            .WithPart<KernelServices>()
            .CreateContainer();
        IModule module = container.GetExport<IModule>();
        Assert.AreSame<object>(module, container.GetExport<IVipExecutor>());
        Assert.AreSame<object>(module, container.GetExport<IVipControl>());
        Assert.AreEqual(ModuleState.Loaded, module.GetStatus().State);
    }

    [TestMethod]
    public void Manifest_Provides_WhatTheModuleExports()
    {
        string path = Path.Combine(Path.GetDirectoryName(typeof(VipControlModule).Assembly.Location)!, "plugin.json");
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllText(path));
        JsonElement root = manifest.RootElement;
        Assert.AreEqual("logic.vipcontrol", root.GetProperty("id").GetString());
        Assert.IsTrue(root.GetProperty("critical").GetBoolean());
        CollectionAssert.AreEquivalent(
            new[] { typeof(IVipExecutor).FullName, typeof(IVipControl).FullName },
            root.GetProperty("provides").EnumerateArray().Select(element => element.GetString()).ToArray());
        CollectionAssert.AreEqual(
            new[] { typeof(IConfigManager).FullName },
            root.GetProperty("requires").EnumerateArray().Select(element => element.GetString()).ToArray());
    }

    /// <summary>Stands for what the kernel hands in.</summary>
    [Shared]
    internal sealed class KernelServices : IDisposable
    {
        private readonly FakeHost host = new();

        [Export]
        public IConfigManager Config { get; } = new FakeConfig();

        [Export]
        public ILogger Log { get; } = new NullLog();

        [Export]
        public IHost Host => host;

        [Export]
        public IEventBus Events => host;

        public void Dispose() => host.Dispose();
    }
}
