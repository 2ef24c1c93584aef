using HAMgm.Component.Alert.Book;
using HAMgm.Component.Alert.Settings;
using HAMgm.Component.Alert.Tests.Support;
using HAMgm.Contracts.Alerts;

namespace HAMgm.Component.Alert.Tests;

/// <summary>What becomes of alerts: once, again, over, acknowledged, held back, forgotten.</summary>
[TestClass]
public sealed class BookTests
{
    private readonly BookBench _bench = new();

    [TestMethod]
    public void Raise_TheSameKeyAgain_IsOneAlertAndOneNoticeAChannel()
    {
        var first = _bench.Raise(BookBench.Event(key: "link:1"));
        for (var i = 0; i < 1000; i++)
        {
            Assert.AreEqual(first.AlertId, _bench.Raise(BookBench.Event(key: "link:1")).AlertId);
        }

        Assert.AreNotEqual(first.AlertId, _bench.Raise(BookBench.Event(key: "link:2")).AlertId);
        Assert.AreEqual(1001, _bench.Get(first.AlertId).Occurrences);
        CollectionAssert.AreEqual(new[] { "raised chat", "raised mail" }, _bench.Notices(first.AlertId));
    }

    [TestMethod]
    public void Raise_Worse_IsToldOnceMore()
    {
        var alert = _bench.Raise(BookBench.Event("certificate_expiry", AlertSeverity.Medium));
        _bench.Raise(BookBench.Event("certificate_expiry", AlertSeverity.High, title: "soon"));
        _bench.Raise(BookBench.Event("certificate_expiry", AlertSeverity.Medium));

        var after = _bench.Get(alert.AlertId);
        Assert.AreEqual(AlertSeverity.High, after.Severity);
        Assert.AreEqual("soon", after.Title);
        CollectionAssert.AreEqual(new[] { "raised chat", "raised mail", "worse chat", "worse mail" }, _bench.Notices(alert.AlertId));
    }

    [TestMethod]
    public void Resolve_AnAlertThatWasTold_TellsItsChannelsThatTakeIt()
    {
        _bench.Settings = _bench.Settings with { Channels = [BookBench.Hook("chat"), BookBench.Hook("pager", sendsResolved: false)] };
        var alert = _bench.Raise(BookBench.Event());

        _bench.Book.Raise(BookBench.Event(severity: AlertSeverity.Info, resolves: true), "node-a");

        Assert.AreEqual(AlertStatus.Resolved, _bench.Get(alert.AlertId).Status);
        CollectionAssert.AreEqual(new[] { "raised chat", "raised pager", "resolved chat" }, _bench.Notices(alert.AlertId));
        Assert.IsNull(_bench.Book.Raise(BookBench.Event(resolves: true), "node-a"), "there is none any more");
        Assert.AreNotEqual(alert.AlertId, _bench.Raise(BookBench.Event()).AlertId, "the next one is another");
    }

    [TestMethod]
    public void Raise_BelowTheLeastSeverity_IsKeptAndNotSent()
    {
        var alert = _bench.Raise(BookBench.Event(severity: AlertSeverity.Low));

        Assert.AreEqual(NotificationStatus.None, alert.NotificationStatus);
        Assert.AreEqual(AlertStatus.Active, alert.Status);
    }

    // Spec/1 section 5.2.2: so long after it was raised, so long after it ended.
    [TestMethod]
    [DataRow(AlertSeverity.High, 72.0, 24.0)]
    [DataRow(AlertSeverity.Medium, 24.0, 6.0)]
    [DataRow(AlertSeverity.Low, 12.0, 2.0)]
    [DataRow(AlertSeverity.Info, 6.0, 1.0)]
    public void Expiry_BySeverity_IsTheSpecifications(AlertSeverity severity, double hoursRaised, double hoursResolved)
    {
        _bench.Raise(BookBench.Event(severity: severity, key: "a"));
        _bench.Raise(BookBench.Event(severity: severity, key: "b"));
        _bench.Book.Raise(BookBench.Event(key: "b", resolves: true), "node-a");
        _bench.SendAll();
        var second = TimeSpan.FromSeconds(1);

        _bench.Pass(TimeSpan.FromHours(hoursResolved) - second);
        Assert.HasCount(2, _bench.Book.Snapshot());
        _bench.Pass(second);
        Assert.AreEqual("a", _bench.Book.Snapshot().Single().Key);
        _bench.Pass(TimeSpan.FromHours(hoursRaised - hoursResolved) - second);
        Assert.HasCount(1, _bench.Book.Snapshot());
        _bench.Pass(second);
        Assert.IsEmpty(_bench.Book.Snapshot());
    }

    [TestMethod]
    public void Expiry_Critical_WaitsForSomebodyToAcknowledge()
    {
        var alert = _bench.Raise(BookBench.Event(severity: AlertSeverity.Critical));
        _bench.Book.Raise(BookBench.Event(resolves: true), "node-a");
        _bench.Pass(TimeSpan.FromDays(30));
        Assert.IsNull(_bench.Get(alert.AlertId).ExpiryTime);

        _bench.Book.Acknowledge(alert.AlertId, "admin", "seen");
        _bench.Pass(TimeSpan.FromSeconds(1));

        Assert.IsEmpty(_bench.Book.Snapshot(), "its seven days were long over");
    }

    [TestMethod]
    public void Acknowledge_BeforeItsTime_KeepsACriticalOneSevenDays()
    {
        var alert = _bench.Raise(BookBench.Event(severity: AlertSeverity.Critical));
        var acknowledged = _bench.Book.Acknowledge(alert.AlertId, "admin", "seen")!;

        Assert.AreEqual(AlertStatus.Acknowledged, acknowledged.Status);
        Assert.AreEqual(alert.CreateTime + TimeSpan.FromDays(7), acknowledged.ExpiryTime);
        _bench.Pass(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        Assert.HasCount(1, _bench.Book.Snapshot());
        _bench.Pass(TimeSpan.FromSeconds(1));
        Assert.IsEmpty(_bench.Book.Snapshot());
        Assert.IsNull(_bench.Book.Acknowledge("alert-20260302-999", "admin", ""));
    }

    [TestMethod]
    [DataRow(-1)]
    [DataRow(1)]
    public void Expiry_ClockSetByADay_IsMovedByNothing(int days)
    {
        _bench.Raise(BookBench.Event(severity: AlertSeverity.Low));
        _bench.Clock.SetWallClockBy(TimeSpan.FromDays(days));
        _bench.Pass(TimeSpan.FromHours(12) - TimeSpan.FromSeconds(1));
        Assert.HasCount(1, _bench.Book.Snapshot());
        _bench.Pass(TimeSpan.FromSeconds(1));
        Assert.IsEmpty(_bench.Book.Snapshot());
    }

    [TestMethod]
    public void Restore_AfterTheClockWasSetBack_KeepsEachAlertItsFullLife()
    {
        var alert = _bench.Raise(BookBench.Event(severity: AlertSeverity.Low));
        var clock = new ManualClock();
        clock.SetWallClockBy(TimeSpan.FromDays(-1));
        var next = new BookBench(clock: clock);

        next.Book.Restore([alert], []);
        next.Pass(TimeSpan.FromHours(11));
        Assert.HasCount(1, next.Book.Snapshot());
        next.Pass(TimeSpan.FromHours(1));
        Assert.IsEmpty(next.Book.Snapshot());
    }

    [TestMethod]
    public void Momentary_NotRaisedAgainForAnHour_IsOverWithoutAWord()
    {
        var alert = _bench.Raise(BookBench.Event(AlertTypes.VipSwitch));
        _bench.Pass(TimeSpan.FromHours(1));

        Assert.AreEqual(AlertStatus.Resolved, _bench.Get(alert.AlertId).Status);
        CollectionAssert.AreEqual(new[] { "raised chat", "raised mail" }, _bench.Notices(alert.AlertId));
    }

    [TestMethod]
    public void Restore_ATroubleFromBeforeTheRestart_IsOverUnlessItIsReportedAgain()
    {
        var (gone, there) = (_bench.Raise(BookBench.Event(key: "gone")), _bench.Raise(BookBench.Event(key: "there")));
        var next = new BookBench(clock: _bench.Clock) { LifeBegan = _bench.Clock.GetUtcNow().AddSeconds(1) };
        _bench.Clock.Advance(TimeSpan.FromSeconds(2));
        next.Book.Restore([gone, there], []);
        next.Raise(BookBench.Event(key: "there"));

        next.Pass(Lifetimes.Return);

        Assert.AreEqual(AlertStatus.Resolved, next.Get(gone.AlertId).Status);
        CollectionAssert.Contains(next.Notices(gone.AlertId), "resolved chat");
        Assert.AreEqual(AlertStatus.Active, next.Get(there.AlertId).Status);
    }

    [TestMethod]
    public void Silence_WhileItLasts_HoldsBackAndThenSendsWhatIsStillThere()
    {
        var now = _bench.Clock.GetUtcNow();
        _bench.Book.AddSilence(new AlertSilence("s1", "peer_*", "", AlertSeverity.High, now, now + TimeSpan.FromHours(2), "admin", ""));
        var (held, over) = (_bench.Raise(BookBench.Event(key: "held")), _bench.Raise(BookBench.Event(key: "over")));
        var critical = _bench.Raise(BookBench.Event(severity: AlertSeverity.Critical, key: "critical"));
        var other = _bench.Raise(BookBench.Event("stall"));
        Assert.AreEqual(AlertStatus.Suppressed, held.Status);
        Assert.AreEqual("silence s1", held.SuppressedBy);
        Assert.HasCount(2, critical.Deliveries);
        Assert.HasCount(2, other.Deliveries);

        _bench.Book.Raise(BookBench.Event(key: "over", resolves: true), "node-a");
        _bench.Pass(TimeSpan.FromHours(2));

        Assert.AreEqual(AlertStatus.Active, _bench.Get(held.AlertId).Status);
        CollectionAssert.AreEqual(new[] { "raised chat", "raised mail" }, _bench.Notices(held.AlertId));
        Assert.IsEmpty(_bench.Notices(over.AlertId), "nobody was told that it began, so nobody is told that it is over");
        Assert.IsEmpty(_bench.Book.Silences());
    }

    [TestMethod]
    public void EndSilence_BeforeItsTime_SendsAtOnce()
    {
        var now = _bench.Clock.GetUtcNow();
        _bench.Book.AddSilence(new AlertSilence("s1", "", "", AlertSeverity.Critical, now, now + TimeSpan.FromHours(2), "admin", ""));
        var held = _bench.Raise(BookBench.Event());

        Assert.IsNotNull(_bench.Book.EndSilence("s1", "admin"));
        Assert.IsNull(_bench.Book.EndSilence("s1", "admin"));
        _bench.Book.Tick();

        Assert.HasCount(2, _bench.Get(held.AlertId).Deliveries);
    }

    [TestMethod]
    public void Window_OverMidnight_HoldsBackUntilItsEnd()
    {
        // The clock begins on Monday at 10:00.
        _bench.Settings = _bench.Settings with
        {
            Windows = [new QuietWindow("backup", [DayOfWeek.Monday], new TimeOnly(23, 0), new TimeOnly(1, 0), [], AlertSeverity.High)],
        };
        Assert.HasCount(2, _bench.Raise(BookBench.Event(key: "before")).Deliveries);
        _bench.Pass(TimeSpan.FromHours(14.5));
        var held = _bench.Raise(BookBench.Event(key: "within"));
        Assert.AreEqual("window backup", held.SuppressedBy);
        _bench.Pass(TimeSpan.FromMinutes(30));

        Assert.HasCount(2, _bench.Get(held.AlertId).Deliveries);
    }

    [TestMethod]
    public void Rules_TheFirstThatMatches_Decides()
    {
        _bench.Settings = _bench.Settings with
        {
            Rules =
            [
                new Rule { Name = "noise", Types = ["stall"], Suppresses = true },
                new Rule { Name = "links", Types = ["peer_*"], LeastSeverity = AlertSeverity.High, Channels = ["mail"], GroupWait = TimeSpan.Zero },
                new Rule { Name = "even these", Types = ["config_change"], Channels = ["chat", "nowhere"] },
            ],
        };

        Assert.AreEqual("rule noise", _bench.Raise(BookBench.Event("stall")).SuppressedBy);
        CollectionAssert.AreEqual(new[] { "raised mail" }, _bench.Notices(_bench.Raise(BookBench.Event()).AlertId));
        CollectionAssert.AreEqual(new[] { "raised chat" }, _bench.Notices(_bench.Raise(BookBench.Event("config_change", AlertSeverity.Info)).AlertId));
        CollectionAssert.AreEqual(new[] { "raised chat", "raised mail" }, _bench.Notices(_bench.Raise(BookBench.Event("disk_slow")).AlertId));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Escalation_UnlessSomebodyAcknowledges_TellsTheOthers(bool isAcknowledged)
    {
        _bench.Settings = _bench.Settings with
        {
            Rules = [new Rule { Name = "all", Channels = ["chat"], EscalateAfter = TimeSpan.FromMinutes(15), EscalateTo = ["mail"] }],
        };
        var alert = _bench.Raise(BookBench.Event());
        if (isAcknowledged)
        {
            _bench.Book.Acknowledge(alert.AlertId, "admin", "");
        }

        _bench.Pass(TimeSpan.FromMinutes(14));
        CollectionAssert.AreEqual(new[] { "raised chat" }, _bench.Notices(alert.AlertId));
        _bench.Pass(TimeSpan.FromMinutes(1));
        _bench.Pass(TimeSpan.FromMinutes(15));

        CollectionAssert.AreEqual(isAcknowledged ? new[] { "raised chat" } : ["raised chat", "escalated mail"], _bench.Notices(alert.AlertId));
    }

    [TestMethod]
    public void Raise_MoreThanAreKept_DropsWhatIsOverAndLeastImportant()
    {
        var over = _bench.Raise(BookBench.Event(severity: AlertSeverity.Critical, key: "over"));
        _bench.Book.Raise(BookBench.Event(key: "over", resolves: true), "node-a");
        var critical = _bench.Raise(BookBench.Event(severity: AlertSeverity.Critical, key: "critical"));
        for (var i = 0; i < Bounds.Alerts + 10; i++)
        {
            _bench.Raise(BookBench.Event(severity: AlertSeverity.Info, key: $"k{i}"));
        }

        var kept = _bench.Book.Snapshot();
        Assert.HasCount(Bounds.Alerts, kept);
        Assert.IsFalse(kept.Any(alert => alert.AlertId == over.AlertId));
        Assert.IsTrue(kept.Any(alert => alert.AlertId == critical.AlertId));
    }
}
