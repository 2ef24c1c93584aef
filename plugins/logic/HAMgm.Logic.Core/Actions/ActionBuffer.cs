namespace HAMgm.Logic.Core.Actions;

/// <summary>The ordered actions of one decision. Made once and reused, so that deciding allocates nothing.</summary>
public sealed class ActionBuffer
{
    private readonly CoreAction[] _actions = new CoreAction[Capacity];

    /// <summary>More than one decision can order; exceeding it is a broken invariant.</summary>
    public const int Capacity = 48;

    /// <summary>How many.</summary>
    public int Count { get; private set; }

    /// <summary>The actions, in order.</summary>
    public ReadOnlySpan<CoreAction> Actions => _actions.AsSpan(0, Count);

    /// <summary>Forgets them.</summary>
    public void Clear() => Count = 0;

    internal ref CoreAction Add(ActionKind kind)
    {
        if (Count == Capacity)
        {
            throw new InvalidOperationException("A decision ordered more actions than one can: broken invariant of the core.");
        }

        ref var action = ref _actions[Count++];
        action = default;
        action.Kind = kind;
        return ref action;
    }
}
