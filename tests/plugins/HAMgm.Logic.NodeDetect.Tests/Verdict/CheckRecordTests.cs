using HAMgm.Contracts.Time;
using HAMgm.Logic.NodeDetect.Verdict;

namespace HAMgm.Logic.NodeDetect.Tests.Verdict;

/// <summary>Rise and fall, and what flaps. H: healthy, D: degraded, U: unhealthy.</summary>
[TestClass]
public sealed class CheckRecordTests
{
    [TestMethod]
    [DataRow("", "H", DisplayName = "passes until it has failed")]
    [DataRow("UU", "H")]
    [DataRow("UUU", "U")]
    [DataRow("UUHUU", "H", DisplayName = "a run that passes begins the count anew")]
    [DataRow("UUHUUU", "U")]
    [DataRow("UUUH", "U")]
    [DataRow("UUUHH", "H")]
    [DataRow("UUUHUH", "U")]
    [DataRow("DDD", "D")]
    [DataRow("DUD", "D", DisplayName = "the mildest of those that were worse")]
    [DataRow("DUDUUU", "U")]
    [DataRow("UUUDH", "D", DisplayName = "the worst of those that were better")]
    [DataRow("UUUDHHH", "H")]
    [DataRow("DDDHH", "H")]
    [DataRow("DDDHUHU", "D", DisplayName = "better and worse in turn")]
    public void Count_RiseTwoFallThree_StandsAt(string runs, string expected)
    {
        var record = new CheckRecord(Plans.Make("x", rise: 2, fall: 3), MonotonicTime.Never);
        foreach (var (run, i) in runs.Select((c, i) => (c, i)))
        {
            record.Count(Outcome(run), TimeSpan.Zero, At(i));
        }

        Assert.AreEqual(LevelOf(expected[0]), record.Level);
        Assert.AreEqual(runs.Length, record.Runs);
        Assert.AreEqual(runs.Count(c => c == 'U'), record.Failures);
    }

    [TestMethod]
    public void RiseNeeded_EachFurtherFailure_DoublesUpToEightTimes()
    {
        var record = new CheckRecord(Plans.Make("x", rise: 2, fall: 1), MonotonicTime.Never);
        var now = 0;
        var needed = new List<int>();
        for (var round = 0; round < 6; round++)
        {
            record.Count(Outcome('U'), TimeSpan.Zero, At(++now));
            needed.Add(record.RiseNeeded(At(now)));
            var runs = 0;
            while (record.Level != CheckLevel.Healthy)
            {
                record.Count(Outcome('H'), TimeSpan.Zero, At(++now));
                runs++;
            }

            Assert.AreEqual(needed[^1], runs);
        }

        CollectionAssert.AreEqual(new[] { 2, 4, 8, 16, 16, 16 }, needed);
    }

    [TestMethod]
    public void RiseNeeded_AfterTenQuietMinutes_IsAsConfigured()
    {
        var record = new CheckRecord(Plans.Make("x", rise: 2, fall: 1), MonotonicTime.Never);
        foreach (var (run, i) in "UHHUHHHHUHHHHHHHH".Select((c, i) => (c, i)))
        {
            record.Count(Outcome(run), TimeSpan.Zero, At(i));
        }

        Assert.AreEqual(8, record.RiseNeeded(At(17)));
        Assert.AreEqual(2, record.RiseNeeded(At(17) + CheckRecord.FlapMemory + TimeSpan.FromSeconds(1)));
    }

    [TestMethod]
    public void Note_OutOfTurn_MovesNothing()
    {
        var record = new CheckRecord(Plans.Make("x", rise: 1, fall: 1), MonotonicTime.Never);
        record.Note(Outcome('U'), TimeSpan.FromMilliseconds(3), At(1));
        Assert.AreEqual(CheckLevel.Healthy, record.Level);
        Assert.AreEqual("U", record.Last!.Message);
        Assert.AreEqual(1, record.Runs);
    }

    internal static CheckOutcome Outcome(char level) => CheckOutcome.Make(LevelOf(level), level.ToString(), []);

    internal static MonotonicTime At(double seconds) => new((long)(seconds * TimeSpan.TicksPerSecond));

    private static CheckLevel LevelOf(char c) => c switch { 'H' => CheckLevel.Healthy, 'D' => CheckLevel.Degraded, _ => CheckLevel.Unhealthy };
}
