using System.Text.Json.Nodes;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Kernel.Tests.Support;

namespace HAMgm.Kernel.Tests.Supervision;

/// <summary>Assemblies that do their worst short of ending the process (tests/System has those): Faulted with the reason, and others run on.</summary>
[TestClass]
public sealed class HostileTests
{
    private const string Thrower = "fixture.thrower";
    private const string Greeter = "fixture.greeter";

    // Whose contexts stay: another id, so that no other test counts them.
    private const string Lasting = "fixture.lasting";

    private static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(500);

    [TestMethod]
    [DataRow("block-constructor")]
    [DataRow("block-initialize")]
    [DataRow("block-start")]
    [DataRow("hang")]
    public async Task Start_BlocksForEver_IsAbandonedAndOthersRunOn(string where)
    {
        await using var sandbox = new PluginSandbox { StartDeadline = Deadline, StopDeadline = Deadline }.AddGreeter().AddThrower(where, id: Lasting);
        await sandbox.StartAsync();

        Assert.AreEqual(ModuleState.Running, sandbox.State(Greeter));
        await sandbox.Events.WaitForAsync($"{Lasting}:Faulted");
        StringAssert.Contains(Reason(sandbox), "did not finish within 0.5 s");
        await sandbox.Kernel.Modules.SendMessageAsync("test", Greeter, "hi", CancellationToken.None);
        await sandbox.Kernel.Plugins.SetPluginEnabledAsync(Lasting, false, CancellationToken.None);
        if (where.StartsWith("block", StringComparison.Ordinal) && where != "block-constructor")
        {
            // Its thread is in there still; that is said, not hidden. (A constructor's context is let go before anybody expects it.)
            await sandbox.UntilLoggedAsync("cannot be unloaded");
        }
    }

    [TestMethod]
    public async Task Stop_BlocksForEver_IsAbandonedAndReportedAsNotUnloaded()
    {
        await using var sandbox = new PluginSandbox { StopDeadline = Deadline }.AddGreeter().AddThrower("block-stop", id: Lasting);
        await sandbox.StartAsync();

        await sandbox.Kernel.Plugins.SetPluginEnabledAsync(Lasting, false, CancellationToken.None);

        StringAssert.Contains(sandbox.StandardError.ToString(), "did not finish within 0.5 s");
        await sandbox.UntilLoggedAsync("cannot be unloaded");
        Assert.AreEqual(1, sandbox.Kernel.Plugins.GetPluginStatus(Lasting).NotUnloaded);
        Assert.AreEqual(ModuleState.Running, sandbox.State(Greeter));
    }

    [TestMethod]
    public async Task Kernel_StopWithAPluginThatBlocks_ComesToAnEndAndStopsTheRest()
    {
        await using var sandbox = new PluginSandbox { StopDeadline = Deadline }.AddGreeter().AddThrower("block-stop", id: Lasting);
        await sandbox.StartAsync();

        await sandbox.Kernel.StopAsync().WaitAsync(TimeSpan.FromSeconds(10));

        await sandbox.Events.WaitForAsync("greeter.unloaded");
    }

    [TestMethod]
    [DataRow("leak")]
    [DataRow("leak-timer")]
    public async Task Unload_SomethingLeftBehind_IsReported(string where)
    {
        await using var sandbox = new PluginSandbox().AddThrower(where, id: Lasting);
        await sandbox.StartAsync();
        await sandbox.Kernel.Plugins.ReloadPluginAsync(Lasting, CancellationToken.None);

        await sandbox.UntilLoggedAsync("cannot be unloaded");

        Assert.AreEqual(ModuleState.Running, sandbox.State(Lasting));
        Assert.AreEqual(1, sandbox.Kernel.Plugins.GetPluginStatus(Lasting).NotUnloaded);
    }

    [TestMethod]
    public async Task Dispose_Throws_IsLoggedAndTheContextGoes()
    {
        await using var sandbox = new PluginSandbox().AddGreeter().AddThrower("dispose");
        await sandbox.StartAsync();

        await sandbox.Kernel.Plugins.SetPluginEnabledAsync(Thrower, false, CancellationToken.None);

        StringAssert.Contains(sandbox.StandardError.ToString(), "thrown in dispose");
        Assert.IsTrue(PluginSandbox.IsCollected(Thrower));
    }

    [TestMethod]
    public async Task Message_Throws_TellsTheSenderAndTheReceiverRunsOn()
    {
        await using var sandbox = new PluginSandbox().AddThrower("message");
        await sandbox.StartAsync();

        var error = await Assert.ThrowsAsync<HamgmException>(
            () => sandbox.Kernel.Modules.SendMessageAsync("test", Thrower, "hi", CancellationToken.None));

        StringAssert.Contains(error.Message, "thrown in message");
        Assert.AreEqual(ModuleState.Running, sandbox.State(Thrower));
    }

    [TestMethod]
    [DataRow("load", true)]
    [DataRow("unload", false)]
    [DataRow("ready", false)]
    public async Task Component_Throws_IsFaultedOrStoppedAndOthersRunOn(string where, bool isFaulted)
    {
        await using var sandbox = new PluginSandbox().AddGreeter()
            .Add(Thrower, "Thrower", "component", settings: $$"""{ "in": "{{where}}" }""");
        await sandbox.StartAsync();
        Assert.AreEqual(isFaulted ? ModuleState.Faulted : ModuleState.Running, sandbox.State(Thrower));
        if (isFaulted)
        {
            StringAssert.Contains(sandbox.Reason(Thrower), $"thrown in {where}");
        }

        await sandbox.Kernel.Plugins.SetPluginEnabledAsync(Thrower, false, CancellationToken.None);
        Assert.AreEqual(where == "unload", sandbox.StandardError.ToString().Contains("thrown in unload", StringComparison.Ordinal));
        Assert.AreEqual(ModuleState.Running, sandbox.State(Greeter));
        Assert.IsTrue(PluginSandbox.IsCollected(Thrower));
    }

    [TestMethod]
    [DataRow("execute", "thrown in execute")]
    [DataRow("block-execute", "did not finish within 1 s")]
    public async Task Executable_Fails_TheRunDoesAndThePluginRunsOn(string where, string reason)
    {
        await using var sandbox = AddExecutable(where, Lasting);
        await sandbox.StartAsync();

        PluginResult result = await sandbox.Kernel.Plugins.ExecutePluginAsync(Lasting, new Dictionary<string, object?>(), CancellationToken.None);

        Assert.IsFalse(result.Success);
        StringAssert.Contains(result.Error, reason);
        Assert.AreEqual(ModuleState.Running, sandbox.State(Lasting));
    }

    [TestMethod]
    [DataRow("initialize", ModuleState.Faulted)]
    [DataRow("cleanup", ModuleState.Running)]
    [DataRow("nothing but info", ModuleState.Running)]
    public async Task Executable_ThrowsInItsLifeCycle_IsContained(string where, ModuleState state)
    {
        await using var sandbox = AddExecutable(where);
        await sandbox.StartAsync();
        Assert.AreEqual(state, sandbox.State(Thrower));

        await sandbox.Kernel.Plugins.SetPluginEnabledAsync(Thrower, false, CancellationToken.None);

        string log = sandbox.StandardError.ToString();
        Assert.AreEqual(where != "nothing but info", log.Contains($"thrown in {where}", StringComparison.Ordinal), log);
        Assert.IsTrue(PluginSandbox.IsCollected(Thrower));
    }

    [TestMethod]
    public async Task OwnContracts_CompiledIn_IsFaultedWithTheCauseAndOthersRunOn()
    {
        await using var sandbox = new PluginSandbox { DropIns = true }.AddGreeter();
        await sandbox.StartAsync();

        sandbox.Add("fixture.own", "OwnContracts", listed: false);

        await sandbox.Events.WaitForAsync("fixture.own:Faulted");
        StringAssert.Contains(sandbox.Reason("fixture.own"), "its own copy of Contracts");
        Assert.AreEqual(ModuleState.Running, sandbox.State(Greeter));
    }

    [TestMethod]
    public async Task ContractsWindow_DroppedIn_OutsideIsNotSupportedAndTheReasonNamesTheVersion()
    {
        await using var sandbox = new PluginSandbox { DropIns = true }.AddGreeter();
        await sandbox.StartAsync();
        sandbox.Add("fixture.runner", "Runner", "executable", contracts: "[0.2,0.3)", listed: false);
        await sandbox.Events.WaitForAsync("fixture.runner:NotSupported");
        StringAssert.Contains(sandbox.Reason("fixture.runner"), "another version of HAMgm.Contracts than 0.1.0");
        Assert.AreEqual("[0.2,0.3)", sandbox.Kernel.Plugins.GetPluginStatus("fixture.runner").Contracts);

        // A version of it that fits is dropped over it.
        string manifest = Path.Combine(sandbox.Folder("fixture.runner"), "plugin.json");
        JsonNode json = JsonNode.Parse(await File.ReadAllTextAsync(manifest))!;
        json["contracts"] = "[0.1,0.2)";
        await File.WriteAllTextAsync(manifest, json.ToJsonString());
        await sandbox.Events.WaitForAsync("fixture.runner:Running");
    }

    private static PluginSandbox AddExecutable(string where, string id = Thrower) =>
        new PluginSandbox().AddGreeter().Add(id, "Thrower", "executable", settings: $$"""{ "in": "{{where}}" }""");

    // It is tried again and again: between two tries its state is another one.
    private static string Reason(PluginSandbox sandbox) => sandbox.StandardError.ToString();
}
