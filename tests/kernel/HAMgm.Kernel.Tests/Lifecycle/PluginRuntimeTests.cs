using HAMgm.Contracts.Kernel;
using HAMgm.Kernel.Tests.Support;

namespace HAMgm.Kernel.Tests.Lifecycle;

/// <summary>Plugins that are no assemblies: whoever provides IPluginRuntime runs them, and they live like any other.</summary>
[TestClass]
public sealed class PluginRuntimeTests
{
    private const string Runtime = "fixture.runtime";
    private const string Contract = "HAMgm.Contracts.Kernel.IPluginRuntime";

    [TestMethod]
    public async Task Start_FilesOfARuntime_ArePluginsWithStatusAndResult()
    {
        await using PluginSandbox sandbox = Sandbox();
        Write(sandbox, "hello", "good day");
        await sandbox.StartAsync();
        PluginStatus status = sandbox.Kernel.Plugins.GetPluginStatus("word.hello");
        Assert.AreEqual(ModuleState.Running, status.State);
        Assert.AreEqual((4096L, 2), (status.MemoryBytes, status.Restarts));
        Assert.AreEqual(PluginKind.Script, sandbox.Kernel.Plugins.GetPlugins().Single(plugin => plugin.Id == "word.hello").Kind);
        PluginResult result = await sandbox.Kernel.Plugins.ExecutePluginAsync("word.hello", new Dictionary<string, object?>(), CancellationToken.None);
        Assert.AreEqual("good day", result.Value);
    }

    [TestMethod]
    public async Task Change_FilesComeChangeAndGo_KernelFollows()
    {
        await using PluginSandbox sandbox = Sandbox();
        await sandbox.StartAsync();
        Write(sandbox, "late", "one");
        await TellAsync(sandbox);
        await sandbox.Events.WaitForAsync("word.late:Running");
        Write(sandbox, "late", "two");
        await TellAsync(sandbox);
        await sandbox.Events.WaitForAsync("word.late:Running", 2);
        Assert.AreEqual("two", (await sandbox.Kernel.Plugins.ExecutePluginAsync("word.late", new Dictionary<string, object?>(), CancellationToken.None)).Value);
        File.Delete(PathOf(sandbox, "late"));
        await TellAsync(sandbox);
        await sandbox.Events.WaitForAsync("word.late:Unloaded");
    }

    [TestMethod]
    public async Task Initialize_Refused_FaultedOnceUntilItsFileChanges()
    {
        await using PluginSandbox sandbox = Sandbox();
        Write(sandbox, "one", "bad word");
        Write(sandbox, "two", "good word");
        await sandbox.StartAsync();
        Assert.AreEqual(ModuleState.Faulted, sandbox.State("word.one"));
        StringAssert.Contains(sandbox.Reason("word.one"), "no good word");
        Assert.AreEqual(ModuleState.Running, sandbox.State("word.two"));
        Write(sandbox, "one", "better");
        await TellAsync(sandbox);
        await sandbox.Events.WaitForAsync("word.one:Running");
        Assert.AreEqual(2, sandbox.Kernel.Plugins.GetPluginStatus("word.one").Restarts, "nobody tried again in between");
    }

    [TestMethod]
    public async Task PluginsJson_NamesFileAndSettings_BothCount()
    {
        await using PluginSandbox sandbox = Sandbox();
        string elsewhere = Path.Combine(sandbox.Root, "elsewhere.txt");
        await File.WriteAllTextAsync(elsewhere, "far");
        Write(sandbox, "off", "never");
        sandbox.ListScript("acme.far", elsewhere, settings: """{ "suffix": " away" }""");
        sandbox.ListScript("word.off", null, enabled: false);
        sandbox.ListScript("word.missing", null);
        await sandbox.StartAsync();
        Assert.AreEqual("far away", (await sandbox.Kernel.Plugins.ExecutePluginAsync("acme.far", new Dictionary<string, object?>(), CancellationToken.None)).Value);
        Assert.AreEqual(ModuleState.Disabled, sandbox.State("word.off"));
        await sandbox.UntilLoggedAsync("word.missing");
    }

    [TestMethod]
    public async Task SetEnabled_OfAFoundOne_IsWrittenSoThatTheNextStartKnows()
    {
        await using PluginSandbox sandbox = Sandbox();
        Write(sandbox, "hello", "good day");
        await sandbox.StartAsync();
        await sandbox.Kernel.Plugins.SetPluginEnabledAsync("word.hello", false, CancellationToken.None);
        Assert.AreEqual(ModuleState.Disabled, sandbox.State("word.hello"));
        await using (PluginKernel second = sandbox.NewKernel())
        {
            await second.StartBootstrapAsync(CancellationToken.None);
            await second.StartAsync(sandbox.PluginsJson, CancellationToken.None);
            Assert.AreEqual(ModuleState.Disabled, second.Plugins.GetPluginStatus("word.hello").State);
        }

        await sandbox.Kernel.Plugins.SetPluginEnabledAsync("word.hello", true, CancellationToken.None);
        Assert.AreEqual(ModuleState.Running, sandbox.State("word.hello"));
    }

    [TestMethod]
    public async Task Reload_OfTheRuntime_ItsPluginsWaitAndComeBack()
    {
        await using PluginSandbox sandbox = Sandbox();
        Write(sandbox, "hello", "good day");
        await sandbox.StartAsync();
        await sandbox.Kernel.ReloadPluginAsync(Runtime, CancellationToken.None);
        await sandbox.Events.WaitForAsync("word.hello:Running", 2);
        await sandbox.Kernel.Plugins.SetPluginEnabledAsync(Runtime, false, CancellationToken.None);
        Assert.IsFalse(sandbox.Kernel.Plugins.GetPlugins().Any(plugin => plugin.Id == "word.hello"), "nobody knows it any more");
    }

    [TestMethod]
    public async Task Start_FolderWithAScript_RunsByTheRuntime()
    {
        await using PluginSandbox sandbox = Sandbox();
        string folder = Directory.CreateDirectory(sandbox.Folder("acme.packed")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "text"), "packed");
        await File.WriteAllTextAsync(
            Path.Combine(folder, "plugin.json"), """{ "id": "acme.packed", "version": "1.0", "kind": "script", "contracts": "[0.1,0.2)", "script": "text" }""");
        await sandbox.StartAsync();
        Assert.AreEqual("packed", (await sandbox.Kernel.Plugins.ExecutePluginAsync("acme.packed", new Dictionary<string, object?>(), CancellationToken.None)).Value);
    }

    private static PluginSandbox Sandbox()
    {
        var sandbox = new PluginSandbox { DropIns = true };
        string folder = Directory.CreateDirectory(Path.Combine(sandbox.Root, "words")).FullName;
        return sandbox.Add(
            Runtime, "Runtime", "component", provides: [Contract, PluginSandbox.Receiver], settings: $$"""{ "folder": "{{folder}}" }""");
    }

    private static string PathOf(PluginSandbox sandbox, string name) => Path.Combine(sandbox.Root, "words", name + ".word");

    private static void Write(PluginSandbox sandbox, string name, string text) => File.WriteAllText(PathOf(sandbox, name), text);

    private static Task TellAsync(PluginSandbox sandbox) => sandbox.Kernel.Modules.SendMessageAsync("test", Runtime, "look", CancellationToken.None);
}
