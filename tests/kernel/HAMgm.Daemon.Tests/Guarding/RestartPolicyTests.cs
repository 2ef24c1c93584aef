using HAMgm.Daemon.Guarding;
using HAMgm.Linux.Processes;

namespace HAMgm.Daemon.Tests.Guarding;

[TestClass]
public sealed class RestartPolicyTests
{
    [TestMethod]
    [DataRow(0, false, 0)]
    [DataRow(0, true, 0)]
    [DataRow(1, false, 1)]
    [DataRow(2, false, 2)]
    [DataRow(3, false, 3)]
    [DataRow(4, false, 4)]
    [DataRow(1, true, null)]
    [DataRow(4, true, null)]
    [DataRow(5, false, null)]
    [DataRow(70, false, null)]
    [DataRow(70, true, null)]
    [DataRow(71, true, null)]
    public void LeaveWith_ExitCode_Decides(int code, bool wasReady, int? expected)
    {
        Assert.AreEqual(expected, ExitPolicy.LeaveWith(new ExitStatus(code, 0), wasReady, wasKilled: false));
        Assert.IsNull(ExitPolicy.LeaveWith(new ExitStatus(code, 0), wasReady, wasKilled: true), "killed: the code says nothing");
    }

    [TestMethod]
    public void LeaveWith_Signal_Restarts()
    {
        Assert.IsNull(ExitPolicy.LeaveWith(new ExitStatus(-1, 11), wasReady: false, wasKilled: false));
    }

    [TestMethod]
    public void After_DeathsInARow_DoublesToTheLongest()
    {
        BackOff backOff = new();
        TimeSpan[] waits = [.. Enumerable.Range(0, 11).Select(_ => backOff.After(TimeSpan.FromSeconds(59)))];
        CollectionAssert.AreEqual(
            new double[] { 100, 200, 400, 800, 1600, 3200, 6400, 12800, 25600, 30000, 30000 },
            waits.Select(wait => wait.TotalMilliseconds).ToArray());
    }

    [TestMethod]
    public void After_MinuteOfHealth_BeginsAnew()
    {
        BackOff backOff = new();
        _ = backOff.After(TimeSpan.Zero);
        _ = backOff.After(TimeSpan.Zero);
        Assert.AreEqual(BackOff.First, backOff.After(TimeSpan.FromSeconds(60)));
        Assert.AreEqual(BackOff.First * 2, backOff.After(TimeSpan.Zero));
    }

    [TestMethod]
    [DataRow(6, true, DisplayName = "SIGABRT")]
    [DataRow(11, true, DisplayName = "SIGSEGV")]
    [DataRow(9, false, DisplayName = "SIGKILL")]
    [DataRow(15, false, DisplayName = "SIGTERM")]
    [DataRow(0, false, DisplayName = "by itself")]
    public void IsCrash_Signal_OnlyThoseOfOnesOwn(int signal, bool expected) =>
        Assert.AreEqual(expected, ExitPolicy.IsCrash(new ExitStatus(signal == 0 ? 134 : -1, signal)));
}
