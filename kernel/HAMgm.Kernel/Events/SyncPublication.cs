namespace HAMgm.Kernel.Events;

/// <summary>Waits for all handlers of one synchronous publication and gathers their exceptions.</summary>
internal sealed class SyncPublication(int handlers)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly List<Exception> _errors = [];
    private int _remaining = handlers;

    public Task Completion => _done.Task;

    /// <summary>One handler has run, or its subscription has ended.</summary>
    public void HandlerDone(Exception? error)
    {
        lock (_lock)
        {
            if (error is not null)
            {
                _errors.Add(error);
            }

            if (--_remaining > 0)
            {
                return;
            }
        }

        if (_errors.Count == 0)
        {
            _done.TrySetResult();
        }
        else
        {
            _done.TrySetException(new AggregateException(_errors));
        }
    }
}
