using System.Collections.Concurrent;
using System.Threading.Channels;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Hooks;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Scripts;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Policy;

namespace HAMgm.Logic.StateMachine;

/// <summary>
/// Runs hooks away from the loop (ADR 0046): those that the core waits for, and those that follow from what has happened, begun in
/// the order of the decisions. Nothing runs, and nothing is allocated, where none is configured.
/// </summary>
internal sealed class HookRunner(Func<IHooks?> source, Func<ScriptFacts> facts, ILogger log, Action<ulong, bool> ended) : IDisposable
{
    /// <summary>What the provider needs besides the hooks themselves, before the core takes them for failed.</summary>
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(1);

    private readonly Channel<(HookOrder Order, TaskCompletionSource Done)> _orders =
        Channel.CreateUnbounded<(HookOrder, TaskCompletionSource)>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<HookPoint, string> _details = new();
    private readonly object _gate = new();
    private readonly HashSet<Task> _unfinished = [];
    private readonly CancellationTokenSource _end = new();
    private CancellationTokenSource? _awaited;
    private Task? _reading;

    /// <summary>Told of hooks that the core does not wait for and that failed: which, and what they said.</summary>
    public Action<HookOrder, string>? Failed { get; set; }

    /// <summary>How long the core waits for the hooks of a point; zero when there is none.</summary>
    public TimeSpan Timeout(HookPoint point)
    {
        if (source() is not { } hooks || !hooks.IsConfigured(point))
        {
            return TimeSpan.Zero;
        }

        var timeout = hooks.GetTimeout(point) + _grace;
        return timeout < FailoverPolicy.LongestPreparation ? timeout : FailoverPolicy.LongestPreparation;
    }

    /// <summary>What the hooks of a point last said.</summary>
    public string Details(HookPoint point) => _details.GetValueOrDefault(point, "");

    /// <summary>A transition: what runs after it.</summary>
    public void Note(in CoreAction transition)
    {
        var (from, to) = (transition.From, transition.To);
        if (from == NodeState.Candidate && to == NodeState.Primary)
        {
            After(HookPoint.AfterPromote, transition.Term, transition.Rule!.Why);
        }
        else if (from == NodeState.Primary && to != NodeState.Primary)
        {
            After(HookPoint.AfterDemote, transition.Term, transition.Rule!.Why);
        }

        if (to == NodeState.Failed && from != NodeState.Failed)
        {
            After(HookPoint.OnFault, transition.Term, transition.Rule!.Why);
        }
    }

    /// <summary>Something has happened that hooks follow; nobody waits for them.</summary>
    public void After(HookPoint point, Epoch term, string reason)
    {
        if (source()?.IsConfigured(point) == true)
        {
            Order(new HookOrder(point, 0, term, IsPlanned: false, reason, TimeSpan.Zero));
        }
    }

    /// <summary>What the core ordered; a run that it waited for before is called off.</summary>
    public void Order(HookOrder order)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _unfinished.Add(done.Task);
            _reading ??= Task.Run(ReadAsync);
        }

        _orders.Writer.TryWrite((order, done));
    }

    /// <summary>Waits for what has been begun, so that a node that stops has run its after-demote.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        Task[] left;
        lock (_gate)
        {
            // Nobody waits for what was to come before a change any more.
            _awaited?.Cancel();
            left = [.. _unfinished];
        }

        await Task.WhenAll(left).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _orders.Writer.TryComplete();
        _end.Cancel();
    }

    private async Task ReadAsync()
    {
        await foreach (var (order, done) in _orders.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            var cancel = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
            if (order.Number != 0)
            {
                cancel.CancelAfter(order.Timeout);
                lock (_gate)
                {
                    // It has an older number: whatever it says counts for nothing.
                    _awaited?.Cancel();
                    _awaited = cancel;
                }
            }

            // Begun here, one after the other: the provider runs them in the order of these calls.
            _ = RunAsync(order, cancel, done);
        }
    }

    private async Task RunAsync(HookOrder order, CancellationTokenSource cancel, TaskCompletionSource done)
    {
        HookOutcome outcome;
        try
        {
            log.Info("running hooks", ("point", order.Point), ("term", order.Term.Value), ("planned", order.IsPlanned), ("reason", order.Reason));
            outcome = source() is { } hooks
                ? await hooks.RunAsync(new HookRequest(order.Point, facts() with { Term = order.Term }, order.IsPlanned, order.Reason), cancel.Token)
                    .WaitAsync(cancel.Token).ConfigureAwait(false)
                : new HookOutcome(order.Number == 0, "no plugin provides hooks any more");
        }
        catch (OperationCanceledException)
        {
            outcome = new HookOutcome(false, "they did not end in time, or were called off");
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            outcome = new HookOutcome(false, error.Message);
        }
        finally
        {
            lock (_gate)
            {
                _awaited = _awaited == cancel ? null : _awaited;
            }

            cancel.Dispose();
        }

        Tell(order, outcome);
        lock (_gate)
        {
            _unfinished.Remove(done.Task);
        }

        done.SetResult();
    }

    private void Tell(HookOrder order, HookOutcome outcome)
    {
        _details[order.Point] = outcome.Details;
        if (outcome.Succeeded)
        {
            log.Info("hooks have run", ("point", order.Point), ("term", order.Term.Value), ("details", outcome.Details));
        }
        else
        {
            log.Warn("hooks failed", ("point", order.Point), ("term", order.Term.Value), ("details", outcome.Details));
        }

        if (order.Number != 0)
        {
            ended(order.Number, outcome.Succeeded);
        }
        else if (!outcome.Succeeded)
        {
            Failed?.Invoke(order, outcome.Details);
        }
    }
}
