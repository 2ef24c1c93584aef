using System.Diagnostics;
using HAMgm.Linux.Packets;
using HAMgm.Linux.Processes;

namespace HAMgm.Linux.Tests.Processes;

[TestClass]
public sealed class ChildProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [TestMethod]
    public void WaitExit_ReturnsCode_Reports()
    {
        using ChildProcess child = Shell("exit 7");
        Assert.AreEqual(new ExitStatus(7, 0), child.WaitExit(Patience));
        Assert.AreEqual(new ExitStatus(7, 0), child.Exit);
        Assert.IsFalse(child.SendSignal(Signals.Kill));
    }

    [TestMethod]
    public void SendSignal_StoppedProcess_KillEndsIt()
    {
        using ChildProcess child = Sleep();
        Assert.IsNull(child.WaitExit(TimeSpan.Zero));
        Assert.IsTrue(child.SendSignal(Signals.Stop));
        Assert.IsNull(child.WaitExit(TimeSpan.FromMilliseconds(20)));
        Assert.IsTrue(child.SendSignal(Signals.Kill));
        using Poller poller = new(child.Descriptor);
        Assert.AreEqual(1, poller.Wait(10_000_000_000));
        Assert.AreEqual(new ExitStatus(-1, Signals.Kill), child.WaitExit(Patience));
    }

    [TestMethod]
    public void Start_MissingProgram_NamesIt()
    {
        LinuxException refusal = Assert.ThrowsExactly<LinuxException>(() => ChildProcess.Start("/nonexistent/program", ["program"]));
        Assert.AreEqual(2, refusal.Errno);
        Assert.Contains("/nonexistent/program", refusal.Message);
    }

    [TestMethod]
    public void Start_ArgumentsAndEnvironment_ArePassed()
    {
        using ChildProcess child = ChildProcess.Start("/bin/sh", ["sh", "-c", "test \"$1\" = 'ä b' && test \"$HLX\" = yes && test -z \"$HOME\"", "sh", "ä b"], ["HLX=yes"]);
        Assert.AreEqual(new ExitStatus(0, 0), child.WaitExit(Patience));
    }

    /// <summary>The runtime ignores SIGPIPE; a child must not inherit that, nor any descriptor.</summary>
    [TestMethod]
    public void Start_SignalsAndDescriptors_AreClean()
    {
        string report = Path.GetTempFileName();
        using ChildProcess signals = Shell($"exec grep -E 'Sig(Ign|Blk)' /proc/self/status > {report}");
        Assert.AreEqual(new ExitStatus(0, 0), signals.WaitExit(Patience));
        foreach (string line in File.ReadAllLines(report))
        {
            // 32 and 33 belong to the C library, and nobody can set them.
            Assert.AreEqual(0ul, Convert.ToUInt64(line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim(), 16) & 0x7FFF_FFFF, line);
        }

        using ChildProcess descriptors = Shell($"exec ls /proc/self/fd > {report}");
        Assert.AreEqual(new ExitStatus(0, 0), descriptors.WaitExit(Patience));
        Assert.AreEqual("0 1 2 3", string.Join(' ', File.ReadAllLines(report)), "3 is the folder that ls reads");
        File.Delete(report);
    }

    [TestMethod]
    public void Start_CrossedDescriptors_EachArrives()
    {
        string one = Path.GetTempFileName();
        string two = Path.GetTempFileName();
        File.WriteAllText(one, "one");
        File.WriteAllText(two, "two");
        using FileDescriptor first = Open(one);
        using FileDescriptor second = Open(two);
        int high = Math.Max(first.Value, second.Value);
        if (high < 100)
        {
            using ChildProcess child = ChildProcess.Start(
                "/bin/bash",
                ["bash", "-c", $"test \"$(cat /proc/self/fd/{second.Value})\" = one && test \"$(cat /proc/self/fd/{first.Value})\" = two"],
                inherited: [new InheritedDescriptor(first, second.Value), new InheritedDescriptor(second, first.Value)]);
            Assert.AreEqual(new ExitStatus(0, 0), child.WaitExit(Patience));
        }

        File.Delete(one);
        File.Delete(two);
    }

    [TestMethod]
    public void Read_OwnProcess_GivesFigures()
    {
        ProcessUsage usage = ProcFs.Read(Environment.ProcessId)!.Value;
        using Process self = Process.GetCurrentProcess();
        Assert.IsGreaterThan(10_000_000, usage.ResidentBytes);
        Assert.IsGreaterThan(TimeSpan.Zero, usage.CpuTime);
        Assert.IsGreaterThan(3, usage.OpenDescriptors);
        Assert.IsGreaterThan(1, usage.Threads);
        Assert.IsNull(ProcFs.Read(int.MaxValue));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("1 (x")]
    [DataRow("1 (x) S 1 2 3")]
    [DataRow("1 (x) S a b c d e f g h i j k l m n o p q r s t u v w")]
    public void TryParse_BadStat_IsFalse(string text) => Assert.IsFalse(ProcFs.TryParse(text, out _, out _, out _));

    [TestMethod]
    public void TryParse_NameWithBracket_IsRead()
    {
        Assert.IsTrue(ProcFs.TryParse("1 (a) S (b) S 1 1 1 0 -1 0 0 0 0 0 30 12 0 0 20 0 5 0 100 4096 77 1 1", out long ticks, out long pages, out int threads));
        Assert.AreEqual((42L, 77L, 5), (ticks, pages, threads));
    }

    [TestMethod]
    public void ReapOrphans_DoubleForked_AreAdoptedAndReaped()
    {
        Subreaper.Enable();
        using ChildProcess kept = Sleep();
        using ChildProcess child = Shell("(sleep 0.05 & ) ; exit 0");
        Assert.AreEqual(new ExitStatus(0, 0), child.WaitExit(Patience));
        int reaped = 0;
        SpinWait.SpinUntil(() => (reaped += Subreaper.ReapOrphans()) > 0, Patience);
        Assert.AreEqual(1, reaped);
        Assert.IsNull(kept.WaitExit(TimeSpan.Zero));
        kept.SendSignal(Signals.Kill);
        Assert.AreEqual(Signals.Kill, kept.WaitExit(Patience)?.Signal);
    }

    [TestMethod]
    public void RealTime_Asked_AnswersWithReason()
    {
        Thread thread = new(() =>
        {
            bool fifo = RealTime.TrySetCurrentThreadFifo(10, out string why);
            Console.WriteLine($"SCHED_FIFO: {fifo} {why}");
            Assert.AreEqual(fifo, why.Length == 0);
            RealTime.SetCurrentThreadTimerSlack(TimeSpan.FromMicroseconds(1));
        });
        thread.Start();
        thread.Join();
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => RealTime.TrySetCurrentThreadFifo(0, out _));
    }

    [TestMethod]
    public void Start_UnderFifo_ChildIsOrdinaryAndItsNiceValueCanBeSet()
    {
        string stat = "";
        Thread thread = new(() =>
        {
            _ = RealTime.TrySetCurrentThreadFifo(10, out _);
            using ChildProcess child = Sleep();

            // Towards less needs no right.
            Assert.IsTrue(Niceness.TrySet(child.Pid, 5, out string why), why);
            stat = File.ReadAllText($"/proc/{child.Pid}/stat");
            child.SendSignal(Signals.Kill);
            _ = child.WaitExit(Patience);
        });
        thread.Start();
        thread.Join();

        // proc(5): field 19 is the nice value, field 41 the policy (0 is ordinary); the third is the first behind the name.
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        Assert.AreEqual("5", fields[19 - 3]);
        Assert.AreEqual("0", fields[41 - 3]);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Niceness.TrySet(0, 20, out _));
    }

    [TestMethod]
    public void Capabilities_AsRoot_AreThere()
    {
        if (Environment.UserName != "root")
        {
            Assert.IsFalse(Capabilities.HasNetAdmin);
            return;
        }

        Assert.IsTrue(Capabilities.HasNetAdmin && Capabilities.HasNetRaw);
    }

    private static ChildProcess Shell(string script) => ChildProcess.Start("/bin/sh", ["sh", "-c", script]);

    private static ChildProcess Sleep() => ChildProcess.Start("/bin/sleep", ["sleep", "60"]);

    private static FileDescriptor Open(string path) => FileDescriptor.FromResult(Native.Libc.Open(path, 0x80000, 0), path);
}
