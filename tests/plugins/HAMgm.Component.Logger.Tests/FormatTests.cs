using System.Text;
using System.Text.Json;
using HAMgm.Component.Logger.Formats;
using HAMgm.Contracts.Logging;

namespace HAMgm.Component.Logger.Tests;

/// <summary>What each form of a line looks like, byte for byte.</summary>
[TestClass]
public sealed class FormatTests
{
    private static readonly DateTimeOffset At = new(2025, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    [TestMethod]
    public void Json_Fields_LieBesideTheFourAndKeepTheirKind()
    {
        var line = JsonFormat.Format(Record(
            "address \"bound\"\n", ("vip", "10.0.0.100"), ("term", 7L), ("ok", true), ("none", null), ("share", 1.5), ("odd", double.NaN), ("level", "mine"), ("vip", "again"), ("名", "字")));

        Assert.AreEqual(
            """{"ts":"2025-01-02T03:04:05.678Z","level":"warn","source":"logic.vipcontrol","msg":"address \"bound\"\n","vip":"10.0.0.100","term":7,"ok":true,"none":null,"share":1.5,"odd":"NaN","_level":"mine","vip_":"again","名":"字"}""",
            line);
    }

    [TestMethod]
    public void Json_HostileText_IsOneBoundedLineOfJson()
    {
        var many = Enumerable.Range(0, 100).Select(i => new LogField($"f{i}", new string('\n', 5000))).ToArray();

        var line = JsonFormat.Format(Record("x\u2028\u0000", many));

        Assert.DoesNotContain('\n', line);
        Assert.IsLessThan(16_000, line.Length);
        using var parsed = JsonDocument.Parse(line);
        Assert.IsTrue(parsed.RootElement.GetProperty("truncated").GetBoolean());
    }

    [TestMethod]
    public void Journal_Fields_AreNamedAsTheJournalWantsThem()
    {
        var datagram = JournalFormat.Format(Record("bound", ("peerAge", TimeSpan.FromMilliseconds(12)), ("two", "a\nb"), ("élan-1", 3)), "node-001");

        var text = Encoding.UTF8.GetString(datagram);
        StringAssert.StartsWith(text, "MESSAGE=bound peerAge=12ms two=\"a\\nb\" _lan-1=3\nPRIORITY=4\nSYSLOG_IDENTIFIER=hamgm\n");
        StringAssert.Contains(text, "\nHAMGM_NODE=node-001\nHAMGM_SOURCE=logic.vipcontrol\nHAMGM_LEVEL=warn\nHAMGM_PEER_AGE=12ms\n");
        StringAssert.Contains(text, "\nHAMGM_TWO\n\u0003\0\0\0\0\0\0\0a\nb\n");
        StringAssert.EndsWith(text, "\nHAMGM__LAN_1=3\n");
    }

    [TestMethod]
    public void Syslog_Network_IsRfc5424WithStructuredData()
    {
        var message = Encoding.UTF8.GetString(new SyslogFormat(16, "host a", "node-001").Format(Record("bound", ("why", "a \"b\" ]\\\n"), ("bad name=", 1))));

        Assert.AreEqual(
            $"<132>1 2025-01-02T03:04:05.678000Z host_a hamgm {Environment.ProcessId} logic.vipcontrol [hamgm@32473 node=\"node-001\" source=\"logic.vipcontrol\" why=\"a \\\"b\\\" \\]\\\\ \" bad_name_=\"1\"] \uFEFFbound why=\"a \\\"b\\\" ]\\\\\\n\" bad_name_=1",
            message);
    }

    [TestMethod]
    public void Syslog_Local_IsWhatDevLogTakes()
    {
        var message = Encoding.UTF8.GetString(new SyslogFormat(3, "host", "node-001").FormatLocal(Record("bound", ("vip", "10.0.0.100"))));

        StringAssert.Matches(message, new System.Text.RegularExpressions.Regex(
            $@"^<28>Jan  2 \d\d:\d\d:05 hamgm\[{Environment.ProcessId}\]: logic\.vipcontrol: bound vip=10\.0\.0\.100$"));
    }

    private static LogRecord Record(string message, params LogField[] fields) =>
        LogRecord.Of(At, LogLevel.Warn, "logic.vipcontrol", message, correlation: 0, [], fields);
}
