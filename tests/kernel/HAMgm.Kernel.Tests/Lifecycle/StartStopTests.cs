using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Kernel.Tests.Support;

namespace HAMgm.Kernel.Tests.Lifecycle;

[TestClass]
public sealed class StartStopTests
{
    [TestMethod]
    public async Task Start_ModuleAndItsComponent_RunInOrderAndStopInReverse()
    {
        await using var sandbox = new PluginSandbox().AddGuest().AddGreeter();
        await sandbox.StartAsync();
        await sandbox.Events.WaitForAsync("guest.handled");
        Assert.AreEqual(ModuleState.Running, sandbox.State("fixture.guest"));
        await sandbox.Kernel.StopAsync();
        await sandbox.Events.WaitForAsync("fixture.greeter:Stopped");
        await sandbox.Events.WaitForAsync("greeter.disposed");
        string[] topics = [.. sandbox.Events.Seen.Where(seen => !seen.Contains(':') && seen != "guest.handled")];
        CollectionAssert.AreEqual(
            new[] { "greeter.loaded", "guest.initialized", "greeter.greeted", "guest.started", "guest.stopped", "greeter.unloaded", "greeter.disposed" }, topics);
        string[] states = [.. sandbox.Events.Seen.Where(seen => seen.StartsWith("fixture.guest:", StringComparison.Ordinal))];
        CollectionAssert.AreEqual(
            new[] { "fixture.guest:Loaded", "fixture.guest:Initialized", "fixture.guest:Running", "fixture.guest:Stopped" }, states);
    }

    [TestMethod]
    public async Task Stop_Kernel_UnloadsEveryContext()
    {
        var sandbox = new PluginSandbox().AddGuest().AddGreeter();
        await sandbox.StartAsync();
        await sandbox.DisposeAsync();
        Assert.IsTrue(PluginSandbox.IsCollected("fixture.guest"));
        Assert.IsTrue(PluginSandbox.IsCollected("fixture.greeter"));
    }

    [TestMethod]
    public async Task StartBootstrap_ManifestSaysSo_StartsItAloneBeforeTheRest()
    {
        await using var sandbox = new PluginSandbox()
            .Add("fixture.greeter", "Greeter", "component", provides: [PluginSandbox.Receiver], bootstrap: true, listed: false)
            .AddGuest();
        await sandbox.Kernel.StartBootstrapAsync(CancellationToken.None);
        Assert.AreEqual(ModuleState.Running, sandbox.State("fixture.greeter"));
        Assert.AreEqual(ModuleState.Discovered, sandbox.State("fixture.guest"));
        Assert.IsNotNull(sandbox.Kernel.Find<IMessageReceiver>());
        await sandbox.Kernel.StartAsync(sandbox.PluginsJson, CancellationToken.None);
        Assert.AreEqual(ModuleState.Running, sandbox.State("fixture.guest"));
    }

    [TestMethod]
    public async Task Start_NotListedOrDisabled_IsDisabledWithReason()
    {
        await using var sandbox = new PluginSandbox().AddGreeter()
            .Add("fixture.noexport", "NoExport", listed: false)
            .Add("fixture.runner", "Runner", "executable", enabled: false);
        await sandbox.StartAsync();
        Assert.AreEqual(ModuleState.Disabled, sandbox.State("fixture.noexport"));
        Assert.AreEqual(ModuleState.Disabled, sandbox.State("fixture.runner"));
        StringAssert.Contains(sandbox.Reason("fixture.runner"), "plugins.json");
    }

    [TestMethod]
    public async Task Start_UnknownId_NamesItAndTheKnownOnes()
    {
        await using var sandbox = new PluginSandbox().AddGreeter().List("fixture.missing");
        var error = await sandbox.StartFailsAsync();
        StringAssert.Contains(error.Message, "'fixture.missing'");
        StringAssert.Contains(error.Message, "fixture.greeter");
        Assert.AreEqual(ExitCodes.Configuration, error.ExitCode);
    }

    [TestMethod]
    public async Task Start_MissingProvider_NamesPluginAndContractAndStartsNothing()
    {
        await using var sandbox = new PluginSandbox().AddGuest().AddWatchman();
        var error = await sandbox.StartFailsAsync();
        StringAssert.Contains(error.Message, "'fixture.guest'");
        StringAssert.Contains(error.Message, PluginSandbox.Receiver);
        Assert.AreEqual(ExitCodes.Plugin, error.ExitCode);
        Assert.IsFalse(sandbox.Events.Seen.Contains("fixture.watchman:Loaded"));
    }

    [TestMethod]
    public async Task Start_ProviderDisabled_SaysToEnableIt()
    {
        await using var sandbox = new PluginSandbox().AddGuest()
            .Add("fixture.greeter", "Greeter", "component", provides: [PluginSandbox.Receiver], enabled: false);
        var error = await sandbox.StartFailsAsync();
        StringAssert.Contains(error.Message, "'fixture.greeter' provides, but that does not run; enable it in plugins.json");
    }

    [TestMethod]
    public async Task Start_Cycle_NamesThePluginsInItAndStartsNothing()
    {
        await using var sandbox = new PluginSandbox().AddGreeter()
            .Add("cycle.a", "Thrower", requires: [PluginSandbox.Guard], provides: ["HAMgm.Contracts.Data.IDataStore"])
            .Add("cycle.b", "Thrower", requires: ["HAMgm.Contracts.Data.IDataStore"], provides: [PluginSandbox.Guard]);
        var error = await sandbox.StartFailsAsync();
        StringAssert.Contains(error.Message, "cycle");
        StringAssert.Contains(error.Message, "'cycle.a' requires ICriticalGuard of 'cycle.b'");
        StringAssert.Contains(error.Message, "'cycle.b' requires IDataStore of 'cycle.a'");
        Assert.AreEqual(ExitCodes.Plugin, error.ExitCode);
        Assert.IsFalse(sandbox.Events.Seen.Contains("fixture.greeter:Loaded"));
    }

    [TestMethod]
    public async Task Start_TwoProviders_NamesBoth()
    {
        await using var sandbox = new PluginSandbox().AddGreeter()
            .Add("fixture.other", "Greeter", "component", provides: [PluginSandbox.Receiver]);
        var error = await sandbox.StartFailsAsync();
        StringAssert.Contains(error.Message, "'fixture.greeter' and 'fixture.other' both provide");
    }

    [TestMethod]
    public async Task StopModule_Provider_StopsDependentsFirstAndStartBringsBothBack()
    {
        await using var sandbox = new PluginSandbox().AddGuest().AddGreeter();
        await sandbox.StartAsync();
        await sandbox.Kernel.Modules.StopModuleAsync("fixture.greeter", CancellationToken.None);
        Assert.AreEqual(ModuleState.Stopped, sandbox.State("fixture.guest"));
        StringAssert.Contains(sandbox.Reason("fixture.guest"), "fixture.greeter");
        await sandbox.Kernel.Modules.StartModuleAsync("fixture.greeter", CancellationToken.None);
        Assert.AreEqual(ModuleState.Running, sandbox.State("fixture.guest"));
        Assert.AreEqual(ModuleState.Running, sandbox.State("fixture.greeter"));
    }

    [TestMethod]
    public async Task StopModule_Module_IsInitializedOnceOnly()
    {
        await using var sandbox = new PluginSandbox().AddGuest().AddGreeter();
        await sandbox.StartAsync();
        await sandbox.Events.WaitForAsync("guest.handled");
        await sandbox.Kernel.Modules.StopModuleAsync("fixture.guest", CancellationToken.None);
        await sandbox.Kernel.Modules.StartModuleAsync("fixture.guest", CancellationToken.None);
        await sandbox.Events.WaitForAsync("guest.started", 2);
        await sandbox.Events.WaitForAsync("guest.handled", 2);
        Assert.AreEqual(1, sandbox.Events.Seen.Count(seen => seen == "guest.initialized"));
    }

    [TestMethod]
    public async Task StopModule_CriticalWhileTheGuardObjects_IsRefusedWithNames()
    {
        await using var sandbox = new PluginSandbox().AddWatchman("""{ "why": "this node serves" }""").AddGreeter().AddGuest(critical: true);
        await sandbox.StartAsync();
        var error = await Assert.ThrowsAsync<HamgmException>(() => sandbox.Kernel.Modules.StopModuleAsync("fixture.greeter", CancellationToken.None));
        StringAssert.Contains(error.Message, "'fixture.guest'");
        StringAssert.Contains(error.Message, "this node serves");
        Assert.AreEqual(ErrorCodes.Conflict, error.Code);
        Assert.AreEqual(ModuleState.Running, sandbox.State("fixture.guest"));
    }

    [TestMethod]
    public async Task RegisterModule_OfTheHost_StartsAndStops()
    {
        await using var sandbox = new PluginSandbox();
        var module = new CountingModule();
        sandbox.Kernel.Modules.RegisterModule("host.counter", module);
        Assert.ThrowsExactly<HAMgm.Kernel.Lifecycle.KernelException>(() => sandbox.Kernel.Modules.RegisterModule("host.counter", module));
        await sandbox.Kernel.Modules.StartModuleAsync("host.counter", CancellationToken.None);
        await sandbox.Kernel.Modules.StopModuleAsync("host.counter", CancellationToken.None);
        await sandbox.Kernel.Modules.StartModuleAsync("host.counter", CancellationToken.None);
        Assert.AreEqual("initialized 1, started 2, stopped 1", sandbox.Kernel.Modules.GetModuleStatus("host.counter").Detail);
    }

    [TestMethod]
    public async Task SendMessage_ReachesAReceiverOnly()
    {
        await using var sandbox = new PluginSandbox().AddGuest().AddGreeter().AddWatchman();
        await sandbox.StartAsync();
        IModuleManager modules = sandbox.Kernel.Modules;
        await modules.SendMessageAsync("test", "fixture.guest", "hi", CancellationToken.None);
        await sandbox.Events.WaitForAsync("greeter.greeted", 2);
        await Assert.ThrowsAsync<HamgmException>(() => modules.SendMessageAsync("test", "fixture.watchman", "hi", CancellationToken.None));
        await Assert.ThrowsAsync<HamgmException>(() => modules.SendMessageAsync("test", "nobody", "hi", CancellationToken.None));
        var error = await Assert.ThrowsAsync<HamgmException>(() => modules.SendMessageAsync("test", "fixture.guest", "boom", CancellationToken.None));
        StringAssert.Contains(error.Message, "no such message");
    }

    private sealed class CountingModule : IModule
    {
        private int _initialized;
        private int _started;
        private int _stopped;

        public Task InitializeAsync(CancellationToken cancellationToken) => Count(ref _initialized);

        public Task StartAsync(CancellationToken cancellationToken) => Count(ref _started);

        public Task StopAsync(CancellationToken cancellationToken) => Count(ref _stopped);

        public ModuleStatus GetStatus() => new(ModuleState.Running, $"initialized {_initialized}, started {_started}, stopped {_stopped}");

        private static Task Count(ref int counter)
        {
            counter++;
            return Task.CompletedTask;
        }
    }
}
