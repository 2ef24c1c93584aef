using HAMgm.Component.Alert.Sending;
using HAMgm.Component.Alert.Settings;
using HAMgm.Component.Alert.Tests.Support;
using HAMgm.Contracts.Alerts;
using HAMgm.TestSupport;

namespace HAMgm.Component.Alert.Tests;

/// <summary>When what is sent, in which order, how often, and by which node.</summary>
[TestClass]
public sealed class DispatcherTests : IAsyncDisposable
{
    private readonly BookBench _bench = new();
    private readonly RecordingLogger _log = new();
    private readonly ScriptedSender _sender = new();
    private Dispatcher? _dispatcher;

    public async ValueTask DisposeAsync()
    {
        if (_dispatcher is not null)
        {
            await _dispatcher.DisposeAsync();
        }
    }

    [TestMethod]
    public async Task Pump_AsPrimary_SendsWhatCameWithinTheWaitAsOneMessageInOrder()
    {
        var dispatcher = Make();
        _bench.Settings = _bench.Settings with { Channels = [BookBench.Hook("chat")] };
        dispatcher.SetStanding(AlertStanding.Sender);
        Raise(dispatcher, "a");
        await PassAsync(TimeSpan.FromSeconds(3));
        Raise(dispatcher, "b");
        Assert.IsEmpty(_sender.Messages);

        await PassAsync(TimeSpan.FromSeconds(3));

        Assert.AreEqual("chat: a, b", _sender.Messages.Single());
        Assert.IsEmpty(_bench.Book.Pending());
    }

    [TestMethod]
    public async Task Pump_Critical_GoesAtOnceAndTakesTheOthersAlong()
    {
        var dispatcher = Make();
        _bench.Settings = _bench.Settings with { Channels = [BookBench.Hook("chat")] };
        dispatcher.SetStanding(AlertStanding.Sender);
        Raise(dispatcher, "a");
        Raise(dispatcher, "b", AlertSeverity.Critical);
        await _dispatcher!.IdleAsync();

        Assert.AreEqual("chat: a, b", _sender.Messages.Single());
    }

    [TestMethod]
    public async Task Pump_AServerThatFails_IsAskedWithGrowingPausesAndThenGetsEverythingInOrder()
    {
        var dispatcher = Make();
        _bench.Settings = _bench.Settings with { Channels = [BookBench.Hook("chat")], GroupWait = TimeSpan.Zero };
        dispatcher.SetStanding(AlertStanding.Sender);
        _sender.Answer = _ => SendOutcome.Failed("503 try later");
        Raise(dispatcher, "a");
        await _dispatcher!.IdleAsync();
        Raise(dispatcher, "b");

        // The middle of the jitter: 5, 10, 20 s.
        foreach (var pause in new[] { 5, 10, 20 })
        {
            var before = _sender.Messages.Count;
            await PassAsync(TimeSpan.FromSeconds(pause) - TimeSpan.FromSeconds(1));
            Assert.HasCount(before, _sender.Messages);
            await PassAsync(TimeSpan.FromSeconds(2));
            Assert.HasCount(before + 1, _sender.Messages);
        }

        Assert.AreEqual(NotificationStatus.Retrying, _bench.Book.Snapshot().Single(alert => alert.Title == "a").NotificationStatus);
        _sender.Answer = _ => SendOutcome.Delivered("ok");
        await PassAsync(TimeSpan.FromMinutes(1));

        Assert.AreEqual("chat: a, b", _sender.Messages[^1]);
        var alert = _bench.Book.Snapshot().Single(alert => alert.Title == "a");
        Assert.AreEqual((NotificationStatus.Sent, 5, 4), (alert.NotificationStatus, alert.NotificationAttempts, alert.RetryCount));
        Assert.HasCount(1, _log.Lines.Where(line => line.Contains("cannot be sent", StringComparison.Ordinal)));
        Assert.HasCount(1, _log.Lines.Where(line => line.Contains("sent again", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task Pump_OneChannelFails_HoldsUpNoOther()
    {
        var dispatcher = Make();
        _bench.Settings = _bench.Settings with { GroupWait = TimeSpan.Zero };
        dispatcher.SetStanding(AlertStanding.Sender);
        _sender.Answer = message => message.StartsWith("chat", StringComparison.Ordinal) ? SendOutcome.Failed("no") : SendOutcome.Delivered("ok");
        Raise(dispatcher, "a");
        await _dispatcher!.IdleAsync();
        Raise(dispatcher, "b");
        await PassAsync(TimeSpan.Zero);

        CollectionAssert.IsSubsetOf(new[] { "mail: a", "mail: b" }, _sender.Messages.ToArray());
    }

    [TestMethod]
    public async Task Pump_AMessageThatIsRefused_IsGivenUpAndTheOthersGo()
    {
        var dispatcher = Make();
        _bench.Settings = _bench.Settings with { Channels = [BookBench.Hook("chat")] };
        dispatcher.SetStanding(AlertStanding.Sender);
        _sender.Answer = message => message.Contains("bad", StringComparison.Ordinal) ? SendOutcome.Refused("400 no") : SendOutcome.Delivered("ok");
        Raise(dispatcher, "bad");
        Raise(dispatcher, "good");
        for (var i = 0; i < 10; i++)
        {
            await PassAsync(TimeSpan.FromMinutes(7));
        }

        Assert.AreEqual(NotificationStatus.Failed, _bench.Book.Snapshot().Single(alert => alert.Title == "bad").NotificationStatus);
        Assert.AreEqual(NotificationStatus.Sent, _bench.Book.Snapshot().Single(alert => alert.Title == "good").NotificationStatus);
        Assert.AreEqual("400 no", _bench.Book.Snapshot().Single(alert => alert.Title == "bad").Deliveries[0].Answer);
    }

    [TestMethod]
    public async Task Pump_NobodyTakesItForTooLong_GivesUp()
    {
        var dispatcher = Make();
        _bench.Settings = _bench.Settings with { Channels = [BookBench.Hook("chat")], GiveUpAfter = TimeSpan.FromHours(1) };
        dispatcher.SetStanding(AlertStanding.Sender);
        _sender.Answer = _ => SendOutcome.Failed("no");
        Raise(dispatcher, "a");
        for (var i = 0; i < 20; i++)
        {
            await PassAsync(TimeSpan.FromMinutes(6));
        }

        Assert.AreEqual(NotificationStatus.Failed, _bench.Book.Snapshot().Single().NotificationStatus);
    }

    /// <summary>An outage of the mail server lasts longer than the alert is kept after its end (6 h).</summary>
    [TestMethod]
    public async Task Pump_AlertIsOverBeforeTheServerIsBack_IsSentAllTheSame()
    {
        var dispatcher = Make();
        _bench.Settings = _bench.Settings with { Channels = [BookBench.Hook("chat")], GroupWait = TimeSpan.Zero };
        dispatcher.SetStanding(AlertStanding.Sender);
        _sender.Answer = _ => SendOutcome.Failed("no");
        Raise(dispatcher, "a", AlertSeverity.Medium);
        _bench.Book.Raise(BookBench.Event(key: "a", resolves: true), "node-a");
        for (var hour = 0; hour < 10; hour++)
        {
            await PassAsync(TimeSpan.FromHours(1));
        }

        _sender.Answer = _ => SendOutcome.Delivered("ok");
        await PassAsync(TimeSpan.FromHours(1));

        Assert.AreEqual("chat: a, a", _sender.Messages[^1]);
        await PassAsync(TimeSpan.FromHours(1));
        Assert.IsEmpty(_bench.Book.Snapshot(), "sent, and long over: forgotten");
    }

    [TestMethod]
    public async Task Pump_NobodySendsIt_IsForgottenADayAfterItWouldHaveBeenGivenUp()
    {
        var dispatcher = Make();
        dispatcher.SetStanding(AlertStanding.Follower);
        Raise(dispatcher, "a", AlertSeverity.Medium);
        await PassAsync(TimeSpan.FromDays(3.9));
        Assert.HasCount(1, _bench.Book.Snapshot());

        await PassAsync(TimeSpan.FromDays(0.2));

        Assert.IsEmpty(_bench.Book.Snapshot());
    }

    [TestMethod]
    public async Task Pump_AsFollower_SendsNothingUntilItIsPrimary()
    {
        var dispatcher = Make();
        dispatcher.SetStanding(AlertStanding.Follower);
        Raise(dispatcher, "a", AlertSeverity.Critical);
        await PassAsync(TimeSpan.FromHours(1));
        Assert.IsEmpty(_sender.Messages);

        dispatcher.SetStanding(AlertStanding.Sender);
        await _dispatcher!.IdleAsync();

        CollectionAssert.AreEquivalent(new[] { "chat: a", "mail: a" }, _sender.Messages.ToArray());
    }

    [TestMethod]
    public async Task Pump_Alone_SendsCriticalOnesAfterTheDelayAndNoOthers()
    {
        var dispatcher = Make();
        dispatcher.SetStanding(AlertStanding.Follower);
        dispatcher.SetStanding(AlertStanding.Alone);
        Raise(dispatcher, "high");
        Raise(dispatcher, "critical", AlertSeverity.Critical);
        await PassAsync(TimeSpan.FromSeconds(59));
        Assert.IsEmpty(_sender.Messages);

        await PassAsync(TimeSpan.FromSeconds(2));
        CollectionAssert.AreEquivalent(new[] { "chat: critical", "mail: critical" }, _sender.Messages.ToArray());
        await PassAsync(TimeSpan.FromHours(1));
        Assert.HasCount(2, _sender.Messages);

        dispatcher.SetStanding(AlertStanding.Sender);
        await _dispatcher!.IdleAsync();
        Assert.HasCount(4, _sender.Messages);
    }

    [TestMethod]
    public async Task Pump_ASingleNode_SendsWhateverItsStanding()
    {
        _bench.Settings = _bench.Settings with { PeerId = "" };
        var dispatcher = Make();
        Raise(dispatcher, "a");
        await PassAsync(TimeSpan.FromSeconds(6));

        Assert.HasCount(2, _sender.Messages);
    }

    [TestMethod]
    public async Task Pump_AChannelThatIsGone_IsNotWaitedFor()
    {
        var dispatcher = Make();
        Raise(dispatcher, "a");
        _bench.Settings = _bench.Settings with { Channels = [] };
        dispatcher.Retry();

        Assert.IsEmpty(_bench.Book.Pending());
        StringAssert.Contains(_bench.Book.Snapshot().Single().Deliveries[0].Answer, "no longer configured");
    }

    [TestMethod]
    [DataRow(1, 0.0, 3.75)]
    [DataRow(1, 1.0, 6.25)]
    [DataRow(4, 0.5, 40.0)]
    [DataRow(100, 0.5, 300.0)]
    public void BackOff_Grows_ToFiveMinutes(int failures, double jitter, double seconds) =>
        Assert.AreEqual(TimeSpan.FromSeconds(seconds), BackOff.After(failures, null, jitter));

    [TestMethod]
    public void BackOff_TheServersWish_IsHeededUpToAnHour()
    {
        Assert.AreEqual(TimeSpan.FromSeconds(30), BackOff.After(1, TimeSpan.FromSeconds(30), 0));
        Assert.AreEqual(TimeSpan.FromHours(1), BackOff.After(1, TimeSpan.FromDays(1), 0));
    }

    private Dispatcher Make() => _dispatcher = new(
        _bench.Book, _sender, () => _bench.Settings, _bench.Clock, _log, () => { }, fault => Assert.Fail(fault.ToString()), () => 0.5);

    private void Raise(Dispatcher dispatcher, string title, AlertSeverity severity = AlertSeverity.High)
    {
        _bench.Raise(BookBench.Event(severity: severity, key: title, title: title));
        dispatcher.Pump();
    }

    // Attempts run on the thread pool: whatever a step began is waited for before the next.
    private async Task PassAsync(TimeSpan by)
    {
        await _dispatcher!.IdleAsync();
        _bench.Clock.Advance(by);
        await _dispatcher!.IdleAsync();
    }

    /// <summary>Notes what it is given, and answers as the test wants.</summary>
    private sealed class ScriptedSender : INoticeSender
    {
        private readonly List<string> _messages = [];

        public Func<string, SendOutcome> Answer { get; set; } = _ => SendOutcome.Delivered("ok");

        public IReadOnlyList<string> Messages
        {
            get
            {
                lock (_messages)
                {
                    return [.. _messages];
                }
            }
        }

        public Task<SendOutcome> SendAsync(AlertSettings settings, Channel channel, IReadOnlyList<Notice> notices, CancellationToken cancellationToken)
        {
            var message = $"{channel.Name}: {string.Join(", ", notices.Select(notice => notice.Alert.Title))}";
            lock (_messages)
            {
                _messages.Add(message);
            }

            return Task.FromResult(Answer(message));
        }
    }
}
