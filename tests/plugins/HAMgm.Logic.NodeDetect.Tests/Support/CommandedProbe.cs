using HAMgm.Logic.NodeDetect.Probes;
using HAMgm.Logic.NodeDetect.Verdict;

namespace HAMgm.Logic.NodeDetect.Tests;

/// <summary>A probe that does what a test says: answers at once, waits for a word, and heeds the deadline or not.</summary>
internal sealed class CommandedProbe : IEventProbe
{
    private TaskCompletionSource<CheckOutcome>? _held;

    public event Action? Noticed;

    /// <summary>What the next runs answer; null: they wait for <see cref="Release"/>.</summary>
    public CheckOutcome? Answer { get; set; } = CheckOutcome.Healthy("well");

    /// <summary>Whether a run that waits ends at its deadline.</summary>
    public bool HeedsDeadline { get; set; } = true;

    public int Started { get; private set; }

    /// <summary>Runs that have begun to wait.</summary>
    public int Held { get; private set; }

    public bool IsDisposed { get; private set; }

    public void Notice() => Noticed?.Invoke();

    public void Release(CheckOutcome outcome) => _held!.SetResult(outcome);

    public Task<CheckOutcome> RunAsync(CancellationToken cancellationToken)
    {
        Started++;
        if (Answer is { } now)
        {
            return Task.FromResult(now);
        }

        _held = new TaskCompletionSource<CheckOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (HeedsDeadline)
        {
            cancellationToken.Register(() => _held.TrySetCanceled(cancellationToken));
        }

        Held++;
        return _held.Task;
    }

    public void Dispose() => IsDisposed = true;
}
