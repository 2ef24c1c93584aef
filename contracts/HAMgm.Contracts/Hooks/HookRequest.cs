using HAMgm.Contracts.Scripts;

namespace HAMgm.Contracts.Hooks;

/// <summary>A change that hooks are run for.</summary>
/// <param name="Point">Which.</param>
/// <param name="Facts">What they are told; <see cref="ScriptFacts.Term"/> is the fencing token.</param>
/// <param name="Planned">True for a planned switch; false when nobody was asked.</param>
/// <param name="Reason">Why, for an operator.</param>
public sealed record HookRequest(HookPoint Point, ScriptFacts Facts, bool Planned, string Reason);
