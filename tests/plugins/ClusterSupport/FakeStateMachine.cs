using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.StateMachine;

namespace HAMgm.TestSupport;

/// <summary>A state machine that is in the state that the test gives it.</summary>
internal sealed class FakeStateMachine : IStateMachine
{
    public NodeStatus Status { get; set; } = new()
    {
        State = NodeState.Standby,
        Term = new Epoch(4),
        HoldsVip = false,
        LeaseRemaining = TimeSpan.Zero,
        PromiseRemaining = TimeSpan.FromMilliseconds(250),
        Witness = "gateway",
        WitnessAge = TimeSpan.FromMilliseconds(20),
        LastRuleId = "start-standby",
        Reason = "started",
        NotEligibleBecause = "",
        PeerHeard = true,
        PeerState = NodeState.Unknown,
        PeerTerm = Epoch.None,
        PeerHolds = false,
        PeerAge = null,
        IsHealthy = true,
        HealthDetails = "",
        Warnings = ["witness: none is weak"],
        LoopJitter = TimeSpan.FromMilliseconds(1),
    };

    public List<string> Calls { get; } = [];

    /// <summary>Under which call it was asked to switch.</summary>
    public ulong SwitchedUnder { get; private set; }

    /// <summary>What NoteCause was told.</summary>
    public List<ulong> Causes { get; } = [];

    public void NoteCause(ulong correlation) => Causes.Add(correlation);

    public SwitchOutcome SwitchOutcome { get; set; } = new("node-a", "node-b", new Epoch(5), TimeSpan.FromMilliseconds(7));

    public void Become(NodeState state, long term) =>
        Status = Status with { State = state, Term = new Epoch(term), HoldsVip = state == NodeState.Primary };

    public NodeState GetCurrentState() => Status.State;

    public NodeStatus GetNodeStatus() => Status;

    public IReadOnlyList<StateTransition> History { get; set; } = [];

    public IReadOnlyList<StateTransition> GetHistory() => History;

    public bool ValidateTransition(NodeState from, NodeState to) => true;

    public Task<SwitchOutcome> SwitchAsync(bool force, CancellationToken cancellationToken)
    {
        Calls.Add($"switch force={force}");
        SwitchedUnder = HAMgm.Contracts.Logging.Correlation.Current;
        return Task.FromResult(SwitchOutcome);
    }

    public Task LeaveAsync(string reason, CancellationToken cancellationToken)
    {
        Calls.Add($"leave {reason}");
        return Task.CompletedTask;
    }

    public Task SetMaintenanceAsync(bool on, bool force, CancellationToken cancellationToken)
    {
        Calls.Add($"maintenance {on} force={force}");
        Status = Status with { IsMaintenance = on };
        return Task.CompletedTask;
    }

    public Task SetFrozenAsync(bool frozen, bool force, CancellationToken cancellationToken)
    {
        Calls.Add($"frozen {frozen} force={force}");
        Status = Status with { IsFrozen = frozen };
        return Task.CompletedTask;
    }

    public void SetHealth(bool isHealthy, int weight, string reason) => Calls.Add($"health {isHealthy}");
}
