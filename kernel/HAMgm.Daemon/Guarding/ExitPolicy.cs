using HAMgm.Contracts.Errors;
using HAMgm.Linux.Processes;

namespace HAMgm.Daemon.Guarding;

/// <summary>What follows from the way the service ended.</summary>
internal static class ExitPolicy
{
    // SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGSEGV.
    private const ulong CrashSignals = (1ul << 4) | (1ul << 6) | (1ul << 7) | (1ul << 8) | (1ul << 11);

    /// <summary>Whether it brought its end upon itself: a fault in native code, a stack overflow, FailFast.</summary>
    public static bool IsCrash(ExitStatus exit) => exit.Signal is > 0 and < 64 && (CrashSignals & (1ul << exit.Signal)) != 0;

    /// <summary>The code to leave with, or null to start the service again.</summary>
    /// <param name="exit">How it ended.</param>
    /// <param name="wasReady">Whether it had said READY.</param>
    /// <param name="wasKilled">Whether the guard killed it.</param>
    public static int? LeaveWith(ExitStatus exit, bool wasReady, bool wasKilled)
    {
        if (wasKilled || exit.Signal != 0)
        {
            return null;
        }

        return exit.ExitCode switch
        {
            ExitCodes.Success => ExitCodes.Success,

            // It has said on standard error what is wrong, and starting again changes nothing about that. After READY the
            // same code means that something went wrong on the way: the next start tells.
            ExitCodes.Configuration or ExitCodes.Usage or ExitCodes.Plugin or ExitCodes.Environment when !wasReady => exit.ExitCode,
            _ => null,
        };
    }
}
