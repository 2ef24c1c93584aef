using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Fencing;
using HAMgm.Contracts.Logging;

namespace HAMgm.Logic.StateMachine;

/// <summary>
/// Runs the fence that the core orders, away from the loop. One at a time: a new order, or its end, cancels the one before, whose
/// outcome bears an older number and counts for nothing.
/// </summary>
internal sealed class FenceRunner(IFence? fence, string nodeId, string peerId, ILogger log, Action<ulong, bool> ended) : IDisposable
{
    private readonly object _gate = new();
    private CancellationTokenSource? _running;

    public bool IsConfigured => fence?.IsConfigured == true;

    public void Order(ulong number, Epoch term, TimeSpan timeout)
    {
        var cancel = new CancellationTokenSource(timeout);
        CancellationTokenSource? before;
        lock (_gate)
        {
            before = _running;
            _running = cancel;
        }

        before?.Cancel();
        _ = Task.Run(() => RunAsync(number, term, timeout, cancel));
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _running?.Cancel();
            _running = null;
        }
    }

    private async Task RunAsync(ulong number, Epoch term, TimeSpan timeout, CancellationTokenSource cancel)
    {
        var outcome = new FenceOutcome(false, "no plugin provides a fence any more");
        try
        {
            if (fence is not null)
            {
                log.Warn("fencing the peer off", ("peer", peerId), ("term", term.Value));
                // A fence that ignores its token must not hold up the answer.
                outcome = await fence.FenceAsync(new FenceRequest(nodeId, peerId, term, timeout), cancel.Token).WaitAsync(cancel.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            outcome = new FenceOutcome(false, "it did not end in time, or was called off");
        }
        catch (Exception error) when (error is HamgmException or InvalidOperationException or IOException or TimeoutException)
        {
            outcome = new FenceOutcome(false, error.Message);
        }
        finally
        {
            lock (_gate)
            {
                _running = _running == cancel ? null : _running;
            }

            cancel.Dispose();
        }

        log.Warn(outcome.Succeeded ? "the peer is fenced off" : "the peer is not fenced off", ("peer", peerId), ("term", term.Value), ("details", outcome.Details));
        ended(number, outcome.Succeeded);
    }
}
