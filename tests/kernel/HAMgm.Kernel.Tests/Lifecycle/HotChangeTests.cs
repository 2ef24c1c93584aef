using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Kernel.Lifecycle;
using HAMgm.Kernel.Tests.Support;

namespace HAMgm.Kernel.Tests.Lifecycle;

/// <summary>Plugins come, change and go while the kernel runs, by files alone.</summary>
[TestClass]
public sealed class HotChangeTests
{
    private const string Greeter = "fixture.greeter";
    private const string Guest = "fixture.guest";

    [TestMethod]
    public async Task DropIn_FolderCopiedFileByFile_RunsOnceItIsComplete()
    {
        await using var sandbox = new PluginSandbox { DropIns = true }.AddWatchman();
        await sandbox.StartAsync();
        sandbox.Add(Greeter, "Greeter", "component", provides: [PluginSandbox.Receiver], listed: false);
        await sandbox.Events.WaitForAsync($"{Greeter}:Running");
    }

    [TestMethod]
    public async Task DropIn_NotAllowed_StaysOut()
    {
        await using var sandbox = new PluginSandbox().AddGreeter();
        await sandbox.StartAsync();
        sandbox.Add("fixture.runner", "Runner", "executable", listed: false);
        sandbox.Touch(Greeter);
        await sandbox.Events.WaitForAsync($"{Greeter}:Running", 2);
        Assert.AreEqual(ModuleState.Disabled, sandbox.State("fixture.runner"));
    }

    [TestMethod]
    public async Task DropIn_CannotRun_OthersDoAndTheReasonIsShown()
    {
        await using var sandbox = new PluginSandbox { DropIns = true }.AddGreeter();
        sandbox.Add(Guest, "Guest", requires: ["HAMgm.Contracts.Data.IDataStore"], listed: false);
        await sandbox.StartAsync();
        Assert.AreEqual(ModuleState.Running, sandbox.State(Greeter));
        Assert.AreNotEqual(ModuleState.Running, sandbox.State(Guest));
        StringAssert.Contains(sandbox.Reason(Guest), "IDataStore");
    }

    [TestMethod]
    public async Task Replace_ManifestBroken_OldOneRunsOn()
    {
        await using var sandbox = new PluginSandbox().AddGreeter();
        await sandbox.StartAsync();
        await File.WriteAllTextAsync(Path.Combine(sandbox.Folder(Greeter), "plugin.json"), "{ not json");
        await sandbox.UntilLoggedAsync("could not be carried out");
        Assert.AreEqual(ModuleState.Running, sandbox.State(Greeter));
    }

    [TestMethod]
    public async Task Remove_Folder_IsStoppedUnloadedAndForgotten()
    {
        await using var sandbox = new PluginSandbox().AddGreeter();
        await sandbox.StartAsync();
        Directory.Delete(sandbox.Folder(Greeter), recursive: true);
        await sandbox.Events.WaitForAsync("greeter.unloaded");
        await sandbox.Events.WaitForAsync($"{Greeter}:Unloaded");
        Assert.IsTrue(PluginSandbox.IsCollected(Greeter));
    }

    [TestMethod]
    public async Task DisableAndEnable_InPluginsJson_StopsAndStarts()
    {
        await using var sandbox = new PluginSandbox().AddGreeter();
        await sandbox.StartAsync();
        sandbox.Relist(Greeter, enabled: false);
        await sandbox.Events.WaitForAsync($"{Greeter}:Disabled");
        sandbox.Relist(Greeter, enabled: true);
        await sandbox.Events.WaitForAsync($"{Greeter}:Running", 2);
    }

    [TestMethod]
    public async Task SetPluginEnabled_WritesTheFileAndActs()
    {
        await using var sandbox = new PluginSandbox().AddGreeter();
        await sandbox.StartAsync();
        await sandbox.Kernel.Plugins.SetPluginEnabledAsync(Greeter, false, CancellationToken.None);
        Assert.AreEqual(ModuleState.Disabled, sandbox.State(Greeter));
        StringAssert.Contains(await File.ReadAllTextAsync(sandbox.PluginsJson), "false");
        await sandbox.Kernel.Plugins.SetPluginEnabledAsync(Greeter, true, CancellationToken.None);
        Assert.AreEqual(ModuleState.Running, sandbox.State(Greeter));
    }

    [TestMethod]
    public async Task SetPluginEnabled_CriticalWhileTheNodeMustGoOn_RefusedAndNothingWritten()
    {
        await using var sandbox = new PluginSandbox().AddGreeter(critical: true).AddWatchman("""{ "why": "busy" }""");
        await sandbox.StartAsync();
        string before = await File.ReadAllTextAsync(sandbox.PluginsJson);
        KernelException error = await Assert.ThrowsExactlyAsync<KernelException>(
            () => sandbox.Kernel.Plugins.SetPluginEnabledAsync(Greeter, false, CancellationToken.None));
        Assert.AreEqual(ErrorCodes.Conflict, error.Code);
        Assert.AreEqual(before, await File.ReadAllTextAsync(sandbox.PluginsJson));
        Assert.AreEqual(ModuleState.Running, sandbox.State(Greeter));
    }

    [TestMethod]
    public async Task PluginsJson_Broken_EverythingGoesOnUntilItIsMended()
    {
        await using var sandbox = new PluginSandbox().AddGreeter();
        await sandbox.StartAsync();
        await File.WriteAllTextAsync(sandbox.PluginsJson, "{");
        await sandbox.UntilLoggedAsync("plugins.json is wrong");
        Assert.AreEqual(ModuleState.Running, sandbox.State(Greeter));
        sandbox.Relist(Greeter, enabled: false);
        await sandbox.Events.WaitForAsync($"{Greeter}:Disabled");
    }
}
