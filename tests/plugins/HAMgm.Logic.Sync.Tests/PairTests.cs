using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Sync;
using HAMgm.TestSupport;

namespace HAMgm.Logic.Sync.Tests;

/// <summary>What two nodes do together: real rsync, TLS, files, databases.</summary>
[TestClass]
public sealed class PairTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [TestMethod]
    public async Task Sync_FilesLinksAndFolders_AreOnTheStandbyAsOnThePrimary()
    {
        await using var pair = await RunningPair.StartAsync();
        pair.Write("a", "one.conf", "one");
        pair.Write("a", "deep/er/two words.conf", "two");
        File.SetUnixFileMode(Path.Combine(pair.Pair.Files("a"), "one.conf"), UnixFileMode.UserRead);
        File.CreateSymbolicLink(Path.Combine(pair.Pair.Files("a"), "link"), "one.conf");

        var run = await pair.SyncAsync();

        Assert.AreEqual((SyncRunState.Success, 3, 0), (run.State, run.FilesSynced, run.FilesFailed), run.ErrorMessage);
        Assert.IsTrue(run.IsInStep, "both checksums are equal");
        Assert.AreEqual("two", pair.Read("b", "deep/er/two words.conf"));
        Assert.AreEqual(UnixFileMode.UserRead, File.GetUnixFileMode(Path.Combine(pair.Pair.Files("b"), "one.conf")));
        Assert.AreEqual("one.conf", new FileInfo(Path.Combine(pair.Pair.Files("b"), "link")).LinkTarget);
        Assert.IsFalse(Directory.EnumerateFileSystemEntries(Path.Combine(pair.Pair.Folder, "b"), ".hamgm-sync*").Any(), "nothing is left of the staging");
    }

    [TestMethod]
    public async Task Sync_OrderedOnThePrimary_IsCarriedOutByTheStandby()
    {
        await using var pair = await RunningPair.StartAsync();
        pair.Write("a", "one.conf", "one");

        var outcome = await pair.A.Sync.RunAsync(new SyncOrder(SyncKind.Config, "b", Force: false, []), None);

        Assert.AreEqual(1, outcome.FilesSynced);
        Assert.AreEqual("one", pair.Read("b", "one.conf"));
        Assert.AreEqual((await pair.A.Sync.GetRunsAsync(10, None))[0].Id, (await pair.B.Sync.GetRunsAsync(10, None))[0].Id, "both nodes have the record");
    }

    [TestMethod]
    public async Task Sync_Again_BringsOnlyWhatChanged()
    {
        await using var pair = await RunningPair.StartAsync();
        pair.Write("a", "one.conf", "one");
        pair.Write("a", "two.conf", "two");
        await pair.SyncAsync();
        pair.Write("a", "two.conf", "TWO");

        var second = await pair.SyncAsync();
        var third = await pair.SyncAsync();

        Assert.AreEqual("/files/two.conf updated", string.Join(", ", second.Files.Select(file => $"{file.Path} {file.Action}")));
        Assert.AreEqual((0, SyncRunState.Success), (third.FilesSynced, third.State));
        Assert.AreEqual("TWO", pair.Read("b", "two.conf"));
    }

    [TestMethod]
    public async Task Sync_NamedFiles_BringsThoseAlone()
    {
        await using var pair = await RunningPair.StartAsync();
        pair.Write("a", "one.conf", "one");
        pair.Write("a", "two.conf", "two");

        var run = await pair.SyncAsync(force: false, "/files/two.conf");
        var unknown = await Assert.ThrowsExactlyAsync<SyncFailedException>(() => pair.SyncAsync(force: false, "/elsewhere/x"));

        Assert.AreEqual((1, false, true), (run.FilesSynced, pair.Has("b", "one.conf"), pair.Has("b", "two.conf")));
        Assert.AreEqual((404, "/elsewhere/x"), (unknown.Code, unknown.FailedItems[0]));
    }

    [TestMethod]
    public async Task Sync_ChangedOnBothSides_IsAConflictAlertedAndLeftUntilForced()
    {
        await using var pair = await RunningPair.StartAsync();
        pair.Write("a", "x.conf", "common");
        await pair.SyncAsync();
        pair.Write("a", "x.conf", "from a");
        pair.Write("b", "x.conf", "from b");

        var refused = await pair.SyncAsync();

        Assert.AreEqual((SyncRunState.Partial, "conflict"), (refused.State, refused.Files[0].Action));
        Assert.AreEqual("from b", pair.Read("b", "x.conf"));
        Assert.HasCount(1, pair.B.Bus.Published.OfType<AlertEvent>().Where(alert => alert.Type == "sync_conflict"));
        CollectionAssert.AreEqual(new[] { "/files/x.conf" }, pair.B.Sync.GetServiceStatus().Sets[0].Conflicts.ToArray());

        var forced = await pair.SyncAsync(force: true);

        Assert.AreEqual("from a", pair.Read("b", "x.conf"));
        var copy = forced.Files.Single().Error.Split(' ')[^1];
        Assert.AreEqual("from b", File.ReadAllText(copy), "a copy of what was overwritten is kept");
        Assert.IsTrue(pair.B.Bus.Published.OfType<AlertEvent>().Last(alert => alert.Type == "sync_conflict").Resolves);
    }

    [TestMethod]
    public async Task Sync_ChangedOnTheStandbyAlone_IsTakenBackAndACopyKept()
    {
        await using var pair = await RunningPair.StartAsync();
        pair.Write("a", "x.conf", "common");
        await pair.SyncAsync();
        pair.Write("b", "x.conf", "by mistake");

        var run = await pair.SyncAsync();

        Assert.AreEqual((SyncRunState.Success, "common"), (run.State, pair.Read("b", "x.conf")));
        Assert.AreEqual("by mistake", File.ReadAllText(run.Files.Single().Error.Split(' ')[^1]));
    }

    [TestMethod]
    public async Task Sync_BelowALinkOfTheStandby_TouchesNothingOfWhatItLeadsTo()
    {
        using var elsewhere = new TemporaryFolder();
        await using var pair = await RunningPair.StartAsync();
        pair.Write("a", "x.conf", "x");
        pair.Write("a", "d/hamgm/f.conf", "f");
        Directory.CreateDirectory(Path.Combine(pair.Pair.Files("a"), "d/new"));
        var there = Directory.CreateDirectory(Path.Combine(elsewhere.Path, "hamgm"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.SetUnixFileMode(Path.Combine(pair.Pair.Files("a"), "d/hamgm"), (UnixFileMode)0b111_111_111);
        Directory.CreateDirectory(pair.Pair.Files("b"));
        File.CreateSymbolicLink(Path.Combine(pair.Pair.Files("b"), "d"), elsewhere.Path);

        var run = await pair.SyncAsync(force: true);

        Assert.AreEqual("x", pair.Read("b", "x.conf"), "the rest is brought over");
        Assert.AreEqual(
            "/files/d /files/d/hamgm /files/d/hamgm/f.conf /files/d/new",
            string.Join(' ', run.Files.Where(file => file.Action == "conflict").Select(file => file.Path).Order(StringComparer.Ordinal)));
        Assert.AreEqual(there.FullName, Directory.EnumerateFileSystemEntries(elsewhere.Path, "*", SearchOption.AllDirectories).Single());
        Assert.AreEqual((UnixFileMode)0b111_000_000, there.UnixFileMode);
    }

    [TestMethod]
    public async Task Sync_RolesChanged_GoesTheOtherWay()
    {
        await using var pair = await RunningPair.StartAsync();
        pair.Write("a", "x.conf", "old");
        await pair.SyncAsync();
        await pair.SetRolesAsync(aIsPrimary: false, term: 6);
        pair.Write("b", "x.conf", "new");

        var run = await pair.SyncAsync();

        Assert.AreEqual((SyncRunState.Success, "new"), (run.State, pair.Read("a", "x.conf")), run.ErrorMessage);
        Assert.AreEqual("127.0.0.2", run.FromNodeIp);
    }

    /// <summary>Of two files one has landed when the run breaks off: the PRIMARY must not take the other for common.</summary>
    [TestMethod]
    public async Task Sync_BrokenOff_LeavesWhatHasNotLandedUncommonOnThePrimary()
    {
        var files = new SyncPair();
        var isArmed = false;
        var first = Path.Combine(files.Files("b"), "one.conf");
        await using var pair = await RunningPair.StartAsync(
            files, roles => new BiddingStateMachine(roles, () => isArmed && File.ReadAllText(first) == "v2"));
        pair.Write("a", "one.conf", "v1");
        pair.Write("a", "two.conf", "v1");
        await pair.SyncAsync();
        pair.Write("a", "one.conf", "v2");
        pair.Write("a", "two.conf", "v2");
        isArmed = true;

        var broken = await pair.SyncAsync();

        Assert.AreEqual((SyncRunState.Partial, "v2", "v1"), (broken.State, pair.Read("b", "one.conf"), pair.Read("b", "two.conf")), broken.ErrorMessage);

        isArmed = false;
        await pair.SetRolesAsync(aIsPrimary: false, term: 6);
        pair.Write("b", "two.conf", "from b");
        var next = await pair.SyncAsync();

        Assert.AreEqual("/files/two.conf conflict", string.Join(", ", next.Files.Select(file => $"{file.Path} {file.Action}")));
        Assert.AreEqual("v2", pair.Read("a", "two.conf"), "the newest of a, which b never had");
    }

    /// <summary>Somebody lists the PRIMARY's files while a run is under way, and they have changed since it began: what the run brought is older.</summary>
    [TestMethod]
    public async Task Sync_FilesLookedAtMeanwhile_OnlyWhatTheRunComparedIsCommon()
    {
        using var marks = new TemporaryFolder();
        var (begun, go) = (Path.Combine(marks.Path, "begun"), Path.Combine(marks.Path, "go"));
        await using var pair = await RunningPair.StartAsync(new SyncPair(setOptions: $", after: 'touch {begun}; while [ ! -e {go} ]; do sleep 0.05; done'"));
        pair.Write("a", "one.conf", "v0");
        await File.WriteAllTextAsync(go, "");
        await pair.SyncAsync();
        File.Delete(go);
        File.Delete(begun);
        pair.Write("a", "one.conf", "v1");
        var running = pair.SyncAsync();
        await UntilAsync(() => File.Exists(begun));
        pair.Write("a", "one.conf", "v2");
        Assert.HasCount(1, await pair.A.Sync.ListFilesAsync([SyncKind.Config], None));
        await File.WriteAllTextAsync(go, "");
        Assert.AreEqual(SyncRunState.Success, (await running).State);

        await pair.SetRolesAsync(aIsPrimary: false, term: 6);
        pair.Write("b", "one.conf", "from b");
        var next = await pair.SyncAsync();

        Assert.AreEqual("/files/one.conf conflict", string.Join(", ", next.Files.Select(file => $"{file.Path} {file.Action}")));
        Assert.AreEqual("v2", pair.Read("a", "one.conf"), "the newest of a, which b never had");
    }

    /// <summary>Everything is in place and known to be equal, and then the run is stopped: both nodes note the same as common.</summary>
    [TestMethod]
    public async Task Sync_StoppedWhenItWasConcluded_IsToldWithWhatDiffers()
    {
        using var marks = new TemporaryFolder();
        var begun = Path.Combine(marks.Path, "begun");
        await using var pair = await RunningPair.StartAsync(new SyncPair(setOptions: $", after: 'touch {begun}; sleep 60'"));
        pair.Write("a", "one.conf", "one");
        var running = pair.SyncAsync();
        await UntilAsync(() => File.Exists(begun));

        await pair.B.Sync.PauseAsync(SyncPauseReason.Manual, None);
        var stopped = await running;

        Assert.AreEqual((SyncRunState.Partial, "It was stopped."), (stopped.State, stopped.ErrorMessage));
        var (mine, theirs) = (Base("a"), Base("b"));
        StringAssert.Contains(theirs, "/files/one.conf");
        Assert.AreEqual(theirs, mine);

        string Base(string node) => File.ReadAllText(Path.Combine(pair.Pair.Folder, node, "data/sync/base/app"));
    }

    [TestMethod]
    public async Task Sync_FromAStalePrimary_NeverLands()
    {
        await using var pair = await RunningPair.StartAsync();
        pair.Write("a", "x.conf", "right");
        await pair.SetRolesAsync(aIsPrimary: false, term: 6);
        await pair.SyncAsync();

        // a comes back from a freeze and still believes in its term 5; b has stepped down since, and is STANDBY.
        await pair.SetRolesAsync(aIsPrimary: true, term: 5);
        pair.Write("a", "x.conf", "stale");
        var refused = await Assert.ThrowsExactlyAsync<SyncFailedException>(() => pair.SyncAsync());

        Assert.Contains("stale", refused.Message);
        Assert.IsFalse(pair.Has("b", "x.conf") && pair.Read("b", "x.conf") == "stale");
    }

    [TestMethod]
    public async Task Pause_StopsBothNodesAndResume_StartsThemAgain()
    {
        await using var pair = await RunningPair.StartAsync();
        pair.Write("a", "x.conf", "x");

        var paused = await pair.B.Sync.PauseAsync(SyncPauseReason.Manual, None);
        var refused = await Assert.ThrowsExactlyAsync<SyncFailedException>(() => pair.SyncAsync());
        var upgrade = await pair.A.Sync.PauseAsync(SyncPauseReason.Upgrade, None);
        var half = await pair.A.Sync.ResumeAsync(SyncPauseReason.Manual, None);
        var resumed = await pair.A.Sync.ResumeAsync(SyncPauseReason.Upgrade, None);

        Assert.IsTrue(paused.All(node => node is { State: RsyncServiceState.Stopped, Paused: SyncPauseReason.Manual, PausedAtUnixMs: > 0 }), string.Join('\n', paused));
        Assert.AreEqual(409, refused.Code);
        Assert.IsTrue(upgrade.All(node => node.Paused == (SyncPauseReason.Manual | SyncPauseReason.Upgrade)));
        Assert.IsTrue(half.All(node => node is { State: RsyncServiceState.Stopped, Paused: SyncPauseReason.Upgrade }), "each reason is lifted by whoever set it");
        Assert.IsTrue(resumed.All(node => node is { State: RsyncServiceState.Running, Paused: SyncPauseReason.None, ResumedAtUnixMs: > 0 }), string.Join('\n', resumed));
        Assert.AreEqual(SyncRunState.Success, (await pair.SyncAsync()).State);
        var record = await pair.A.Records.GetLastStatusAsync("127.0.0.2", None);
        Assert.AreEqual(("b", false, RsyncServiceState.Running), (record!.NodeId, record.IsPrimary, record.State), "the peer's records are here, too");
    }

    [TestMethod]
    public async Task Compare_ShowsWhatDiffers()
    {
        await using var pair = await RunningPair.StartAsync();
        pair.Write("a", "x.conf", "x");
        await pair.SyncAsync();
        var equal = (await pair.A.Sync.CompareAsync(SyncKind.All, None))[0];
        pair.Write("b", "x.conf", "y");

        var different = (await pair.B.Sync.CompareAsync(SyncKind.All, None))[0];

        Assert.IsTrue(equal.IsEqual);
        Assert.AreEqual(("app", false, "/files/x.conf"), (different.Set, different.IsEqual, different.DifferentFiles.Single()));
    }

    [TestMethod]
    public async Task Change_OnThePrimary_IsBroughtOverUnasked()
    {
        await using var pair = await RunningPair.StartAsync(new SyncPair(onChange: true));
        pair.Write("a", "x.conf", "x");
        await pair.SyncAsync();

        pair.Write("a", "x.conf", "changed");

        await UntilAsync(() => pair.Has("b", "x.conf") && pair.Read("b", "x.conf") == "changed");
        await UntilAsync(() => pair.B.Bus.Published.ToArray().OfType<SyncRunEvent>().Any(ended => ended.Run.Trigger == "change"));
    }

    [TestMethod]
    public async Task Delete_WhereTheSetAllowsIt_RemovesWhatIsGone()
    {
        await using var pair = await RunningPair.StartAsync(new SyncPair(setOptions: ", delete: true, exclude: ['*.tmp']"));
        pair.Write("a", "keep.conf", "x");
        pair.Write("a", "old/gone.conf", "x");
        await pair.SyncAsync();
        Directory.Delete(Path.Combine(pair.Pair.Files("a"), "old"), recursive: true);
        pair.Write("b", "own.tmp", "left out");

        var run = await pair.SyncAsync();

        Assert.AreEqual(("/files/old/gone.conf deleted", true), ($"{run.Files.Single().Path} {run.Files.Single().Action}", run.IsInStep));
        Assert.IsFalse(Directory.Exists(Path.Combine(pair.Pair.Files("b"), "old")));
        Assert.IsTrue(pair.Has("b", "own.tmp"));
    }

    [TestMethod]
    public async Task After_RunsWhenSomethingChanged_AndItsFailureIsAlertedAndMended()
    {
        using var marks = new TemporaryFolder();
        var note = Path.Combine(marks.Path, "note");
        await using var pair = await RunningPair.StartAsync(new SyncPair(setOptions: $", after: 'test -e {marks.Path}/ok && echo $HAMGM_SET $HAMGM_TERM >> {note}'"));
        pair.Write("a", "x.conf", "x");

        var failed = await pair.SyncAsync();
        File.WriteAllText(Path.Combine(marks.Path, "ok"), "");
        var mended = await pair.SyncAsync();
        await pair.SyncAsync();

        Assert.AreEqual(SyncRunState.Partial, failed.State);
        Assert.Contains("ended with code", failed.ErrorMessage);
        Assert.AreEqual(SyncRunState.Success, mended.State, "what failed is run again, although nothing changed since");
        Assert.AreEqual("app 5\n", File.ReadAllText(note));
    }

    [TestMethod]
    public async Task Wire_WithoutCertificates_NeedsASecretAndASetThatMay()
    {
        await using (var none = await RunningPair.StartAsync(new SyncPair(withTls: false)))
        {
            var refused = await Assert.ThrowsExactlyAsync<SyncFailedException>(() => none.SyncAsync());
            Assert.Contains("neither certificates", refused.Message);
        }

        await using (var closed = await RunningPair.StartAsync(new SyncPair(withTls: false, secret: "s3cret")))
        {
            closed.Write("a", "x.conf", "x");
            var refused = await Assert.ThrowsExactlyAsync<SyncFailedException>(() => closed.SyncAsync());
            Assert.Contains("insecure: true", refused.Message);
        }

        await using var open = await RunningPair.StartAsync(new SyncPair(withTls: false, secret: "s3cret", setOptions: ", insecure: true"));
        open.Write("a", "x.conf", "x");
        Assert.AreEqual(SyncRunState.Success, (await open.SyncAsync()).State);
        Assert.AreEqual("x", open.Read("b", "x.conf"));
    }

    [TestMethod]
    public async Task Rsync_OfBefore325_IsAskedWithoutTheOptionThatItDoesNotKnow()
    {
        using var folder = new TemporaryFolder();
        var old = Path.Combine(folder.Path, "rsync");
        await File.WriteAllTextAsync(old, """
            #!/bin/sh
            case "$*" in *--trust-sender*) echo 'rsync: --trust-sender: unknown option' >&2; exit 1 ;; esac
            exec rsync "$@"
            """);
        File.SetUnixFileMode(old, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await using var pair = await RunningPair.StartAsync(new SyncPair(more: $"  rsync: {old}\n"));
        pair.Write("a", "one.conf", "one");

        var run = await pair.SyncAsync();

        Assert.AreEqual((SyncRunState.Success, "one"), (run.State, pair.Read("b", "one.conf")), run.ErrorMessage);
    }

    /// <summary>What escaped from the handler of a change of roles would take down everything that decides about the VIP.</summary>
    [TestMethod]
    public async Task Role_TakenWhileRsyncCannotBeSetUp_IsAnAlertUntilItCan()
    {
        await using var pair = await RunningPair.StartAsync();
        var folder = Path.Combine(pair.Pair.Folder, "b/data/sync/rsyncd");
        Assert.IsFalse(Directory.Exists(folder), "it was never PRIMARY");
        await File.WriteAllTextAsync(folder, "no directory can be made here, as on a full disk");

        await pair.SetRolesAsync(aIsPrimary: false, term: 6);

        var status = pair.B.Sync.GetServiceStatus();
        Assert.AreEqual((RsyncServiceState.Stopped, true), (status.State, status.IsPrimary));
        StringAssert.Contains(status.Problem, "Make room there");
        Assert.IsFalse(pair.B.Bus.Snapshot().OfType<AlertEvent>().Last(alert => alert.Type == "sync_rsync").Resolves);

        File.Delete(folder);
        await pair.SetRolesAsync(aIsPrimary: false, term: 7);
        Assert.AreEqual((RsyncServiceState.Running, ""), (pair.B.Sync.GetServiceStatus().State, pair.B.Sync.GetServiceStatus().Problem));
        Assert.IsTrue(pair.B.Bus.Snapshot().OfType<AlertEvent>().Last(alert => alert.Type == "sync_rsync").Resolves);
    }

    [TestMethod]
    public async Task Failure_BearsTheLastKnownChecksums()
    {
        await using var pair = await RunningPair.StartAsync();
        pair.Write("a", "x.conf", "x");
        var good = await pair.SyncAsync();
        await pair.A.Sync.StopAsync(None);

        await Assert.ThrowsExactlyAsync<SyncFailedException>(() => pair.SyncAsync());

        var failed = (await pair.B.Sync.GetRunsAsync(1, None))[0];
        Assert.AreEqual((SyncRunState.Failed, good.ChecksumBefore, good.ChecksumAfter), (failed.State, failed.ChecksumBefore, failed.ChecksumAfter));
        Assert.AreEqual(AlertTypes.SyncFailed, pair.B.Bus.Published.OfType<AlertEvent>().Last().Type);
    }

    [TestMethod]
    public async Task Target_ThePrimaryItself_IsRefused()
    {
        await using var pair = await RunningPair.StartAsync();

        var refused = await Assert.ThrowsExactlyAsync<SyncFailedException>(
            () => pair.B.Sync.RunAsync(new SyncOrder(SyncKind.All, "a", Force: false, []), None));

        Assert.AreEqual((ErrorKind.Sync, 409), (refused.Kind, refused.Code));
    }

    [TestMethod]
    public async Task Idle_WithoutSets_OpensNothing()
    {
        using var pair = new SyncPair();
        var file = pair.ConfigFile("a");
        File.WriteAllLines(file, File.ReadAllLines(file).Where(line => !line.Contains("sets", StringComparison.Ordinal) && !line.Contains("name: app", StringComparison.Ordinal)));
        await using var node = new SyncNodeHost(file);
        node.StateMachine.Become(NodeState.Primary, 5);

        await node.StartAsync();

        Assert.AreEqual(RsyncServiceState.Stopped, node.Sync.GetServiceStatus().State);
        Assert.IsFalse(Directory.Exists(Path.Combine(pair.Folder, "a", "data", "sync")), "no daemon, no port");
        Assert.IsFalse(File.Exists(Path.Combine(pair.Folder, "a", "data", "records.db")), "no database");
        Assert.AreEqual(404, (await Assert.ThrowsExactlyAsync<SyncFailedException>(() => node.Sync.RunAsync(new SyncOrder(SyncKind.All, null, false, []), None))).Code);
    }

    internal static async Task UntilAsync(Func<bool> isSo)
    {
        for (var i = 0; i < 600; i++)
        {
            if (isSo())
            {
                return;
            }

            await Task.Delay(50);
        }

        Assert.Fail("it did not become so within 30 s");
    }
}
