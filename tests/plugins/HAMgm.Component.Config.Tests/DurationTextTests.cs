using HAMgm.Component.Config.Values;

namespace HAMgm.Component.Config.Tests;

[TestClass]
public sealed class DurationTextTests
{
    [TestMethod]
    [DataRow("100ms", 1_000_000L, "100ms")]
    [DataRow("5s", 50_000_000L, "5s")]
    [DataRow("2m", 1_200_000_000L, "2m")]
    [DataRow("1m30s", 900_000_000L, "90s")]
    [DataRow("1.5s", 15_000_000L, "1500ms")]
    [DataRow("0s", 0L, "0s")]
    [DataRow("250us", 2_500L, "250us")]
    [DataRow("1d", 864_000_000_000L, "1d")]
    public void TryParse_Duration_GivesTicksAndCanonicalText(string text, long ticks, string canonical)
    {
        Assert.IsTrue(DurationText.TryParse(text, out var duration));
        Assert.AreEqual(ticks, duration.Ticks);
        Assert.AreEqual(canonical, DurationText.Format(duration));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("5")]
    [DataRow("s")]
    [DataRow("-5s")]
    [DataRow("5 s")]
    [DataRow("5S")]
    [DataRow("0.00001us")]
    [DataRow("99999999d")]
    [DataRow("1e9s")]
    public void TryParse_NotADuration_IsFalse(string text) => Assert.IsFalse(DurationText.TryParse(text, out _));
}
