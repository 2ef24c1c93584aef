using HAMgm.Contracts.Cluster;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Rules;

namespace HAMgm.Logic.StateMachine;

/// <summary>One thing to tell: a transition, an alert, or that the peer's standing changed.</summary>
internal readonly record struct Report(
    ReportKind Kind, Rule? Rule, NodeState From, NodeState To, Epoch Term, AlertKind Alert, ulong Number, bool IsHeard, long AtUnixMs, string Text,
    DecisionInputs Inputs = default, ulong Cause = 0)
{
    /// <summary>A trouble of the VIP executor: what, under which term, and why.</summary>
    public static Report Of(string what, Epoch term, string reason) =>
        new(ReportKind.Trouble, null, default, default, term, default, 0, false, Clock.UnixMs, $"{what}: {reason}");
}
