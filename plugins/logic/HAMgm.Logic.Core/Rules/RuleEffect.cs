using HAMgm.Logic.Core.State;

namespace HAMgm.Logic.Core.Rules;

/// <summary>What a rule does to the state, and what it orders.</summary>
internal delegate void RuleEffect(ref DecisionState state, in Facts facts, in DecisionContext context);
