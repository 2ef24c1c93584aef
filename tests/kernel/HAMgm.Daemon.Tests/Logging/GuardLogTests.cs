using HAMgm.Daemon.Logging;

namespace HAMgm.Daemon.Tests.Logging;

[TestClass]
public sealed class GuardLogTests
{
    [TestMethod]
    public void Compose_Fields_AreQuotedWhereNeeded()
    {
        string line = GuardLog.Compose(
            new DateTime(2026, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc),
            "INFO",
            "message",
            [("a", 1), ("b", "two words"), ("c", "x\ny\"z\\"), ("d", null), ("e", 1.5)]);
        Assert.AreEqual("""2026-01-02T03:04:05.678Z INFO message a=1 b="two words" c="x y\"z\\" d="" e=1.5""", line);
    }

    [TestMethod]
    public void Info_ReaderThatDoesNotRead_HoldsNobodyUp()
    {
        using BlockedWriter output = new();
        using GuardLog log = new(output);
        for (int line = 0; line < 5000; line++)
        {
            log.Info("line");
        }

        output.Open.Set();
        log.Dispose();
        Assert.Contains("log lines were dropped count=", output.ToString());
    }

    private sealed class BlockedWriter : StringWriter
    {
        public ManualResetEventSlim Open { get; } = new();

        public override void WriteLine(string? value)
        {
            Open.Wait();
            base.WriteLine(value);
        }
    }
}
