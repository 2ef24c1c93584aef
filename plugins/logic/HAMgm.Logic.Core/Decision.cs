using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Rules;
using HAMgm.Logic.Core.State;

namespace HAMgm.Logic.Core;

/// <summary>What one decision gave: the next state, the actions in the order in which they are to be carried out, when to
/// ask again at the latest, and the rule that moved the node, if one did.</summary>
/// <param name="Next">The next state.</param>
/// <param name="Actions">The buffer that was handed in, filled.</param>
/// <param name="WakeAt">Decide again at the latest then.</param>
/// <param name="Rule">The last rule that matched; null when the node stayed as it was.</param>
public readonly record struct Decision(DecisionState Next, ActionBuffer Actions, MonotonicTime WakeAt, Rule? Rule);
