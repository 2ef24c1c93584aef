namespace HAMgm.ScriptHost.Programs;

/// <summary>Why a program did not end by itself.</summary>
internal enum ProgramFailure
{
    None,
    NotStarted,
    TimedOut,
    TooMuchOutput,
    TooManyProcesses,
    TooMuchMemory,
    KilledBySignal,
}
