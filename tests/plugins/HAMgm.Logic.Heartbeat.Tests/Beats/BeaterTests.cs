using HAMgm.Contracts.Time;
using HAMgm.Logic.Heartbeat.Beats;
using HAMgm.Logic.Heartbeat.Wire;

namespace HAMgm.Logic.Heartbeat.Tests.Beats;

[TestClass]
public sealed class BeaterTests
{
    private readonly BeatStatistics _statistics = new();
    private readonly Beater _beater;
    private ulong _number = 10;

    public BeaterTests() => _beater = new Beater(() => _number++, _statistics);

    [TestMethod]
    public void Tick_Answered_SendsANewNumber()
    {
        Assert.AreEqual(new BeatStep(10, true, false), Tick(0));
        Assert.AreEqual(Refusal.None, _beater.Answer(10, new MonotonicTime(7)));
        Assert.AreEqual(new BeatStep(11, true, false), Tick(100));
        Assert.AreEqual((new TimeSpan(7), new TimeSpan(7), 0.0), _statistics.Read());
    }

    [TestMethod]
    public void Tick_Unanswered_RepeatsTheSameNumberThreeTimesThenGivesUp()
    {
        Assert.AreEqual(new BeatStep(10, true, false), Tick(0));
        Assert.AreEqual(new BeatStep(10, false, false), Tick(100));
        Assert.AreEqual(new BeatStep(10, false, false), Tick(200));
        Assert.AreEqual(new BeatStep(10, false, false), Tick(300));
        Assert.AreEqual(new BeatStep(10, false, true), Tick(400));
        _beater.End();
        Assert.AreEqual((TimeSpan.Zero, TimeSpan.Zero, 100.0), _statistics.Read());
    }

    [TestMethod]
    public void Answer_ToARepeatedBeatTwice_IsTakenQuietly()
    {
        _ = Tick(0);
        _ = Tick(100);
        Assert.AreEqual(Refusal.None, _beater.Answer(10, new MonotonicTime(150)));
        _ = Tick(200);
        Assert.AreEqual(Refusal.None, _beater.Answer(10, new MonotonicTime(210)));
        Assert.AreEqual(new TimeSpan(150), _statistics.Read().Latency);
    }

    [TestMethod]
    public void Answer_NumberThatWasNeverSentOrGoesBack_IsRefused()
    {
        Assert.AreEqual(Refusal.Number, _beater.Answer(1, default));
        _ = Tick(0);
        Assert.AreEqual(Refusal.Number, _beater.Answer(11, default));
        Assert.AreEqual(Refusal.None, _beater.Answer(10, default));
        Assert.AreEqual(Refusal.Number, _beater.Answer(9, default));
    }

    [TestMethod]
    public void Statistics_MoreThan128_ForgetsTheOldest()
    {
        for (int i = 0; i < 128; i++)
        {
            _statistics.Lost();
        }

        for (int i = 0; i < 64; i++)
        {
            _statistics.Answered(TimeSpan.FromTicks(i));
        }

        Assert.AreEqual((TimeSpan.FromTicks(32), TimeSpan.FromTicks(63), 50.0), _statistics.Read());
    }

    private BeatStep Tick(long ticks) => _beater.Tick(new MonotonicTime(ticks), 3);
}
