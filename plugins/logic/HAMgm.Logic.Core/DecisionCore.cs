using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Peer;
using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Cadence;
using HAMgm.Logic.Core.Messages;
using HAMgm.Logic.Core.Observations;
using HAMgm.Logic.Core.Policy;
using HAMgm.Logic.Core.Rules;
using HAMgm.Logic.Core.State;

namespace HAMgm.Logic.Core;

/// <summary>
/// Who is PRIMARY: one pure function (design.md section 4). Time comes in, actions go out; there is no clock, socket,
/// file, thread or random number behind it, and it allocates nothing.
/// </summary>
public static class DecisionCore
{
    // Longer chains do not exist; one would be two rules that undo each other.
    private const int MostRulesADecision = 8;

    /// <summary>Takes one observation, and decides.</summary>
    /// <param name="state">The state after the last decision.</param>
    /// <param name="seen">What has been seen.</param>
    /// <param name="now">Not before the last decision's instant.</param>
    /// <param name="policy">The settings.</param>
    /// <param name="buffer">Cleared, and filled with the actions.</param>
    /// <exception cref="InvalidOperationException">A broken invariant of the core: release the VIP and end.</exception>
    public static Decision Decide(
        in DecisionState state, in Observation seen, MonotonicTime now, FailoverPolicy policy, ActionBuffer buffer)
    {
        buffer.Clear();
        var context = new DecisionContext(now, policy, buffer);
        var next = state;
        Housekeeping.NoteStall(ref next, context);
        ObservationFold.Apply(ref next, seen, context);
        var facts = new Facts(next, context);
        Housekeeping.Run(ref next, facts, context);
        var rule = ApplyRules(ref next, state.Role, context);
        Rhythm.Run(ref next, context);
        return new Decision(next, buffer, next.WakeAt, rule);
    }

    /// <summary>The message that the guard sends for this node once the node is dead: nothing is held, this was its newest claim.</summary>
    public static PeerState LastWord(in DecisionState state, FailoverPolicy policy) => StateMessage.LastWord(state, policy);

    /// <summary>Until when a PRIMARY may hold as things stand; the past when it may not.</summary>
    public static MonotonicTime HoldUntil(in DecisionState state, MonotonicTime now, FailoverPolicy policy, ActionBuffer buffer) =>
        new Facts(state, new DecisionContext(now, policy, buffer)).HoldUntil;

    /// <param name="next">What they change.</param>
    /// <param name="from">The role after the last decision: what an observation has made of it since, a rule has to answer for.</param>
    /// <param name="context">Of this decision.</param>
    private static Rule? ApplyRules(ref DecisionState next, NodeState from, in DecisionContext context)
    {
        Rule? last = null;
        for (var round = 0; ; round++)
        {
            var facts = new Facts(next, context);
            var rule = FirstMatch(next, facts);
            if (rule is null)
            {
                return last;
            }

            if (round == MostRulesADecision)
            {
                throw new InvalidOperationException($"Rule {rule.Id} still matches after {round} others: broken invariant of the core.");
            }

            var inputs = facts.Describe(next);
            rule.Apply(ref next, facts, context);
            last = rule;
            next.LastRule = rule;
            ref var action = ref context.Out.Add(ActionKind.Transition);
            action.Rule = rule;
            action.From = from;
            action.To = next.Role;
            action.Term = next.Term;
            action.Inputs = inputs;
            from = next.Role;
        }
    }

    private static Rule? FirstMatch(in DecisionState state, in Facts facts)
    {
        var phase = (PhaseSet)(1 << (int)state.Phase);
        foreach (var rule in RuleTable.Rows)
        {
            if ((rule.From & phase) != 0 && rule.Matches(state, facts))
            {
                return rule;
            }
        }

        return null;
    }
}
