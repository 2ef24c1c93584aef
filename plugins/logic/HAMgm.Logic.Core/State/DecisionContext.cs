using HAMgm.Contracts.Time;
using HAMgm.Logic.Core.Actions;
using HAMgm.Logic.Core.Policy;

namespace HAMgm.Logic.Core.State;

/// <summary>What every part of one decision needs: the instant, the policy, and where orders go.</summary>
internal readonly record struct DecisionContext(MonotonicTime Now, FailoverPolicy Policy, ActionBuffer Out)
{
    public void Alert(AlertKind kind, ulong number = 0)
    {
        ref var action = ref Out.Add(ActionKind.Alert);
        action.Alert = kind;
        action.Number = number;
    }

    public void Complete(ulong operation, OperationResult result)
    {
        if (operation == 0)
        {
            return;
        }

        ref var action = ref Out.Add(ActionKind.Complete);
        action.Number = operation;
        action.Result = result;
    }
}
