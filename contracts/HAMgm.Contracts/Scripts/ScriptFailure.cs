namespace HAMgm.Contracts.Scripts;

/// <summary>Why a script gave no verdict of its own. Its verdict is Unhealthy then.</summary>
public enum ScriptFailure
{
    /// <summary>It gave one.</summary>
    None = 0,

    /// <summary>It did not end in time and was killed with everything that it had started.</summary>
    TimedOut = 1,

    /// <summary>It used more memory, output, statements or processes than it may.</summary>
    LimitExceeded = 2,

    /// <summary>It threw, or what it answered is not an answer.</summary>
    Faulted = 3,

    /// <summary>It could not be started: missing, not executable, no such user.</summary>
    NotStarted = 4,

    /// <summary>The caller called it off.</summary>
    Cancelled = 5,
}
