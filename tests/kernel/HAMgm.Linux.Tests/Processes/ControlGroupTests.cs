using HAMgm.Linux.Processes;

namespace HAMgm.Linux.Tests.Processes;

[TestClass]
public sealed class ControlGroupTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("hamgm-cgroup-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [TestMethod]
    public void Add_ProcessThatForksWithoutEnd_IsHeldAndTheGroupIsRemovable()
    {
        using ControlGroup? group = ControlGroup.TryCreate(20, out string reason);
        if (group is null)
        {
            Assert.Inconclusive(reason);
        }

        // It begins to fork when it is in the group, not before.
        string go = Path.Combine(_root, "go");
        // Perl goes on when it cannot fork; a shell ends.
        string body = $"select(undef, undef, undef, 0.02) until -e '{go}'; for (1..100) {{ my $pid = fork(); if (defined $pid && !$pid) {{ sleep 30; exit }} }} sleep 30";
        using ChildProcess perl = ChildProcess.Start("/usr/bin/perl", ["/usr/bin/perl", "-e", body], ["PATH=/usr/bin:/bin"], [], newSession: true);
        group.Add(perl.Pid);
        File.WriteAllText(go, "");
        Thread.Sleep(500);
        int count = ProcessTree.Below(perl.Pid).Count;
        Assert.IsLessThanOrEqualTo(19, count);
        Assert.AreEqual(0, ProcessTree.KillBelow(perl.Pid, TimeSpan.FromSeconds(5)));
        perl.SendSignal(Signals.Kill);
        Assert.IsNotNull(perl.WaitExit(TimeSpan.FromSeconds(5)));
        Assert.IsGreaterThan(5, count);
    }

    [TestMethod]
    public void TryCreate_NoController_SaysSo()
    {
        Assert.IsNull(ControlGroup.TryCreate("3:cpu:/\n", "", 10, out string reason));
        StringAssert.Contains(reason, "pids");
    }

    // A real version 2 with the pids controller is not on every machine: the files that it would have, in a folder.
    [TestMethod]
    public void TryCreate_SecondVersion_MovesItselfToALeafAndUsesTheParent()
    {
        string unit = Directory.CreateDirectory(Path.Combine(_root, "system.slice", "hamgm.service", "hamgm")).Parent!.FullName;
        File.WriteAllText(Path.Combine(unit, "cgroup.subtree_control"), "memory pids\n");
        string mounts = $"30 23 0:26 / {_root} rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";

        // The folder has no pids.max, as a real one would: what could not be bounded is not left behind.
        Assert.IsNull(ControlGroup.TryCreate("0::/system.slice/hamgm.service/hamgm\n", mounts, 10, out string reason));
        StringAssert.Contains(reason, unit);
        CollectionAssert.AreEqual(new[] { "hamgm" }, Directory.GetDirectories(unit).Select(Path.GetFileName).ToArray());
    }

    [TestMethod]
    public void TryCreate_NotDelegated_SaysWhatToDo()
    {
        string mounts = $"30 23 0:26 / {_root} rw shared:4 - cgroup2 cgroup2 rw\n";
        Assert.IsNull(ControlGroup.TryCreate("0::/user.slice\n", mounts, 10, out string reason));
        StringAssert.Contains(reason, "Delegate=yes");
    }
}
