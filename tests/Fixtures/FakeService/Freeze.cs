using System.Runtime.InteropServices;

namespace HAMgm.Fixtures.FakeService;

/// <summary>Stops this process as SIGSTOP from outside would.</summary>
internal static partial class Freeze
{
    private const int SigStop = 19;

    public static void Now() => _ = Kill(Environment.ProcessId, SigStop);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
