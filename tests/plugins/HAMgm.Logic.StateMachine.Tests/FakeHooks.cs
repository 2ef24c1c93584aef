using System.Collections.Concurrent;
using HAMgm.Contracts.Hooks;

namespace HAMgm.Logic.StateMachine.Tests;

/// <summary>Hooks that do what the test says.</summary>
internal sealed class FakeHooks : IHooks
{
    private HashSet<HookPoint> _configured = [];

    public event Action? Changed;

    /// <summary>Which points there are hooks for.</summary>
    public HashSet<HookPoint> Configured
    {
        get => _configured;
        set
        {
            _configured = value;
            Changed?.Invoke();
        }
    }

    /// <summary>What each does.</summary>
    public Func<HookRequest, CancellationToken, Task<HookOutcome>> Run { get; set; } = static (_, _) => Task.FromResult(new HookOutcome(true, "as the test says"));

    public ConcurrentQueue<HookRequest> Requests { get; } = new();

    /// <summary>Called once, when it is next asked whether there are hooks.</summary>
    public Action? Asked { get; set; }

    public bool IsConfigured(HookPoint point)
    {
        var asked = Asked;
        Asked = null;
        asked?.Invoke();
        return Configured.Contains(point);
    }

    public TimeSpan GetTimeout(HookPoint point) => Configured.Contains(point) ? TimeSpan.FromSeconds(20) : TimeSpan.Zero;

    public Task<HookOutcome> RunAsync(HookRequest request, CancellationToken cancellationToken)
    {
        Requests.Enqueue(request);
        return Run(request, cancellationToken);
    }
}
