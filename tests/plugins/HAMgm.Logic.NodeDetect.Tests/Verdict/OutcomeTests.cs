using HAMgm.Logic.NodeDetect.Verdict;

namespace HAMgm.Logic.NodeDetect.Tests.Verdict;

[TestClass]
public sealed class OutcomeTests
{
    [TestMethod]
    public void OneLine_TextFromOutside_IsPrintableAndBounded()
    {
        Assert.AreEqual("a b c", CheckOutcome.OneLine("a\nb\u001bc"));
        Assert.AreEqual(CheckOutcome.MaxMessageLength + 1, CheckOutcome.OneLine(new string('x', 100_000)).Length);
    }
}
