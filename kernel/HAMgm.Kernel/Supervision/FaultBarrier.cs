using HAMgm.Contracts.Kernel;

namespace HAMgm.Kernel.Supervision;

/// <summary>
/// Calls into plugins. The one place of the product that catches everything: what a plugin throws comes back as a value, and
/// the supervisor decides what follows.
/// </summary>
internal static class FaultBarrier
{
    // A plugin that obeys its cancelled token gets this long to say so before it is abandoned.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);

    /// <summary>Runs something short.</summary>
    public static Exception? Run(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    /// <summary>Runs work of the kernel itself that must not end a loop.</summary>
    public static async Task<Exception?> RunAsync(Func<Task> action)
    {
        try
        {
            await action().ConfigureAwait(false);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    /// <summary>Runs an event handler; ending with its subscription is no fault.</summary>
    public static async ValueTask<Exception?> HandleAsync<TEvent>(
        IEventHandler<TEvent> handler, TEvent @event, CancellationToken cancellationToken)
        where TEvent : class, IEvent
    {
        try
        {
            await handler.HandleEventAsync(@event, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    /// <summary>
    /// Runs something on a thread of its own, so that a plugin that blocks its thread blocks nobody else's, and stops waiting
    /// at the deadline, whatever the plugin does with its token.
    /// </summary>
    /// <returns>Null, what it threw, a <see cref="TimeoutException"/>, or an <see cref="OperationCanceledException"/> for the caller's own token.</returns>
    public static async Task<Exception?> RunAsync(
        Func<CancellationToken, Task> action, TimeSpan deadline, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        // Cancelled behind the barrier: what a plugin registered on its token may throw, and would do so on a timer's thread.
        using var ending = new CancellationTokenSource();
        using ITimer atDeadline = timeProvider.CreateTimer(_ => Run(ending.Cancel), null, deadline, Timeout.InfiniteTimeSpan);
        using CancellationTokenRegistration atCancel = cancellationToken.UnsafeRegister(_ => Run(ending.Cancel), null);
        CancellationToken token = ending.Token;
        Task work = Task.Factory.StartNew(
            () => action(token), CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default).Unwrap();
        try
        {
            await work.WaitAsync(deadline + Grace, timeProvider, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            return e;
        }
        catch (Exception e) when ((e is OperationCanceledException or TimeoutException) && (ending.IsCancellationRequested || !work.IsCompleted))
        {
            return new TimeoutException($"it did not finish within {deadline.TotalSeconds:0.###} s");
        }
        catch (Exception e)
        {
            return e;
        }
    }
}
