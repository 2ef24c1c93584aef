using System.Collections.Concurrent;
using HAMgm.Contracts.Fencing;

namespace HAMgm.Logic.StateMachine.Tests;

/// <summary>A fence that does what the test says.</summary>
internal sealed class FakeFence : IFence
{
    private bool _isConfigured;

    public event Action? Changed;

    public bool IsConfigured
    {
        get => _isConfigured;
        set
        {
            _isConfigured = value;
            Changed?.Invoke();
        }
    }

    public bool Succeeds { get; set; } = true;

    public ConcurrentQueue<FenceRequest> Requests { get; } = new();

    public Task<FenceOutcome> FenceAsync(FenceRequest request, CancellationToken cancellationToken)
    {
        Requests.Enqueue(request);
        return Task.FromResult(new FenceOutcome(Succeeds, "as the test says"));
    }
}
