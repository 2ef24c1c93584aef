using HAMgm.Logic.Core.State;

namespace HAMgm.Logic.Core.Rules;

/// <summary>A rule's condition over the state and the facts computed from it.</summary>
internal delegate bool RuleCondition(in DecisionState state, in Facts facts);
