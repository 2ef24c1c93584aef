namespace HAMgm.Component.Plugin.Hooks;

/// <summary>Does one thing after the other, in the order of the calls.</summary>
internal sealed class HookQueue
{
    private readonly Lock _lock = new();
    private Task _tail = Task.CompletedTask;

    /// <summary>Ends when all that was asked for until now has been done.</summary>
    public Task Drained
    {
        get
        {
            lock (_lock)
            {
                return _tail;
            }
        }
    }

    /// <summary>Does this after everything that was asked for before, whatever became of that.</summary>
    public Task<T> EnqueueAsync<T>(Func<Task<T>> work)
    {
        lock (_lock)
        {
            Task<T> mine = RunAfterAsync(_tail, work);
            _tail = mine;
            return mine;
        }
    }

    private static async Task<T> RunAfterAsync<T>(Task before, Func<Task<T>> work)
    {
        // Never on the caller's thread: that may be one that must not wait.
        await Task.Yield();
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await work().ConfigureAwait(false);
    }
}
