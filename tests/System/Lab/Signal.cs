namespace HAMgm.SystemTests;

/// <summary>The signals that the tests send, with Linux's numbers.</summary>
internal enum Signal
{
    /// <summary>SIGKILL.</summary>
    Kill = 9,

    /// <summary>SIGTERM.</summary>
    Terminate = 15,

    /// <summary>SIGCONT.</summary>
    Continue = 18,

    /// <summary>SIGSTOP.</summary>
    Stop = 19,
}
