using HAMgm.Contracts.Time;
using HAMgm.Logic.Heartbeat.Beats;

namespace HAMgm.Logic.Heartbeat.Tests.Beats;

[TestClass]
public sealed class SequenceGeneratorTests
{
    private const long StartSeconds = 1_700_000_000;

    private long _ticks = 12345;

    [TestMethod]
    public void Next_First_HasSecondsHashAndCounter()
    {
        SequenceGenerator generator = Create("node-001");
        ulong number = generator.Next();

        Assert.AreEqual((ulong)StartSeconds, number >> 32);
        Assert.AreEqual(1UL, number & 0xFFFF);
        Assert.AreEqual((number >> 16) & 0xFFFF, (generator.Next() >> 16) & 0xFFFF);
        Assert.AreNotEqual((number >> 16) & 0xFFFF, (Create("node-002").Next() >> 16) & 0xFFFF);
    }

    [TestMethod]
    public void Next_MonotonicClockAdvances_MovesTheSeconds()
    {
        SequenceGenerator generator = Create("node-001");
        _ticks += 90 * TimeSpan.TicksPerSecond;

        Assert.AreEqual((ulong)StartSeconds + 90, generator.Next() >> 32);
    }

    [TestMethod]
    public void Next_CounterOverflowsWithinASecond_KeepsRising()
    {
        SequenceGenerator generator = Create("node-001");
        ulong last = 0;
        for (int i = 0; i < 200_000; i++)
        {
            ulong next = generator.Next();
            Assert.IsGreaterThan(last, next);
            last = next;
            _ticks += i % 1000 == 0 ? TimeSpan.TicksPerMillisecond * 10 : 0;
        }
    }

    private SequenceGenerator Create(string nodeId) => new(nodeId, StartSeconds, () => new MonotonicTime(_ticks));
}
