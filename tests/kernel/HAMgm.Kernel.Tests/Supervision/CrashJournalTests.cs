using HAMgm.Contracts.Kernel;
using HAMgm.Kernel.Tests.Support;

namespace HAMgm.Kernel.Tests.Supervision;

/// <summary>The processes before this one are played by opening the journal again: a crash takes everything else along.</summary>
[TestClass]
public sealed class CrashJournalTests
{
    private const string Suspect = "fixture.guest";

    [TestMethod]
    public async Task Open_ThreeCrashesSinceItCame_NewestIsSetAsideAndOthersRun()
    {
        await using var sandbox = await CrashedAsync(3);
        Assert.AreEqual(ModuleState.Running, sandbox.State("fixture.greeter"));
        Assert.AreEqual(ModuleState.Faulted, sandbox.State(Suspect));
        StringAssert.Contains(sandbox.Reason(Suspect), "set aside");
    }

    [TestMethod]
    public async Task Open_TwoCrashes_RunsStill()
    {
        await using var sandbox = await CrashedAsync(2);
        Assert.AreEqual(ModuleState.Running, sandbox.State(Suspect));
    }

    [TestMethod]
    public async Task SetPluginEnabled_SetAside_RunsAgain()
    {
        await using var sandbox = await CrashedAsync(3);
        await sandbox.Kernel.Plugins.SetPluginEnabledAsync(Suspect, true, CancellationToken.None);
        Assert.AreEqual(ModuleState.Running, sandbox.State(Suspect));
    }

    [TestMethod]
    public async Task Replace_SetAside_NewOneRuns()
    {
        await using var sandbox = await CrashedAsync(3);
        sandbox.Touch(Suspect);
        await sandbox.Events.WaitForAsync($"{Suspect}:Running");
    }

    [TestMethod]
    public async Task Open_JournalDestroyed_CountsAnew()
    {
        await using var sandbox = new PluginSandbox().AddGreeter().AddGuest();
        await File.WriteAllTextAsync(Path.Combine(sandbox.Root, "plugins.journal"), "{ no");
        sandbox.Kernel.KeepJournal(sandbox.Root, wasCrash: true);
        await sandbox.StartAsync();
        Assert.AreEqual(ModuleState.Running, sandbox.State(Suspect));
    }

    private static async Task<PluginSandbox> CrashedAsync(int times)
    {
        var sandbox = new PluginSandbox().AddGreeter();
        sandbox.AddGuest();
        for (int life = 0; life < times; life++)
        {
            // A life of its own, which sees the plugins start and never ends in order.
            var earlier = sandbox.NewKernel();
            earlier.KeepJournal(sandbox.Root, wasCrash: life > 0);
            await earlier.StartBootstrapAsync(CancellationToken.None);
            await earlier.StartAsync(sandbox.PluginsJson, CancellationToken.None);
            await earlier.DisposeAsync();
        }

        sandbox.Kernel.KeepJournal(sandbox.Root, wasCrash: true);
        await sandbox.StartAsync();
        return sandbox;
    }
}
