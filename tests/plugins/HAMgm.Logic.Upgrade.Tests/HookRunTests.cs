using System.Diagnostics;
using HAMgm.Contracts.Upgrades;
using HAMgm.Logic.Upgrade.Installing;

namespace HAMgm.Logic.Upgrade.Tests;

/// <summary>The hook outlives the service that began it; it is never run twice at a time, and again only when nobody can tell how it ended.</summary>
[TestClass]
public sealed class HookRunTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hamgm-hook-").FullName;

    private string Hook => Path.Combine(_folder, "hook");

    private string Run => Path.Combine(_folder, "run");

    [TestCleanup]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public async Task NextLife_OfTheService_WaitsForTheHookOfTheFirst_AndTakesItsResult()
    {
        Write("echo begun >>calls; while [ ! -e go ]; do sleep 0.05; done; echo ended >>calls; exit 3");
        Begin(new HookRun(Run));
        await UntilAsync(() => File.Exists(Path.Combine(_folder, "calls")));

        var next = new HookRun(Run);
        Assert.IsTrue(next.IsRunning());
        Begin(next);
        Assert.IsNull(next.Result());
        File.WriteAllText(Path.Combine(_folder, "go"), "");
        await UntilAsync(() => next.Result() is not null);

        StringAssert.Contains(next.Result(), "code 3");
        await UntilAsync(() => !next.IsRunning());
        Assert.AreEqual("begun\nended\n", File.ReadAllText(Path.Combine(_folder, "calls")), "once");
    }

    [TestMethod]
    public async Task Script_KilledWhileTheHookGoesOn_TheHookIsRunAgainAfterItNotBesideIt()
    {
        Write("echo begun >>calls; echo $$ >pid.$$; [ -e second ] || while [ ! -e go ]; do sleep 0.05; done; echo ended >>calls");
        Begin(new HookRun(Run));
        await UntilAsync(() => Directory.GetFiles(_folder, "pid.*").Length == 1);
        var hook = int.Parse(Path.GetFileName(Directory.GetFiles(_folder, "pid.*")[0])[4..], System.Globalization.CultureInfo.InvariantCulture);

        // What is killed is only what this test began: hook → timeout → the script.
        using (var script = Process.GetProcessById(ParentOf(ParentOf(hook))))
        {
            script.Kill();
        }

        var next = new HookRun(Run);
        File.WriteAllText(Path.Combine(_folder, "second"), "");
        Begin(next);
        await Task.Delay(200);
        Assert.AreEqual("begun\n", File.ReadAllText(Path.Combine(_folder, "calls")), "not beside it");
        File.WriteAllText(Path.Combine(_folder, "go"), "");
        await UntilAsync(() => next.Result() is not null);

        Assert.AreEqual("", next.Result());
        Assert.AreEqual("begun\nended\nbegun\nended\n", File.ReadAllText(Path.Combine(_folder, "calls")));
    }

    [TestMethod]
    public async Task Hook_ThatDoesNotEnd_IsKilledAndSaysSo()
    {
        Write("echo so far; sleep 60");
        var run = new HookRun(Run);
        Begin(run, TimeSpan.FromSeconds(1));
        await UntilAsync(() => run.Result() is not null);

        StringAssert.Contains(run.Result(), "upgrade.hook_timeout");
        StringAssert.Contains(run.Result(), "so far");
    }

    private void Begin(HookRun run, TimeSpan? timeout = null) => run.Ensure(
        Hook, timeout ?? TimeSpan.FromSeconds(30),
        new UpgradeRecord
        {
            Id = Guid.NewGuid(),
            OwnerNodeId = "a",
            Mode = UpgradeMode.Rolling,
            FromVersion = "1",
            ToVersion = "2",
            PackagePath = "/tmp/x",
            StartedBy = "test",
            StartUnixMs = 1,
            Phase = UpgradePhase.InstallingFirst,
            FirstNodeId = "b",
            SecondNodeId = "a",
        },
        "a", _folder);

    private void Write(string body)
    {
        File.WriteAllText(Hook, $"#!/bin/sh\ncd {_folder}\n{body}\n");
        File.SetUnixFileMode(Hook, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static int ParentOf(int process) =>
        int.Parse(File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("PPid:", StringComparison.Ordinal))[5..], System.Globalization.CultureInfo.InvariantCulture);

    private static async Task UntilAsync(Func<bool> isSo)
    {
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (!isSo())
        {
            Assert.IsTrue(DateTime.UtcNow < deadline, "it did not come about");
            await Task.Delay(20);
        }
    }
}
