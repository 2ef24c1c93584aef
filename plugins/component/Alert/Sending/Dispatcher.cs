using HAMgm.Component.Alert.Book;
using HAMgm.Component.Alert.Settings;
using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Logging;

namespace HAMgm.Component.Alert.Sending;

/// <summary>
/// Sends what waits: channel by channel, in order within each, several notices as one message, with back-off. One timer for everything that is
/// due some time; nothing runs while nothing is.
/// </summary>
internal sealed class Dispatcher : IAsyncDisposable
{
    private const int MaxNotices = 20;
    private const int RefusalsUntilGivenUp = 5;

    private readonly AlertBook _book;
    private readonly INoticeSender _sender;
    private readonly Func<AlertSettings> _settings;
    private readonly ILogger _log;
    private readonly Action _afterChange;
    private readonly Action<Exception> _onFault;
    private readonly Func<double> _jitter;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ChannelState> _channels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TimeSpan> _firstSeen = new(StringComparer.Ordinal);
    private readonly HashSet<Task> _running = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly ITimer _timer;
    private AlertStanding _standing = AlertStanding.Alone;
    private TimeSpan _aloneSince;

    /// <param name="book">Where the notices lie.</param>
    /// <param name="sender">Who makes an attempt.</param>
    /// <param name="settings">The settings of the moment.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Failures and their ends.</param>
    /// <param name="afterChange">Called when the book has changed: to have it written.</param>
    /// <param name="onFault">Takes what a background task could not handle.</param>
    /// <param name="jitter">0 to 1.</param>
    public Dispatcher(
        AlertBook book, INoticeSender sender, Func<AlertSettings> settings, TimeProvider time, ILogger log, Action afterChange, Action<Exception> onFault, Func<double> jitter)
    {
        (_book, _sender, _settings, _log, _afterChange, _onFault, _jitter) = (book, sender, settings, log, afterChange, onFault, jitter);
        _aloneSince = book.Now;
        _timer = time.CreateTimer(_ => Pump(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Extra deadline that the timer is to meet, by the book's clock; null: none.</summary>
    public Func<TimeSpan?> AlsoDue { get; init; } = () => null;

    /// <summary>What this node is to the pair.</summary>
    public AlertStanding Standing
    {
        get
        {
            lock (_gate)
            {
                return _standing;
            }
        }
    }

    /// <summary>Sets what this node is to the pair, and sends what that permits.</summary>
    public void SetStanding(AlertStanding standing)
    {
        lock (_gate)
        {
            if (standing == _standing)
            {
                return;
            }

            _aloneSince = _book.Now;
            _standing = standing;
        }

        _log.Info("alerts: who sends", ("standing", standing));
        Retry();
    }

    /// <summary>Forgets back-offs, as after a change of settings, and looks.</summary>
    public void Retry()
    {
        lock (_gate)
        {
            foreach (var state in _channels.Values.Where(state => !state.IsBusy))
            {
                state.NotBefore = TimeSpan.MinValue;
            }
        }

        Pump();
    }

    /// <summary>Does what is due, and sets the timer for what is due next.</summary>
    public void Pump()
    {
        var before = _book.Version;
        lock (_gate)
        {
            if (_stopping.IsCancellationRequested)
            {
                return;
            }

            var next = Earlier(_book.Tick(), AlsoDue());
            var settings = _settings();
            var waiting = _book.Pending();
            Forget(waiting);
            foreach (var channel in waiting.GroupBy(one => one.Delivery.Channel, StringComparer.Ordinal))
            {
                next = Earlier(next, PumpChannel(settings, channel.Key, [.. channel]));
            }

            Arm(next);
        }

        if (_book.Version != before)
        {
            _afterChange();
        }
    }

    /// <summary>Completes when no attempt is under way.</summary>
    public async Task IdleAsync()
    {
        while (Running() is { Length: > 0 } running)
        {
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Ends running attempts and waits for them.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _timer.DisposeAsync();
        await IdleAsync();
        _stopping.Dispose();
    }

    private Task[] Running()
    {
        lock (_gate)
        {
            return [.. _running.Where(task => !task.IsCompleted)];
        }
    }

    private TimeSpan? PumpChannel(AlertSettings settings, string name, List<Waiting> waiting)
    {
        if (settings.Find(name) is not { } channel)
        {
            _book.Mark(waiting.Select(one => one.Ids), NotificationStatus.Failed, "the channel is no longer configured", wasTried: false);
            return null;
        }

        var state = _channels.TryGetValue(name, out var known) ? known : _channels[name] = new ChannelState();
        if (state.IsBusy)
        {
            return null;
        }

        var now = _book.Now;
        var may = waiting.Select(one => (One: one, From: MayFrom(settings, one))).Where(pair => pair.From is not null).ToList();
        if (may.Count == 0)
        {
            return null;
        }

        var due = may.Min(pair => Later(pair.From!.Value, pair.One.NotBefore));
        due = Later(due, state.NotBefore);
        if (due > now)
        {
            return due;
        }

        // Those that wait for others go along with the first that need not wait any more.
        var batch = may.Where(pair => pair.From <= now).Select(pair => pair.One).Take(state.SendsSingly ? 1 : MaxNotices).ToList();
        state.IsBusy = true;
        Task task = Task.Run(() => SendAsync(settings, channel, state, batch));
        _running.Add(task);
        task.ContinueWith(
            ended =>
            {
                lock (_gate)
                {
                    _running.Remove(ended);
                }

                if (ended.Exception is { } fault)
                {
                    _onFault(fault.InnerException!);
                }
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return null;
    }

    /// <summary>From when on this node may send it; null: it is not for this node to send.</summary>
    private TimeSpan? MayFrom(AlertSettings settings, Waiting waiting) => _standing switch
    {
        _ when settings.PeerId.Length == 0 => TimeSpan.MinValue,
        AlertStanding.Sender => TimeSpan.MinValue,
        AlertStanding.Follower => null,
        _ => waiting.Alert.Severity == AlertSeverity.Critical ? Later(_aloneSince, waiting.CreatedAt) + settings.AloneDelay : null,
    };

    private async Task SendAsync(AlertSettings settings, Channel channel, ChannelState state, List<Waiting> batch)
    {
        var notices = batch.Select(one => new Notice(one.Alert, one.Delivery.Id, one.Delivery.Kind)).ToList();
        SendOutcome? outcome = null;
        try
        {
            outcome = await _sender.SendAsync(settings, channel, notices, _stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Not known to have been sent: it is sent again by the next life, or by the other node.
        }
        finally
        {
            lock (_gate)
            {
                state.IsBusy = false;
                if (outcome is not null)
                {
                    Note(settings, channel, state, batch, outcome);
                }
            }
        }

        if (outcome is not null)
        {
            _afterChange();
            Pump();
        }
    }

    private void Note(AlertSettings settings, Channel channel, ChannelState state, List<Waiting> batch, SendOutcome outcome)
    {
        if (outcome.IsDelivered)
        {
            if (state.Failures > 0)
            {
                _log.Info("alerts can be sent again", ("channel", channel.Name), ("failures", state.Failures));
            }

            (state.Failures, state.SendsSingly, state.NotBefore) = (0, false, TimeSpan.MinValue);
            _book.Mark(batch.Select(one => one.Ids), NotificationStatus.Sent, outcome.Answer);
            return;
        }

        state.Failures++;
        state.NotBefore = _book.Now + BackOff.After(state.Failures, outcome.RetryAfter, _jitter());

        // One message that the server never takes must not keep the others from going.
        var isHopeless = outcome.IsRefused && batch is [{ Delivery.Attempts: >= RefusalsUntilGivenUp - 1 }];
        state.SendsSingly = outcome.IsRefused;
        var givenUp = batch.Where(one => isHopeless || _book.Now - _firstSeen.GetValueOrDefault(one.Delivery.Id, _book.Now) >= settings.GiveUpAfter).ToList();
        _book.Mark(givenUp.Select(one => one.Ids), NotificationStatus.Failed, outcome.Answer);
        _book.Mark(batch.Except(givenUp).Select(one => one.Ids), NotificationStatus.Retrying, outcome.Answer);
        if (state.Failures == 1 || givenUp.Count > 0)
        {
            _log.Warn(
                "alerts cannot be sent", ("channel", channel.Name), ("error", outcome.Answer), ("waiting", batch.Count), ("givenUp", givenUp.Count));
        }
    }

    private void Forget(IReadOnlyList<Waiting> waiting)
    {
        var now = _book.Now;
        foreach (var one in waiting)
        {
            _firstSeen.TryAdd(one.Delivery.Id, now);
        }

        if (_firstSeen.Count > waiting.Count)
        {
            var ids = waiting.Select(one => one.Delivery.Id).ToHashSet(StringComparer.Ordinal);
            foreach (var gone in _firstSeen.Keys.Where(id => !ids.Contains(id)).ToArray())
            {
                _firstSeen.Remove(gone);
            }
        }
    }

    private void Arm(TimeSpan? next)
    {
        if (next is not { } due)
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        // A millisecond late rather than early, and a day at most: timers have a longest time.
        var wait = due - _book.Now + TimeSpan.FromMilliseconds(1);
        wait = wait < TimeSpan.Zero ? TimeSpan.Zero : wait > TimeSpan.FromDays(1) ? TimeSpan.FromDays(1) : wait;
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private static TimeSpan Later(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan? Earlier(TimeSpan? a, TimeSpan? b) => a is null ? b : b is null ? a : a < b ? a : b;
}
