using HAMgm.Kernel.Tests.Support;

namespace HAMgm.Kernel.Tests.Lifecycle;

/// <summary>Hot reloads again and again leave nothing behind. A thousand on a running pair: tests/System, HotReloadTests.</summary>
[TestClass]
public sealed class ReloadTests
{
    private const string Ticker = "fixture.ticker";

    [TestMethod]
    public async Task Reload_FiftyTimes_EveryContextIsCollectedAndMemoryStays()
    {
        await using var sandbox = new PluginSandbox();
        string file = Path.Combine(sandbox.Root, "starts");
        sandbox.Add(Ticker, "Ticker", settings: $$"""{ "file": "{{file}}" }""");
        await sandbox.StartAsync();
        await ReloadAsync(sandbox, 10);
        Assert.IsTrue(PluginSandbox.IsCollectedDownTo(Ticker, 1));
        long before = GC.GetTotalMemory(forceFullCollection: true);

        await ReloadAsync(sandbox, 50);

        Assert.IsTrue(PluginSandbox.IsCollectedDownTo(Ticker, 1));
        Assert.AreEqual(61, new FileInfo(file).Length);
        Assert.AreEqual(0, sandbox.Kernel.Plugins.GetPluginStatus(Ticker).NotUnloaded);
        long after = GC.GetTotalMemory(forceFullCollection: true);
        Assert.IsLessThan(before + (1024 * 1024), after, "the heap after fifty reloads");
    }

    private static async Task ReloadAsync(PluginSandbox sandbox, int times)
    {
        for (int i = 0; i < times; i++)
        {
            await sandbox.Kernel.Plugins.ReloadPluginAsync(Ticker, CancellationToken.None);
        }
    }
}
