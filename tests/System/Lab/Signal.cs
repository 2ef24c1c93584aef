namespace HAMgm.SystemTests;

/// <summary>The signals that the tests send, with Linux's numbers.</summary>
internal enum Signal
{
    /// <summary>SIGHUP: the guard restarts the service.</summary>
    HangUp = 1,

    /// <summary>SIGKILL.</summary>
    Kill = 9,

    /// <summary>SIGUSR2: the guard restarts the service and itself.</summary>
    User2 = 12,

    /// <summary>SIGTERM.</summary>
    Terminate = 15,

    /// <summary>SIGCONT.</summary>
    Continue = 18,

    /// <summary>SIGSTOP.</summary>
    Stop = 19,
}
