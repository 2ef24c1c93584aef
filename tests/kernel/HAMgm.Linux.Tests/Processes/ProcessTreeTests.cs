using HAMgm.Linux.Processes;

namespace HAMgm.Linux.Tests.Processes;

/// <summary>Everything below a process: found, measured, ended.</summary>
[TestClass]
public sealed class ProcessTreeTests
{
    [TestMethod]
    public void KillBelow_ATreeThatIgnoresSigterm_NothingIsLeft()
    {
        string mark = $"33{Environment.ProcessId}.5";
        using ChildProcess child = ChildProcess.Start(
            "/bin/sh", ["sh", "-c", $"trap '' TERM; setsid sh -c 'trap \"\" TERM; sleep {mark} & sleep {mark}; sleep {mark}' & sleep {mark} & wait"], newSession: true);
        while (ProcessTree.Measure(child.Pid).Count < 4)
        {
            Assert.IsNull(child.WaitExit(TimeSpan.FromMilliseconds(5)));
        }

        Assert.IsGreaterThan(100_000L, ProcessTree.Measure(child.Pid).ResidentBytes);
        ProcessTree.Signal(child.Pid, Signals.Terminate);
        Assert.IsTrue(child.SendSignal(Signals.Stop));
        Assert.AreEqual(0, ProcessTree.KillBelow(child.Pid, TimeSpan.FromSeconds(5)));
        Assert.AreEqual(0, ProcessTree.Measure(child.Pid).Count);
        Assert.IsTrue(child.SendSignal(Signals.Kill));
        Assert.AreEqual(Signals.Kill, child.WaitExit(TimeSpan.FromSeconds(5))!.Value.Signal);
    }

    [TestMethod]
    public void Measure_NoSuchProcess_IsNothing() => Assert.AreEqual((0, 0L), ProcessTree.Measure(int.MaxValue - 7));

    [TestMethod]
    public void Start_WithPipeAndInput_ReadsWhatItSays()
    {
        using DescriptorPair output = DescriptorPair.CreatePipe();
        using FileDescriptor input = DescriptorPair.CreateInput("three\nlines\nhere\n"u8);
        Assert.AreEqual(-1, output.Read(new byte[8]), "nothing yet, and no waiting");
        using ChildProcess child = ChildProcess.Start("/usr/bin/wc", ["wc", "-l"], inherited: [new(input, 0), new(output.Far, 1)]);
        output.Far.Dispose();
        Assert.IsTrue(child.WaitExit(TimeSpan.FromSeconds(10))!.Value.IsSuccess);
        byte[] said = new byte[16];
        int length = output.Read(said);
        Assert.AreEqual("3", System.Text.Encoding.ASCII.GetString(said, 0, length).Trim());
        Assert.AreEqual(0, output.Read(said), "the end of the stream");
    }

    [TestMethod]
    public void Find_Users_KnownAndUnknown()
    {
        Assert.AreEqual((0u, 0u), (UserAccount.Find("root")!.UserId, UserAccount.Find("root")!.GroupId));
        Assert.IsNull(UserAccount.Find("nobody-of-this-name"));
    }

    [TestMethod]
    public void Read_OwnerAndMode_AsTheyAre()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.SetUnixFileMode(file, (UnixFileMode)0b110_110_010);
            FileOwner owner = FileOwner.Read(file)!.Value;
            Assert.AreEqual((UserAccount.CurrentUserId, true, true), (owner.UserId, owner.IsGroupWritable, owner.IsWorldWritable));
            File.SetUnixFileMode(file, (UnixFileMode)0b110_100_100);
            owner = FileOwner.Read(file)!.Value;
            Assert.IsFalse(owner.IsGroupWritable || owner.IsWorldWritable);
            Assert.IsTrue(FileOwner.Read("/tmp")!.Value.IsSticky);
            Assert.IsNull(FileOwner.Read(file + ".not"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [TestMethod]
    public void ReadPlainFile_OnlyWhatIsAllowedAndPlain()
    {
        Assert.IsNull(PlainFile.Read("/proc/loadavg", 1000, static path => path == "/proc/loadavg", out byte[] content));
        Assert.IsGreaterThan(5, content.Length);
        StringAssert.Contains(PlainFile.Read("/proc/loadavg", 1000, static _ => false, out _), "not among");
        StringAssert.Contains(PlainFile.Read("/proc/self/status", 10, static path => path.StartsWith("/proc/self", StringComparison.Ordinal), out _), "not among", "links are resolved first");
        string pipe = Path.Combine(Path.GetTempPath(), $"hamgm-pipe-{Environment.ProcessId}");
        using (ChildProcess made = ChildProcess.Start("/usr/bin/mkfifo", ["mkfifo", pipe]))
        {
            Assert.IsTrue(made.WaitExit(TimeSpan.FromSeconds(10))!.Value.IsSuccess);
        }

        Assert.AreEqual("not a plain file", PlainFile.Read(pipe, 10, static _ => true, out _), "and nobody waits for a writer");
        File.Delete(pipe);
        Assert.IsNull(PlainFile.Read("/proc/cpuinfo", 64, static _ => true, out content));
        Assert.HasCount(64, content);
    }
}
