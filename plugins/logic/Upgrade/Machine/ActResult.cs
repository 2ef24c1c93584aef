namespace HAMgm.Logic.Upgrade.Machine;

/// <summary>How an act ended.</summary>
internal enum ActResult
{
    /// <summary>Done.</summary>
    Done,

    /// <summary>There was nothing to do.</summary>
    Skipped,

    /// <summary>Not done.</summary>
    Failed,

    /// <summary>Files changed on both nodes, or an old state would land on a new one.</summary>
    Conflict,
}
