using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Management;

namespace HAMgm.Management.Cluster.Tests;

[TestClass]
public sealed class PluginLogReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hamgm-log-").FullName;

    private string Log => Path.Combine(_folder, "hamgm.log");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void Read_LastLines_AreThePluginsAndThoseAboutIt()
    {
        Write(Log, Line(1, "acme.one"), Line(2, "acme.two"), Line(3, "kernel", " plugin=acme.one to=Running"), Line(4, "kernel", " plugin=acme.one"), Line(5, "acme.one.more"));

        var log = Reader().Read("acme.one", "", 50);

        CollectionAssert.AreEqual(new[] { 1, 3, 4 }, Numbers(log));
        Assert.IsFalse(log.HasGap);
    }

    [TestMethod]
    public void Read_LinesAsJson_AreFoundToo()
    {
        Write(Log, "{\"ts\":\"2026-01-01T00:00:01.001Z\",\"level\":\"info\",\"source\":\"acme.one\",\"msg\":\"a\"}\n", "{\"ts\":\"2026-01-01T00:00:01.002Z\",\"source\":\"kernel\",\"plugin\":\"acme.one\"}\n", "{\"source\":\"acme.two\"}\n");

        Assert.HasCount(2, Reader().Read("acme.one", "", 50).Lines);
    }

    [TestMethod]
    public void Read_FewerThanThereAre_GivesTheNewest()
    {
        Write(Log, [.. Enumerable.Range(0, 20).Select(i => Line(i, "acme.one"))]);

        CollectionAssert.AreEqual(new[] { 17, 18, 19 }, Numbers(Reader().Read("acme.one", "", 3)));
    }

    [TestMethod]
    public void Read_WithTheCursor_GivesWhatCameSince()
    {
        Write(Log, Line(1, "acme.one"));
        var first = Reader().Read("acme.one", "", 50);
        Write(Log, Line(2, "acme.two"), Line(3, "acme.one"));

        var second = Reader().Read("acme.one", first.Cursor, 50);
        var third = Reader().Read("acme.one", second.Cursor, 50);

        CollectionAssert.AreEqual(new[] { 3 }, Numbers(second));
        Assert.IsEmpty(third.Lines);
        Assert.IsFalse(second.HasGap || third.HasGap);
    }

    [TestMethod]
    public void Read_ANewFileWasBegunSince_LosesNothing()
    {
        Write(Log, Line(1, "acme.one"));
        var first = Reader().Read("acme.one", "", 50);
        Write(Log, Line(2, "acme.one"));
        File.Move(Log, Log + ".1");
        Write(Log, Line(3, "acme.one"));

        var second = Reader().Read("acme.one", first.Cursor, 50);

        CollectionAssert.AreEqual(new[] { 2, 3 }, Numbers(second));
        Assert.IsFalse(second.HasGap);
        CollectionAssert.AreEqual(new[] { 1, 2, 3 }, Numbers(Reader().Read("acme.one", "", 50)));
    }

    [TestMethod]
    public void Read_TheFileOfTheCursorIsGone_SaysThatThereIsAGap()
    {
        Write(Log, Line(1, "acme.one"));
        var first = Reader().Read("acme.one", "", 50);
        File.Delete(Log);
        Write(Log, Line(9, "acme.one"));

        var second = Reader().Read("acme.one", first.Cursor, 50);

        CollectionAssert.AreEqual(new[] { 9 }, Numbers(second));
        Assert.IsTrue(second.HasGap);
    }

    [TestMethod]
    public void Read_MoreThanAnAnswerHolds_KeepsTheNewestAndSaysSo()
    {
        Write(Log, Line(0, "acme.one"));
        var first = Reader().Read("acme.one", "", 1);
        Write(Log, [.. Enumerable.Range(1, 999).Select(i => Line(i, "acme.one", " x=" + new string('x', 2000)))]);

        var log = Reader().Read("acme.one", first.Cursor, 1000);

        Assert.AreEqual(999, Numbers(log)[^1]);
        Assert.IsTrue(log.HasGap);
        Assert.IsLessThanOrEqualTo(256 * 1024, log.Lines.Sum(line => line.Length));
    }

    [TestMethod]
    [DataRow("x")]
    [DataRow("0:-1")]
    [DataRow("0123456789abcdef0:5")]
    [DataRow("a:b:c")]
    public void Read_NoCursor_IsABadRequest(string cursor)
    {
        Write(Log, Line(1, "acme.one"));

        Assert.AreEqual(400, Assert.ThrowsExactly<HamgmException>(() => Reader().Read("acme.one", cursor, 1)).Code);
    }

    [TestMethod]
    public void Read_NoFileIsKept_SaysWhereTheLinesAre()
    {
        Assert.Contains("standard error", Assert.ThrowsExactly<HamgmException>(() => new PluginLogReader(() => "").Read("acme.one", "", 1)).Message);
        Assert.AreEqual(503, Assert.ThrowsExactly<HamgmException>(() => Reader().Read("acme.one", "", 1)).Code);
    }

    private static int[] Numbers(PluginLog log) =>
        [.. log.Lines.Select(line => int.Parse(line.Split("msg=\"")[1].Split('"')[0], System.Globalization.CultureInfo.InvariantCulture))];

    private static string Line(int number, string source, string more = "") =>
        $"ts=2026-01-01T00:00:{number % 60:00}.{number:000}Z level=info source={source} msg=\"{number}\"{more}\n";

    private static void Write(string path, params string[] lines) => File.AppendAllText(path, string.Concat(lines));

    private PluginLogReader Reader() => new(() => Log);
}
