namespace HAMgm.Contracts.Detection;

/// <summary>Where one health check stands.</summary>
public enum CheckState
{
    /// <summary>It has not run yet; it counts as passed.</summary>
    Pending = 0,

    /// <summary>It passes.</summary>
    Passing = 1,

    /// <summary>It passes, and somebody should look at it: half its weight is taken from the priority.</summary>
    Degraded = 2,

    /// <summary>It fails.</summary>
    Failing = 3,

    /// <summary>A check that it depends on has failed: it is not run and does not count.</summary>
    Blocked = 4,

    /// <summary>It does not run in this node's state: it does not count.</summary>
    Inactive = 5,
}
