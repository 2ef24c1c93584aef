using HAMgm.Contracts.Kernel;
using HAMgm.Kernel.Tests.Support;

namespace HAMgm.Kernel.Tests.Loading;

/// <summary>Two plugins that carry different versions of one package: the same assembly name, methods that the other version does not have.</summary>
[TestClass]
public sealed class SideBySideTests
{
    [TestMethod]
    public async Task Start_TwoVersionsOfAPrivatePackage_EachPluginHasItsOwn()
    {
        await using var sandbox = new PluginSandbox()
            .Add("fixture.tool-one", "ToolUserOne", "executable")
            .Add("fixture.tool-two", "ToolUserTwo", "executable");
        await sandbox.StartAsync();

        Assert.AreEqual("1.0.0 called 1", await RunAsync(sandbox, "fixture.tool-one"));
        Assert.AreEqual("2.0.0 called 1", await RunAsync(sandbox, "fixture.tool-two"));

        // Static state is each one's own, too.
        Assert.AreEqual("1.0.0 called 2", await RunAsync(sandbox, "fixture.tool-one"));
        Assert.AreEqual("2.0.0 called 2", await RunAsync(sandbox, "fixture.tool-two"));
        Assert.IsFalse(AppDomain.CurrentDomain.GetAssemblies().Any(one => one.GetName().Name == "Fixture.Tool" && !one.IsCollectible));
    }

    [TestMethod]
    public async Task Reload_PackageOfAnotherVersion_TakesItAndLeavesTheOtherPluginAlone()
    {
        await using var sandbox = new PluginSandbox()
            .Add("fixture.tool-one", "ToolUserOne", "executable")
            .Add("fixture.tool-two", "ToolUserTwo", "executable");
        await sandbox.StartAsync();
        _ = await RunAsync(sandbox, "fixture.tool-two");

        foreach (string old in Directory.GetFiles(sandbox.Folder("fixture.tool-one"), "*ToolUserOne*"))
        {
            File.Delete(old);
        }

        sandbox.Add("fixture.tool-one", "ToolUserTwo", "executable", listed: false);
        await sandbox.Events.WaitForAsync("fixture.tool-one:Running", 2);

        Assert.AreEqual("2.0.0 called 1", await RunAsync(sandbox, "fixture.tool-one"));
        Assert.AreEqual("2.0.0 called 2", await RunAsync(sandbox, "fixture.tool-two"));
    }

    private static async Task<object?> RunAsync(PluginSandbox sandbox, string id)
    {
        PluginResult result = await sandbox.Kernel.Plugins.ExecutePluginAsync(id, new Dictionary<string, object?>(), CancellationToken.None);
        return result.Success ? result.Value : result.Error;
    }
}
