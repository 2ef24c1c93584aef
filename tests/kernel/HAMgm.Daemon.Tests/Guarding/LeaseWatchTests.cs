using HAMgm.Daemon.Guarding;
using HAMgm.Linux.Memory;

namespace HAMgm.Daemon.Tests.Guarding;

[TestClass]
public sealed class LeaseWatchTests
{
    private const long Ms = 1_000_000;
    private const long Start = 1_000_000 * Ms;

    [TestMethod]
    [DataRow(300, 300)]
    [DataRow(100, 200)]
    [DataRow(0, 200)]
    [DataRow(-5, 200)]
    [DataRow(30_000, 30_000)]
    public void Judge_Silence_CountsFromTheLargerOfTAndFloor(int timeoutMs, int limitMs)
    {
        LeaseWatch watch = Begun();
        GuardPulse pulse = Pulse(alive: Start + (10 * Ms), timeoutMs: timeoutMs);
        Assert.AreEqual(LeaseVerdict.Good, watch.Judge(pulse, Start + (10 * Ms), false));
        Assert.AreEqual(LeaseVerdict.Good, watch.Judge(pulse, Start + ((10 + limitMs) * Ms), false));
        Assert.AreEqual(LeaseVerdict.Silent, watch.Judge(pulse, Start + ((10 + limitMs) * Ms) + 1, false));
    }

    [TestMethod]
    public void Judge_SilentWithoutHolding_IsSilentAllTheSame()
    {
        Assert.AreEqual(LeaseVerdict.Silent, Begun().Judge(Pulse(Start, isHolding: false), Start + (301 * Ms), false));
    }

    [TestMethod]
    public void Judge_SilentWhileStopping_CountsOnlyWhileHolding()
    {
        Assert.AreEqual(LeaseVerdict.Good, Begun().Judge(Pulse(Start, isHolding: false), Start + (5000 * Ms), isStopping: true));
        Assert.AreEqual(LeaseVerdict.Silent, Begun().Judge(Pulse(Start), Start + (301 * Ms), isStopping: true));
    }

    [TestMethod]
    public void Judge_AfterTheGuardWasLate_WaitsAWholeWindow()
    {
        LeaseWatch watch = Begun();
        GuardPulse pulse = Pulse(Start);
        _ = watch.Judge(pulse, Start, false);
        long late = Start + (900 * Ms);
        watch.Restart(late);
        Assert.AreEqual(LeaseVerdict.Good, watch.Judge(pulse, late, false));
        Assert.AreEqual(LeaseVerdict.Good, watch.Judge(pulse, late + (300 * Ms), false));
        Assert.AreEqual(LeaseVerdict.Silent, watch.Judge(pulse, late + (301 * Ms), false));
    }

    [TestMethod]
    public void Judge_PulseFromTheFuture_CountsFromWhenItWasSeen()
    {
        LeaseWatch watch = Begun();
        GuardPulse pulse = Pulse(Start + (1_000_000 * Ms));
        Assert.AreEqual(LeaseVerdict.Good, watch.Judge(pulse, Start + (100 * Ms), false));
        Assert.AreEqual(LeaseVerdict.Silent, watch.Judge(pulse, Start + (401 * Ms), false));
    }

    [TestMethod]
    public void Judge_HoldingPastItsDeadline_IsOverdueAfterT()
    {
        LeaseWatch watch = Begun();
        long deadline = Start + (50 * Ms);
        Assert.AreEqual(LeaseVerdict.Good, watch.Judge(Pulse(Start + (350 * Ms), deadline), Start + (350 * Ms), false));
        Assert.AreEqual(LeaseVerdict.Overdue, watch.Judge(Pulse(Start + (351 * Ms), deadline), Start + (351 * Ms), false));
        Assert.AreEqual(LeaseVerdict.Good, watch.Judge(Pulse(Start + (352 * Ms), deadline, isHolding: false), Start + (352 * Ms), false));
        Assert.AreEqual(LeaseVerdict.Good, watch.Judge(Pulse(Start + (353 * Ms), deadline: 0), Start + (353 * Ms), false), "0 is no deadline");
    }

    [TestMethod]
    public void NextLookNs_Always_IsWithinHalfAWindowAndNotPastALimit()
    {
        LeaseWatch watch = Begun();
        GuardPulse pulse = Pulse(Start, deadline: Start + (1000 * Ms));
        _ = watch.Judge(pulse, Start, false);
        Assert.AreEqual(150 * Ms, watch.NextLookNs(pulse, Start));
        Assert.AreEqual(20 * Ms, watch.NextLookNs(pulse, Start + (280 * Ms)));
        Assert.AreEqual(1 * Ms, watch.NextLookNs(pulse, Start + (400 * Ms)));
        pulse = Pulse(Start + (1290 * Ms), deadline: Start + (1000 * Ms));
        _ = watch.Judge(pulse, Start + (1290 * Ms), false);
        Assert.AreEqual(10 * Ms, watch.NextLookNs(pulse, Start + (1290 * Ms)));
    }

    private static LeaseWatch Begun()
    {
        LeaseWatch watch = new();
        watch.Restart(Start);
        return watch;
    }

    private static GuardPulse Pulse(long alive, long deadline = Start + (1_000_000 * Ms), bool isHolding = true, int timeoutMs = 300) =>
        new(1, 42, alive, deadline, 7, isHolding, timeoutMs * Ms);
}
