using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Detection;
using HAMgm.Contracts.Time;
using HAMgm.Logic.NodeDetect.Probes;
using HAMgm.Logic.NodeDetect.Verdict;

namespace HAMgm.Logic.NodeDetect.Running;

/// <summary>
/// Runs the checks when they are due, at most <see cref="MaxAtOnce"/> at a time, each with a deadline of its own. A run that does not end
/// at its deadline is given up: it has failed, its place goes to the next check, and its own check does not run again before it
/// has ended, so that what hangs never piles up. One timer for all, and none when there is nothing to run.
/// </summary>
internal sealed class CheckRunner : IDisposable
{
    /// <summary>Runs at a time, those given up not counted.</summary>
    public const int MaxAtOnce = 16;

    /// <summary>A probe gets this long after its deadline to notice that it was called off.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(100);

    /// <summary>What is due this soon runs now: one wake-up serves them all.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(4);

    private static readonly TimeSpan YoungEnough = TimeSpan.FromSeconds(1);
    private const int Phases = 20;
    private static readonly TimeSpan _widestStep = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly HealthLedger _ledger;
    private readonly Action<Exception> _onFault;
    private readonly List<Check> _checks = [];
    private ITimer? _timer;
    private MonotonicTime _timerAt = MonotonicTime.Forever;
    private int _running;
    private bool _isStopped;

    public CheckRunner(TimeProvider time, HealthLedger ledger, Action<Exception> onFault)
    {
        _time = time;
        _ledger = ledger;
        _onFault = onFault;
    }

    /// <summary>Called, under the lock that guards the ledger, after something changed that the verdict may rest on.</summary>
    public Action<MonotonicTime>? Changed { get; set; }

    private MonotonicTime Now => new(_time.GetElapsedTime(0).Ticks);

    /// <summary>Takes a new set of checks; those that stay the same run on undisturbed.</summary>
    /// <param name="wanted">Plans in order, each with what makes its probe.</param>
    public void Configure(IReadOnlyList<(CheckPlan Plan, Func<IProbe> MakeProbe)> wanted)
    {
        lock (_gate)
        {
            if (_isStopped)
            {
                return;
            }

            var now = Now;
            var before = _checks.ToDictionary(c => c.Record.Plan.Id, c => (Check: c, c.Record.Plan.Signature), StringComparer.Ordinal);
            var gone = _ledger.Configure([.. wanted.Select(w => w.Plan)], now);
            _checks.Clear();
            foreach (var ((plan, makeProbe), index) in wanted.Select((w, i) => (w, i)))
            {
                var record = _ledger.Find(plan.Id)!;
                if (before.TryGetValue(plan.Id, out var known) && known.Signature == plan.Signature)
                {
                    before.Remove(plan.Id);
                    known.Check.Record = record;
                    _checks.Add(known.Check);
                }
                else
                {
                    _checks.Add(Begin(record, makeProbe(), now + (plan.IsEventDriven ? TimeSpan.Zero : plan.Interval * (index % Phases) / Phases)));
                }
            }

            foreach (var (check, _) in before.Values)
            {
                Remove(check);
            }

            Gone?.Invoke(gone, now);
            Changed?.Invoke(now);
            Pump(now);
        }
    }

    /// <summary>Called, under the lock, with the records of checks that are no more.</summary>
    public Action<IReadOnlyList<CheckRecord>, MonotonicTime>? Gone { get; set; }

    /// <summary>Takes this node's state.</summary>
    public void SetRole(NodeState role)
    {
        lock (_gate)
        {
            var now = Now;
            var idle = _checks.Where(c => !c.Record.Plan.RunsIn(role) || !_ledger.MayRun(c.Record)).ToArray();
            _ledger.SetRole(role, now);
            foreach (var check in idle.Where(c => _ledger.MayRun(c.Record)))
            {
                check.NextDue = now;
            }

            Changed?.Invoke(now);
            Pump(now);
        }
    }

    /// <summary>Runs every check that may run and has not run for a second, out of turn and uncounted; returns when they have ended, or at the limit.</summary>
    public async Task RunNowAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        Task[] runs;
        lock (_gate)
        {
            var now = Now;
            foreach (var check in _checks.Where(c => c.RunningSince is null && _ledger.MayRun(c.Record)))
            {
                if ((check.Record.Last is null || now - check.Record.LastRunAt > YoungEnough) && _running < MaxAtOnce && !_isStopped)
                {
                    Start(check, now, counts: check.Record.Last is null);
                }
            }

            runs = [.. _checks.Where(c => c.RunningSince is not null && !c.IsHung).Select(c => c.Current)];
        }

        try
        {
            await Task.WhenAll(runs).WaitAsync(limit, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // What is known by now is the answer.
        }
    }

    /// <summary>Runs something while no run can end: the ledger stands still.</summary>
    public T Read<T>(Func<IReadOnlyList<Check>, MonotonicTime, T> read)
    {
        lock (_gate)
        {
            return read(_checks, Now);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _isStopped = true;
            _timer?.Dispose();
            _timer = null;
            foreach (var check in _checks)
            {
                Remove(check);
            }

            _checks.Clear();
        }
    }

    private Check Begin(CheckRecord record, IProbe probe, MonotonicTime due)
    {
        var check = new Check(record, probe) { NextDue = due };
        if (probe is IEventProbe events)
        {
            check.OnNoticed = () => OnNotice(check);
            events.Noticed += check.OnNoticed;
        }

        return check;
    }

    // The probe of a run that goes on is disposed of when that ends.
    private void Remove(Check check)
    {
        check.IsRemoved = true;
        if (check is { Probe: IEventProbe events, OnNoticed: { } handler })
        {
            events.Noticed -= handler;
        }

        if (check.RunningSince is null)
        {
            check.Probe.Dispose();
        }
        else if (!check.IsHung)
        {
            _ = HoldToDeadlineAsync(check, Now);
        }
    }

    private void OnNotice(Check check)
    {
        lock (_gate)
        {
            check.IsNoticed = check.RunningSince is not null;
            check.NextDue = check.IsNoticed ? check.NextDue : Now;
            Pump(Now);
        }
    }

    private void OnTimer(object? state)
    {
        lock (_gate)
        {
            _timerAt = MonotonicTime.Forever;
            Pump(Now);
        }
    }

    /// <summary>Starts what is due, and sets the timer for what is due next.</summary>
    private void Pump(MonotonicTime now)
    {
        if (_isStopped)
        {
            return;
        }

        var next = MonotonicTime.Forever;
        foreach (var check in _checks)
        {
            if (check.NextDue <= now + Slack && (check.IsHung || _ledger.MayRun(check.Record)))
            {
                if (check.IsHung)
                {
                    CountHung(check, now);
                }
                else if (check.RunningSince is null && _running < MaxAtOnce)
                {
                    Start(check, now, counts: true);
                }
            }

            if (check.RunningSince is not null && !check.IsHung)
            {
                next = MonotonicTime.Min(next, HoldToDeadline(check, now));
            }

            // What waits for a place, for its own end, its role or what it depends on is started by that, not by the timer.
            if (check.NextDue > now + Slack)
            {
                next = MonotonicTime.Min(next, check.NextDue);
            }
        }

        Arm(next, now);
    }

    /// <summary>Calls a run off at its deadline, and gives it up when that does not help.</summary>
    /// <returns>When to look again.</returns>
    private static MonotonicTime HoldToDeadline(Check check, MonotonicTime now)
    {
        if (now < check.DeadlineAt)
        {
            return check.DeadlineAt;
        }

        if (!check.Deadline.IsCancellationRequested)
        {
            // What is called back is the probe's, and nothing to wait for here.
            _ = check.Deadline.CancelAsync();
        }

        if (now < check.DeadlineAt + Grace)
        {
            return check.DeadlineAt + Grace;
        }

        check.GivenUp.TrySetResult();
        return MonotonicTime.Forever;
    }

    /// <summary>The same for one that is no more, and that nobody looks after.</summary>
    private async Task HoldToDeadlineAsync(Check check, MonotonicTime now)
    {
        var (deadline, givenUp, left) = (check.Deadline, check.GivenUp, check.DeadlineAt - now);
        await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, _time).ConfigureAwait(false);
        await deadline.CancelAsync().ConfigureAwait(false);
        await Task.Delay(Grace, _time).ConfigureAwait(false);
        givenUp.TrySetResult();
    }

    private void Arm(MonotonicTime at, MonotonicTime now)
    {
        if (at == MonotonicTime.Forever || at >= _timerAt)
        {
            return;
        }

        _timerAt = at;
        var wait = TimeSpan.FromMilliseconds(Math.Ceiling((at - now).TotalMilliseconds));
        if (_timer is null)
        {
            _timer = _time.CreateTimer(OnTimer, null, wait, Timeout.InfiniteTimeSpan);
        }
        else
        {
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Checks that came one after the other fall into step, so that one wake-up serves several: at most a twentieth of the interval earlier.</summary>
    private static MonotonicTime OnGrid(MonotonicTime due, CheckPlan plan)
    {
        var step = Math.Clamp(plan.Interval.Ticks / Phases, 1, _widestStep.Ticks);
        return new MonotonicTime(due.Ticks - (due.Ticks % step));
    }

    private void Start(Check check, MonotonicTime now, bool counts)
    {
        var plan = check.Record.Plan;
        check.RunningSince = now;
        check.DeadlineAt = now + plan.Timeout;
        check.Deadline = new CancellationTokenSource();
        check.GivenUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        check.IsNoticed = false;

        // In step with its own rhythm, however late this run was; never two at once to catch up.
        if (counts)
        {
            check.NextDue = OnGrid(MonotonicTime.Max(check.NextDue + plan.Interval, now + (plan.Interval / 2)), plan);
        }

        _running++;
        check.Current = check.Probe.StartsAtOnce ? RunAsync(check, plan, now, counts) : Task.Run(() => RunAsync(check, plan, now, counts));
        check.Current.ContinueWith(
            failed => _onFault(failed.Exception!.InnerException!),
            CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    private async Task RunAsync(Check check, CheckPlan plan, MonotonicTime started, bool counts)
    {
        var run = check.Probe.RunAsync(check.Deadline.Token);
        if (await Task.WhenAny(run, check.GivenUp.Task).ConfigureAwait(false) != run)
        {
            _ = AwaitHungAsync(check, run);
            Finish(check, CheckOutcome.Unhealthy($"no answer within {Texts.Duration(plan.Timeout)}, and it cannot be called off"), started, counts, isHung: true);
            return;
        }

        CheckOutcome outcome;
        try
        {
            outcome = await run.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            outcome = CheckOutcome.Unhealthy($"no answer within {Texts.Duration(plan.Timeout)}");
        }

        Finish(check, outcome, started, counts, isHung: false);
    }

    private void Finish(Check check, CheckOutcome outcome, MonotonicTime started, bool counts, bool isHung)
    {
        lock (_gate)
        {
            var now = Now;
            _running--;
            check.IsHung = isHung;
            check.RunningSince = isHung ? check.RunningSince : null;
            if (check.IsRemoved)
            {
                if (!isHung)
                {
                    check.Probe.Dispose();
                }

                Pump(now);
                return;
            }

            if (!counts)
            {
                check.Record.Note(outcome, now - started, now);
            }
            else
            {
                Count(check, outcome, now - started, now);
            }

            // One out of turn does not count: it must not push the next that does further away either.
            if (counts || check.IsNoticed)
            {
                SetNextDue(check, now);
            }

            Pump(now);
        }
    }

    private static void SetNextDue(Check check, MonotonicTime now)
    {
        if (check.Record.Plan.IsEventDriven)
        {
            check.NextDue = check.IsNoticed ? now : check.Record.IsSettled ? MonotonicTime.Forever : now + check.Record.Plan.Interval;
        }
    }

    private void Count(Check check, CheckOutcome outcome, TimeSpan duration, MonotonicTime now)
    {
        // What depended on it and is overdue by now is started by the pump that follows.
        if (HealthLedger.Count(check.Record, outcome, duration, now))
        {
            Changed?.Invoke(now);
        }
    }

    /// <summary>A run that was given up and still goes on fails again each time that its check would be due.</summary>
    private void CountHung(Check check, MonotonicTime now)
    {
        var since = now - (check.RunningSince ?? now);
        check.NextDue = now + check.Record.Plan.Interval;
        Count(check, CheckOutcome.Unhealthy($"hangs for {since.TotalSeconds:F0} s and cannot be called off", ("hung_s", Math.Round(since.TotalSeconds))), since, now);
    }

    private async Task AwaitHungAsync(Check check, Task run)
    {
        await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            check.IsHung = false;
            check.RunningSince = null;
            if (check.IsRemoved)
            {
                check.Probe.Dispose();
            }

            Pump(Now);
        }
    }
}
