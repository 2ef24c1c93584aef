using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Election;
using HAMgm.Contracts.Hooks;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Rules;

namespace HAMgm.Logic.Core.Actions;

/// <summary>One thing that the core orders. Which of the fields mean something follows from <see cref="Kind"/>.</summary>
public struct CoreAction
{
    /// <summary>What it is.</summary>
    public ActionKind Kind;

    /// <summary>The message, of Send.</summary>
    public PeerState Message;

    /// <summary>The facts, of Persist.</summary>
    public DurableFacts Facts;

    /// <summary>The claim that the action follows from: its fencing token.</summary>
    public Epoch Term;

    /// <summary>Until when: Bind, Refresh, Claim, Fence, RunHooks.</summary>
    public MonotonicTime Until;

    /// <summary>Probe number, ticket, operation, MAC, milliseconds.</summary>
    public ulong Number;

    /// <summary>Of RunHooks.</summary>
    public HookPoint Point;

    /// <summary>From the VIP, of ProbeGateway; planned, of RunHooks.</summary>
    public bool Yes;

    /// <summary>Of Alert.</summary>
    public AlertKind Alert;

    /// <summary>Of Complete.</summary>
    public OperationResult Result;

    /// <summary>Of Transition.</summary>
    public NodeState From;

    /// <summary>Of Transition.</summary>
    public NodeState To;

    /// <summary>The rule, of Transition.</summary>
    public Rule? Rule;

    /// <summary>What the core knew, of Transition.</summary>
    public DecisionInputs Inputs;
}
