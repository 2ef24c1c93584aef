using HAMgm.Contracts.Errors;

namespace HAMgm.Logic.Upgrade;

/// <summary>Lets calls in while the plugin runs, and waits for those that are inside when it stops: nothing is taken away under them.</summary>
internal sealed class CallGate : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _inside = [];
    private readonly CancellationTokenSource _closing = new();
    private bool _isClosed;

    /// <summary>Runs a call.</summary>
    /// <exception cref="HamgmException">ServiceUnavailable/503: the plugin stops; the call's own errors.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource();
        lock (_lock)
        {
            if (_isClosed)
            {
                throw Stopping();
            }

            _inside.Add(done.Task);
        }

        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
            return await call(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Stopping();
        }
        finally
        {
            lock (_lock)
            {
                _inside.Remove(done.Task);
            }

            done.SetResult();
        }
    }

    /// <summary>Lets nobody in any more, and waits for those inside.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] inside;
        lock (_lock)
        {
            _isClosed = true;
            inside = [.. _inside];
        }

        await _closing.CancelAsync();
        await Task.WhenAll(inside);
        _closing.Dispose();
    }

    private static HamgmException Stopping() => new(ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, "logic.upgrade", "The plugin logic.upgrade is just being stopped. Try again.");
}
