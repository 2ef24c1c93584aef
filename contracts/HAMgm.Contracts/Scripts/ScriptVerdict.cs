namespace HAMgm.Contracts.Scripts;

/// <summary>What a script found: an executable's exit code 0, 1, and 2 and above.</summary>
public enum ScriptVerdict
{
    /// <summary>All is well.</summary>
    Healthy = 0,

    /// <summary>It works, and somebody should look at it: the check's weight counts, the node stays healthy.</summary>
    Degraded = 1,

    /// <summary>It does not work.</summary>
    Unhealthy = 2,
}
