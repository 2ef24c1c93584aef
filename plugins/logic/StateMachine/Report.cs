using HAMgm.Contracts.Cluster;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Rules;

namespace HAMgm.Logic.StateMachine;

/// <summary>One thing to tell: a transition, an alert, or that the peer's standing changed.</summary>
internal readonly record struct Report(
    ReportKind Kind, Rule? Rule, NodeState From, NodeState To, Epoch Term, AlertKind Alert, ulong Number, bool IsHeard, long AtUnixMs);
