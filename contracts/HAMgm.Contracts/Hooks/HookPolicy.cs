namespace HAMgm.Contracts.Hooks;

/// <summary>What follows when a hook fails or does not end in time.</summary>
public enum HookPolicy
{
    /// <summary>The change is called off where it can be, and the hooks after it do not run.</summary>
    Abort = 0,

    /// <summary>An alert; the next hook runs.</summary>
    Continue = 1,
}
