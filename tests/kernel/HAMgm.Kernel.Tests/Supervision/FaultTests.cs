using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Kernel.Lifecycle;
using HAMgm.Kernel.Tests.Support;

namespace HAMgm.Kernel.Tests.Supervision;

[TestClass]
public sealed class FaultTests
{
    private const string Thrower = "fixture.thrower";

    [TestMethod]
    [DataRow("constructor", "constructor")]
    [DataRow("initialize", "Initialize")]
    [DataRow("start", "Start")]
    public async Task Start_CriticalThrows_NamesPluginAndStepAndStopsWhatHadStarted(string where, string step)
    {
        await using var sandbox = new PluginSandbox().AddGreeter().AddThrower(where, critical: true);
        KernelException error = await sandbox.StartFailsAsync();
        StringAssert.Contains(error.Message, $"plugin '{Thrower}' failed in its {step}");
        StringAssert.Contains(error.Message, $"thrown in {where}");
        Assert.AreEqual(ExitCodes.Plugin, error.ExitCode);
        await sandbox.Events.WaitForAsync("greeter.unloaded");
        Assert.IsTrue(PluginSandbox.IsCollected("fixture.greeter"));
    }

    [TestMethod]
    [DataRow("constructor")]
    [DataRow("initialize")]
    [DataRow("start")]
    public async Task Start_NotCriticalThrows_OthersRunAndItIsTriedAgain(string where)
    {
        await using var sandbox = new PluginSandbox().AddGreeter().AddThrower(where);
        await sandbox.StartAsync();
        Assert.AreEqual(ModuleState.Running, sandbox.State("fixture.greeter"));
        await sandbox.Events.WaitForAsync($"{Thrower}:Faulted");
        StringAssert.Contains(sandbox.Reason(Thrower), $"thrown in {where}");
        await WaitForRestartsAsync(sandbox, 2);
        Assert.IsFalse(sandbox.Host.IsStopRequested);
    }

    [TestMethod]
    public async Task Start_Hangs_IsAbandonedAtTheDeadline()
    {
        await using var sandbox = new PluginSandbox { StartDeadline = TimeSpan.FromSeconds(1) }.AddThrower("hang", critical: true);
        KernelException error = await sandbox.StartFailsAsync();
        StringAssert.Contains(error.Message, "did not finish within 1 s");
    }

    [TestMethod]
    [DataRow("config", ExitCodes.Configuration, "thrower.key is wrong")]
    [DataRow("environment", ExitCodes.Environment, "interface eth9 does not exist")]
    public async Task Start_HamgmException_DecidesTheExitCode(string where, int exitCode, string message)
    {
        await using var sandbox = new PluginSandbox().AddThrower(where, critical: true);
        KernelException error = await sandbox.StartFailsAsync();
        Assert.AreEqual(exitCode, error.ExitCode);
        StringAssert.Contains(error.Message, message);
    }

    [TestMethod]
    public async Task Stop_Throws_TheRestIsStoppedAndTheReasonStands()
    {
        await using var sandbox = new PluginSandbox().AddGreeter().AddThrower("stop");
        await sandbox.StartAsync();
        await sandbox.Kernel.StopAsync();
        Assert.AreEqual(ModuleState.Stopped, sandbox.State(Thrower));
        StringAssert.Contains(sandbox.Reason(Thrower), "thrown in stop");
        await sandbox.Events.WaitForAsync("greeter.unloaded");
        Assert.IsTrue(PluginSandbox.IsCollected(Thrower));
    }

    [TestMethod]
    public async Task GetStatus_Throws_SaysFaultedAndRestartsIt()
    {
        await using var sandbox = new PluginSandbox().AddThrower("status");
        await sandbox.StartAsync();
        ModuleStatus status = sandbox.Kernel.Modules.GetModuleStatus(Thrower);
        Assert.AreEqual(ModuleState.Faulted, status.State);
        StringAssert.Contains(status.Detail, "thrown in status");
        await sandbox.Events.WaitForAsync("thrower.started", 2);
    }

    [TestMethod]
    [DataRow("handler")]
    [DataRow("background")]
    public async Task Running_NotCriticalThrows_IsStoppedAndRestarted(string where)
    {
        await using var sandbox = new PluginSandbox().AddThrower(where);
        await sandbox.StartAsync();
        sandbox.Kernel.Events.Publish(new TopicEvent("poke", "{}"));
        await sandbox.Events.WaitForAsync($"{Thrower}:Faulted");
        await sandbox.Events.WaitForAsync("thrower.stopped");
        await sandbox.Events.WaitForAsync("thrower.started", 2);
        await sandbox.Events.WaitForAsync($"{Thrower}:Running", 2);
        Assert.AreEqual(1, sandbox.Kernel.Plugins.GetPluginStatus(Thrower).Restarts);
        Assert.IsFalse(sandbox.Host.IsStopRequested);
    }

    [TestMethod]
    public async Task Running_ProviderThrows_DependentsAreStoppedFirstAndComeBack()
    {
        await using var sandbox = new PluginSandbox().AddGuest()
            .Add(Thrower, "Thrower", provides: [PluginSandbox.Receiver], settings: """{ "in": "handler" }""");
        await sandbox.StartAsync();
        sandbox.Kernel.Events.Publish(new TopicEvent("poke", "{}"));
        await sandbox.Events.WaitForAsync("guest.started", 2);
        string[] stops = [.. sandbox.Events.Seen.Where(seen => seen is "guest.stopped" or "thrower.stopped")];
        CollectionAssert.AreEqual(new[] { "guest.stopped", "thrower.stopped" }, stops);
        CollectionAssert.Contains(sandbox.Events.Seen.ToArray(), "fixture.guest:Stopped");
    }

    [TestMethod]
    public async Task Running_CriticalThrows_StepsDownThenAsksToStop()
    {
        await using var sandbox = new PluginSandbox().AddWatchman().AddThrower("handler", critical: true);
        await sandbox.StartAsync();
        sandbox.Kernel.Events.Publish(new TopicEvent("poke", "{}"));
        (int exitCode, string reason) = await sandbox.Host.StopRequest;
        Assert.AreEqual(ExitCodes.Fault, exitCode);
        StringAssert.Contains(reason, $"'{Thrower}'");
        await sandbox.Events.WaitForAsync("watchman.stepped-down");
        Assert.AreEqual(ModuleState.Faulted, sandbox.State(Thrower));
    }

    [TestMethod]
    public async Task Running_RequiredByACriticalOneThrows_IsTreatedAsCritical()
    {
        await using var sandbox = new PluginSandbox().AddGuest(critical: true)
            .Add(Thrower, "Thrower", provides: [PluginSandbox.Receiver], settings: """{ "in": "handler" }""");
        await sandbox.StartAsync();
        sandbox.Kernel.Events.Publish(new TopicEvent("poke", "{}"));
        Assert.AreEqual(ExitCodes.Fault, (await sandbox.Host.StopRequest).ExitCode);
    }

    private static async Task WaitForRestartsAsync(PluginSandbox sandbox, int restarts)
    {
        await sandbox.Events.WaitForAsync($"{Thrower}:Faulted");
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (sandbox.Kernel.Plugins.GetPluginStatus(Thrower).Restarts < restarts)
        {
            await Task.Delay(10, timeout.Token);
        }
    }
}
