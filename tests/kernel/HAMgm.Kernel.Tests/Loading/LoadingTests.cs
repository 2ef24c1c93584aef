using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Kernel.Lifecycle;
using HAMgm.Kernel.Tests.Support;

namespace HAMgm.Kernel.Tests.Loading;

[TestClass]
public sealed class LoadingTests
{
    [TestMethod]
    public async Task Start_ContractsCompiledIn_SaysManifestFoundNoExportAndNamesTheCause()
    {
        await using var sandbox = new PluginSandbox().AddGreeter().Add("fixture.own", "OwnContracts", critical: true);
        KernelException error = await sandbox.StartFailsAsync();
        StringAssert.Contains(error.Message, "'fixture.own'");
        StringAssert.Contains(error.Message, "manifest found, no export");
        StringAssert.Contains(error.Message, "its own copy of Contracts");
        Assert.AreEqual(ExitCodes.Plugin, error.ExitCode);
        Assert.IsTrue(PluginSandbox.IsCollected("fixture.own"));
    }

    [TestMethod]
    public async Task Start_ContractsCopiedBeside_UsesTheHostsCopy()
    {
        await using var sandbox = new PluginSandbox().AddGreeter();
        File.Copy(typeof(IModule).Assembly.Location, Path.Combine(sandbox.Folder("fixture.greeter"), "HAMgm.Contracts.dll"));
        await sandbox.StartAsync();
        Assert.AreEqual(ModuleState.Running, sandbox.State("fixture.greeter"));
        Assert.IsNotNull(sandbox.Kernel.Find<IMessageReceiver>());
    }

    [TestMethod]
    public async Task Start_ExportForgotten_NamesTheAttribute()
    {
        await using var sandbox = new PluginSandbox().Add("fixture.noexport", "NoExport", critical: true);
        KernelException error = await sandbox.StartFailsAsync();
        StringAssert.Contains(error.Message, "manifest found, no export");
        StringAssert.Contains(error.Message, "[Export(typeof(IModule))]");
    }

    [TestMethod]
    public async Task Start_BrokenPluginNotCritical_OthersRunAndItIsFaulted()
    {
        await using var sandbox = new PluginSandbox().AddGreeter().Add("fixture.noexport", "NoExport");
        await sandbox.StartAsync();
        Assert.AreEqual(ModuleState.Running, sandbox.State("fixture.greeter"));
        Assert.AreEqual(ModuleState.Faulted, sandbox.State("fixture.noexport"));
        StringAssert.Contains(sandbox.Reason("fixture.noexport"), "manifest found, no export");
    }

    [TestMethod]
    public async Task Start_ProvidesWithoutExport_NamesTheContract()
    {
        await using var sandbox = new PluginSandbox().Add("fixture.greeter", "Greeter", "component", provides: [PluginSandbox.Guard], critical: true);
        KernelException error = await sandbox.StartFailsAsync();
        StringAssert.Contains(error.Message, PluginSandbox.Guard);
    }

    [TestMethod]
    public async Task Start_ImportWithoutRequires_SaysWhereToListIt()
    {
        await using var sandbox = new PluginSandbox().AddGreeter().Add("fixture.guest", "Guest", critical: true);
        KernelException error = await sandbox.StartFailsAsync();
        StringAssert.Contains(error.Message, "IMessageReceiver");
        StringAssert.Contains(error.Message, "\"requires\"");
    }

    [TestMethod]
    public async Task Start_OtherContractsVersion_IsNotSupported()
    {
        await using var sandbox = new PluginSandbox().AddGreeter()
            .Add("fixture.runner", "Runner", "executable", contracts: "[0.2,0.3)");
        await sandbox.StartAsync();
        Assert.AreEqual(ModuleState.NotSupported, sandbox.State("fixture.runner"));
        StringAssert.Contains(sandbox.Reason("fixture.runner"), "HAMgm.Contracts");
    }

    [TestMethod]
    public async Task Start_NotAnAssembly_NamesTheFile()
    {
        await using var sandbox = new PluginSandbox().AddGreeter(critical: true);
        string dll = Path.Combine(sandbox.Folder("fixture.greeter"), "Fixture.Greeter.dll");
        await File.WriteAllTextAsync(dll, "not an assembly");
        KernelException error = await sandbox.StartFailsAsync();
        StringAssert.Contains(error.Message, dll);
    }

    [TestMethod]
    public async Task Load_ReplacedInPlaceWhileLoaded_IsHarmless()
    {
        await using var sandbox = new PluginSandbox().AddGreeter();
        await sandbox.StartAsync();
        string dll = Path.Combine(sandbox.Folder("fixture.greeter"), "Fixture.Greeter.dll");
        await File.WriteAllBytesAsync(dll, new byte[16]);
        await sandbox.Kernel.Modules.SendMessageAsync("test", "fixture.greeter", "hi", CancellationToken.None);
        await sandbox.Events.WaitForAsync("greeter.greeted");
    }

    [TestMethod]
    public async Task LoadAndUnloadPlugin_AtRunTime_LeavesNoContext()
    {
        await using var sandbox = new PluginSandbox().AddGreeter();
        await sandbox.StartAsync();
        string folder = PutGuest(sandbox);
        for (int i = 0; i < 5; i++)
        {
            PluginInfo info = await sandbox.Kernel.Plugins.LoadPluginAsync(folder, CancellationToken.None);
            Assert.AreEqual("fixture.guest", info.Id);
            Assert.AreEqual(ModuleState.Running, sandbox.State("fixture.guest"));
            await sandbox.Kernel.Plugins.UnloadPluginAsync("fixture.guest", CancellationToken.None);
            Assert.AreEqual(ModuleState.Unloaded, sandbox.State("fixture.guest"));
        }

        Assert.IsTrue(PluginSandbox.IsCollected("fixture.guest"));
    }

    [TestMethod]
    public async Task LoadPlugin_MissingProvider_ThrowsAndForgetsIt()
    {
        await using var sandbox = new PluginSandbox().AddWatchman();
        await sandbox.StartAsync();
        string folder = PutGuest(sandbox);
        var error = await Assert.ThrowsAsync<HamgmException>(() => sandbox.Kernel.Plugins.LoadPluginAsync(folder, CancellationToken.None));
        StringAssert.Contains(error.Message, PluginSandbox.Receiver);
        Assert.IsFalse(sandbox.Kernel.Plugins.GetPlugins().Any(plugin => plugin.Id == "fixture.guest"));
    }

    [TestMethod]
    public async Task ReloadPlugin_Provider_SwapsItUnderItsDependents()
    {
        await using var sandbox = new PluginSandbox().AddGreeter().AddGuest();
        await sandbox.StartAsync();
        await sandbox.Kernel.ReloadPluginAsync("fixture.greeter", CancellationToken.None);
        await sandbox.Events.WaitForAsync("guest.started", 2);
        await sandbox.Events.WaitForAsync("greeter.disposed");
        Assert.AreEqual(ModuleState.Running, sandbox.State("fixture.guest"));
        CollectionAssert.IsSubsetOf(
            new[] { "guest.stopped", "greeter.unloaded", "greeter.loaded" }, sandbox.Events.Seen.ToArray());
        Assert.IsFalse(sandbox.Events.Seen.Contains("greeter.greeted-while-not-ready"));
    }

    [TestMethod]
    public async Task ReloadPlugin_NewManifestIsBroken_StopsNothing()
    {
        await using var sandbox = new PluginSandbox().AddGreeter().AddGuest();
        await sandbox.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(sandbox.Folder("fixture.greeter"), "plugin.json"), "{");
        await Assert.ThrowsExactlyAsync<KernelException>(() => sandbox.Kernel.ReloadPluginAsync("fixture.greeter", CancellationToken.None));
        Assert.AreEqual(ModuleState.Running, sandbox.State("fixture.greeter"));
        Assert.AreEqual(ModuleState.Running, sandbox.State("fixture.guest"));
    }

    [TestMethod]
    public async Task ReloadPlugin_CriticalDependentMayNotStop_IsRefusedWithItsName()
    {
        await using var sandbox = new PluginSandbox().AddWatchman("""{ "why": "this node serves" }""").AddGreeter().AddGuest(critical: true);
        await sandbox.StartAsync();
        var error = await Assert.ThrowsAsync<HamgmException>(() => sandbox.Kernel.ReloadPluginAsync("fixture.greeter", CancellationToken.None));
        StringAssert.Contains(error.Message, "'fixture.guest'");
        StringAssert.Contains(error.Message, "this node serves");
        Assert.IsFalse(sandbox.Events.Seen.Contains("guest.stopped"));
    }

    [TestMethod]
    public async Task ReloadPlugin_NewAssemblyIsNone_OldOneRunsOn()
    {
        await using var sandbox = new PluginSandbox().AddGreeter().AddGuest();
        await sandbox.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(sandbox.Folder("fixture.greeter"), "Fixture.Greeter.dll"), "no assembly");
        var error = await Assert.ThrowsExactlyAsync<KernelException>(() => sandbox.Kernel.ReloadPluginAsync("fixture.greeter", CancellationToken.None));
        StringAssert.Contains(error.Message, "is not whole");
        Assert.AreEqual(ModuleState.Running, sandbox.State("fixture.greeter"));
        Assert.AreEqual(ModuleState.Running, sandbox.State("fixture.guest"));
    }

    [TestMethod]
    public async Task ReloadPlugin_NewAssemblyDoesNotLoad_IsFaultedAndDependentsWait()
    {
        await using var sandbox = new PluginSandbox().AddGreeter().AddGuest();
        await sandbox.StartAsync();
        string other = Path.Combine(AppContext.BaseDirectory, "Fixtures", "NoExport", "Fixture.NoExport.dll");
        File.Copy(other, Path.Combine(sandbox.Folder("fixture.greeter"), "Fixture.Greeter.dll"), overwrite: true);
        await Assert.ThrowsExactlyAsync<KernelException>(() => sandbox.Kernel.ReloadPluginAsync("fixture.greeter", CancellationToken.None));
        Assert.AreEqual(ModuleState.Faulted, sandbox.State("fixture.greeter"));
        Assert.AreEqual(ModuleState.Stopped, sandbox.State("fixture.guest"));
        StringAssert.Contains(sandbox.Reason("fixture.guest"), "fixture.greeter");
        Assert.IsTrue(PluginSandbox.IsCollected("fixture.greeter"));
        Assert.IsTrue(PluginSandbox.IsCollected("fixture.guest"));
    }

    [TestMethod]
    public async Task ExecutePlugin_GivesItsResultOrItsError()
    {
        await using var sandbox = new PluginSandbox().AddGreeter().Add("fixture.runner", "Runner", "executable", settings: """{ "offset": 1 }""");
        await sandbox.StartAsync();
        Assert.AreEqual("", sandbox.Reason("fixture.runner"));
        IPluginManager plugins = sandbox.Kernel.Plugins;
        PluginResult sum = await plugins.ExecutePluginAsync("fixture.runner", new Dictionary<string, object?> { ["left"] = 2L, ["right"] = 3L }, CancellationToken.None);
        Assert.AreEqual(6L, sum.Value);
        PluginResult refused = await plugins.ExecutePluginAsync("fixture.runner", new Dictionary<string, object?>(), CancellationToken.None);
        Assert.IsFalse(refused.Success);
        StringAssert.Contains(refused.Error, "left and right");
        PluginResult late = await plugins.ExecutePluginAsync("fixture.runner", new Dictionary<string, object?> { ["forever"] = true }, CancellationToken.None);
        StringAssert.Contains(late.Error, "did not finish");
        await Assert.ThrowsAsync<HamgmException>(() => plugins.ExecutePluginAsync("fixture.greeter", new Dictionary<string, object?>(), CancellationToken.None));
    }

    // After the kernel has looked for plugins.
    private static string PutGuest(PluginSandbox sandbox) =>
        sandbox.Add("fixture.guest", "Guest", requires: [PluginSandbox.Receiver, PluginSandbox.Guard + "?"], listed: false).Folder("fixture.guest");
}
