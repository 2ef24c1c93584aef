using System.Diagnostics;
using System.Globalization;
using HAMgm.Logic.Sync.Rsync;
using HAMgm.TestSupport;

namespace HAMgm.Logic.Sync.Tests;

/// <summary>The real daemon, and who starts it again.</summary>
[TestClass]
public sealed class RsyncDaemonTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLogger _log = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public async Task Died_AndStartedAtOnce_HasOneSupervisorThatLeavesTheNewOneAlone()
    {
        RequireRsync();
        await using var daemon = new RsyncDaemon(TestSettings.Of(_folder.Path), _log);
        await daemon.StartAsync(None);
        Kill(Pid());
        await PairTests.UntilAsync(() => !daemon.IsRunning);

        await daemon.StartAsync(None);
        var pid = Pid();

        // Three times the pause after which a supervisor starts a daemon anew: what has not come by then does not come.
        await Task.Delay(TimeSpan.FromSeconds(3));
        Assert.AreEqual((pid, true, true), (Pid(), daemon.IsRunning, Runs(pid)), string.Join('\n', _log.Lines));
        Assert.HasCount(2, _log.Lines.Where(line => line.Contains("daemon runs", StringComparison.Ordinal)));

        await daemon.StopAsync(None);
        Assert.IsFalse(daemon.IsRunning || Runs(pid) || File.Exists(PidFile));
    }

    [TestMethod]
    public async Task Died_IsStartedAgain_AsOftenAsItDies()
    {
        RequireRsync();
        await using var daemon = new RsyncDaemon(TestSettings.Of(_folder.Path), _log);
        await daemon.StartAsync(None);
        for (var life = 0; life < 2; life++)
        {
            var pid = Pid();
            Kill(pid);
            await PairTests.UntilAsync(() => daemon.IsRunning && File.Exists(PidFile) && Pid() != pid);
        }
    }

    [TestMethod]
    public async Task Program_ThatMayNotBeExecuted_IsAnErrorThatSaysSo()
    {
        var program = Path.Combine(_folder.Path, "rsync");
        await File.WriteAllTextAsync(program, "#!/bin/sh\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var settings = TestSettings.Of(_folder.Path) with { Program = program };
        await using var daemon = new RsyncDaemon(settings, _log);

        var refused = await Assert.ThrowsExactlyAsync<RsyncException>(() => daemon.StartAsync(None));
        var fetch = await Assert.ThrowsExactlyAsync<RsyncException>(
            () => new RsyncFetch(settings).RunAsync(1, "app.0", ["x"], null, _folder.Path, "secret", () => { }, None));

        foreach (var message in new[] { refused.Message, fetch.Message })
        {
            StringAssert.Contains(message, $"{program} cannot be started: Permission denied");
            StringAssert.Contains(message, "sync.rsync");
        }
    }

    private string PidFile => Path.Combine(_folder.Path, "rsyncd", "rsyncd.pid");

    private int Pid() => int.Parse(File.ReadAllText(PidFile), CultureInfo.InvariantCulture);

    private static void Kill(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
    }

    // One that nobody has reaped yet runs no more.
    private static bool Runs(int pid) =>
        File.Exists($"/proc/{pid}/stat") && File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1][0] is not ('Z' or 'X');

    private static void RequireRsync()
    {
        if (RsyncProgram.Find("rsync") is null)
        {
            Assert.Inconclusive("rsync is not installed (scripts/test installs it)");
        }
    }
}
