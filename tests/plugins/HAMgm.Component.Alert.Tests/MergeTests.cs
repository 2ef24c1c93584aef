using HAMgm.Component.Alert.Book;
using HAMgm.Component.Alert.Tests.Support;
using HAMgm.Contracts.Alerts;

namespace HAMgm.Component.Alert.Tests;

/// <summary>Two nodes' books come to the same, whatever each did meanwhile and however the messages come.</summary>
[TestClass]
public sealed class MergeTests
{
    [TestMethod]
    public void Merge_RandomLivesAndLossyMessages_BothBooksAreEqualInTheEnd()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var clock = new ManualClock();
            BookBench[] nodes = [new("node-a", clock), new("node-b", clock)];
            for (var step = 0; step < 60; step++)
            {
                Act(nodes[random.Next(2)], random);
                clock.Advance(TimeSpan.FromSeconds(random.Next(20)));
                if (random.Next(4) == 0)
                {
                    // From any cursor: messages are repeated, and come in any order.
                    var from = random.Next(2);
                    nodes[1 - from].Book.Merge(nodes[from].Book.Changes(random.Next(3)).Json);
                }
            }

            for (var round = 0; round < 3; round++)
            {
                nodes[1].Book.Merge(nodes[0].Book.Changes(0).Json);
                nodes[0].Book.Merge(nodes[1].Book.Changes(0).Json);
            }

            CollectionAssert.AreEqual(Text(nodes[0]), Text(nodes[1]), $"seed {seed}");
            Assert.IsGreaterThan(3, nodes[0].Book.Snapshot().Count, $"seed {seed}");
        }
    }

    [TestMethod]
    public void Merge_Twice_ChangesNothingMore()
    {
        var (a, b) = (new BookBench("node-a"), new BookBench("node-b"));
        a.Raise(BookBench.Event());
        b.Book.Merge(a.Book.Changes(0).Json);
        var version = b.Book.Version;

        b.Book.Merge(a.Book.Changes(0).Json);

        Assert.AreEqual(version, b.Book.Version);
        Assert.AreEqual(a.Book.Version, a.Book.Changes(0).Cursor);
    }

    [TestMethod]
    public void Merge_WhatTheOtherNodeHasSent_IsNotPendingHere()
    {
        var (a, b) = (new BookBench("node-a"), new BookBench("node-b"));
        a.Raise(BookBench.Event());
        b.Book.Merge(a.Book.Changes(0).Json);
        Assert.HasCount(2, b.Book.Pending());

        a.SendAll();
        b.Book.Merge(a.Book.Changes(0).Json);

        Assert.IsEmpty(b.Book.Pending());
    }

    [TestMethod]
    public void Merge_OneIdOfTwoNodes_KeepsBoth()
    {
        var (a, b) = (new BookBench("node-a"), new BookBench("node-a"));
        var mine = a.Raise(BookBench.Event());
        b.Settings = b.Settings with { NodeId = "node-c" };
        b.Raise(BookBench.Event());

        a.Book.Merge(b.Book.Changes(0).Json);

        CollectionAssert.AreEquivalent(new[] { mine.AlertId, $"{mine.AlertId}-node-c" }, a.Book.Snapshot().Select(alert => alert.AlertId).ToArray());
    }

    [TestMethod]
    public void Changes_MoreThanAMessageHolds_ComeInParts()
    {
        var (a, b) = (new BookBench("node-a"), new BookBench("node-b"));
        for (var i = 0; i < 400; i++)
        {
            a.Raise(BookBench.Event(key: $"k{i}", title: new string('x', 300)) with { Message = new string('y', 3000) });
        }

        var (parts, cursor, hasMore) = (0, 0L, true);
        while (hasMore)
        {
            var changes = a.Book.Changes(cursor);
            Assert.IsLessThan(512 * 1024, changes.Json.Length);
            b.Book.Merge(changes.Json);
            (parts, cursor, hasMore) = (parts + 1, changes.Cursor, changes.HasMore);
        }

        Assert.IsGreaterThan(3, parts);
        CollectionAssert.AreEqual(Text(a), Text(b));
    }

    [TestMethod]
    [DataRow("nonsense")]
    [DataRow("{}")]
    [DataRow("""{"alerts":[{"alert_id":"x"}],"silences":[]}""")]
    [DataRow("""{"alerts":7,"silences":[]}""")]
    [DataRow("""{"alerts":[],"silences":{"a":1}}""")]
    public void Merge_WhatIsNoChanges_TakesNothingAndSaysSo(string json)
    {
        var bench = new BookBench();

        Assert.Throws<System.Text.Json.JsonException>(() => bench.Book.Merge(System.Text.Encoding.UTF8.GetBytes(json)));

        Assert.IsEmpty(bench.Book.Snapshot());
    }

    private static void Act(BookBench node, Random random)
    {
        var alerts = node.Book.Snapshot();
        switch (random.Next(6))
        {
            case 0 or 1:
                node.Raise(BookBench.Event(severity: (AlertSeverity)random.Next(5), key: $"k{random.Next(6)}", title: $"t{random.Next(100)}"));
                break;
            case 2:
                node.Book.Raise(BookBench.Event(key: $"k{random.Next(6)}", resolves: true), node.Settings.NodeId);
                break;
            case 3 when alerts.Count > 0:
                node.Book.Acknowledge(alerts[random.Next(alerts.Count)].AlertId, node.Settings.NodeId, $"c{random.Next(100)}");
                break;
            case 4:
                node.Book.Mark(node.Book.Pending().Take(2).Select(one => one.Ids), (NotificationStatus)random.Next(1, 4), $"answer {random.Next(100)}");
                break;
            default:
                node.Book.Tick();
                break;
        }
    }

    private static string[] Text(BookBench node) => [.. node.Book.Snapshot().OrderBy(alert => alert.AlertId, StringComparer.Ordinal).Select(AlertCodec.Write)];
}
