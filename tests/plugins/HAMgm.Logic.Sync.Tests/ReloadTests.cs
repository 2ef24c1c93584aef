using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Sync;
using HAMgm.TestSupport;

namespace HAMgm.Logic.Sync.Tests;

/// <summary>What is answered while settings are taken over: an upgrade that begins just then goes by it.</summary>
[TestClass]
public sealed class ReloadTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [TestMethod]
    public async Task Calls_WhileItClosesAndOpens_AreUnavailable_AndNotFoundOfIdleSettingsOnly()
    {
        using var pair = new SyncPair();
        GatedRecords? records = null;
        await using var node = new SyncNodeHost(pair.ConfigFile("b"), real => records = new GatedRecords(real));
        Assert.AreEqual(503, await AskAsync(node), "nobody has read the settings yet");

        var starting = node.StartAsync();
        await records!.Recall.Reached.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.AreEqual(503, await AskAsync(node), "it opens");
        StringAssert.Contains(node.Sync.GetStatus().Detail, "taking over");
        records.Recall.Open();
        await starting;
        await records.Status.Reached.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.IsEmpty(await node.Sync.ListFilesAsync([SyncKind.Config], None), "it works");

        node.Config.SetString("sync.interval", "2h");
        Assert.AreEqual(503, await AskAsync(node), "it closes, and has to wait for the database");
        records.Status.Open();
        await PairTests.UntilAsync(() => node.Sync.GetStatus().Detail.StartsWith("1 sets", StringComparison.Ordinal));
        Assert.AreEqual(TimeSpan.FromHours(2), node.Sync.GetServiceStatus().Interval, "it works again");

        node.Config.SetString("sync.sets", "");
        await PairTests.UntilAsync(() => AskAsync(node).GetAwaiter().GetResult() == 404);
        await node.Sync.StopAsync(None);
        Assert.AreEqual(503, await AskAsync(node), "it has stopped, whatever the settings say");
    }

    private static async Task<int> AskAsync(SyncNodeHost node)
    {
        var codes = new HashSet<int>();
        foreach (var call in new Func<Task>[]
        {
            () => node.Sync.PauseAsync(SyncPauseReason.Upgrade, None), () => node.Sync.ListFilesAsync([SyncKind.Config], None), () => node.Sync.CompareAsync(SyncKind.All, None),
        })
        {
            codes.Add((await Assert.ThrowsAsync<HamgmException>(call)).Code);
        }

        return codes.Single();
    }
}
