using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Hooks;

namespace HAMgm.Logic.StateMachine;

/// <summary>Hooks that are to run.</summary>
/// <param name="Point">Which.</param>
/// <param name="Number">The core's, for its answer; 0 when it does not wait for one.</param>
/// <param name="Term">Their fencing token.</param>
/// <param name="IsPlanned">Of a planned switch.</param>
/// <param name="Reason">Why, for an operator.</param>
/// <param name="Timeout">How long whoever ordered them waits.</param>
internal sealed record HookOrder(HookPoint Point, ulong Number, Epoch Term, bool IsPlanned, string Reason, TimeSpan Timeout);
