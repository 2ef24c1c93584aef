using HAMgm.Linux;
using HAMgm.Linux.Processes;

namespace HAMgm.Daemon.Guarding;

/// <summary>Puts the program that is on the disk now in this one's place (docs/guard.md, upgrade in place).</summary>
/// <remarks>
/// The pid stays, so systemd's MAINPID and the service's HAMGM_GUARD_PID do as well. Every descriptor but 0, 1, 2 closes by
/// itself; the lock of the data folder is taken anew when the service names the folder again.
/// </remarks>
internal static class Successor
{
    /// <summary>Does not return when it succeeds.</summary>
    /// <returns>Why it could not.</returns>
    public static string Become(string program, string[] arguments, HandedLease? handed)
    {
        List<string> environment = [];
        foreach (System.Collections.DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            if (entry.Key is not HandedLease.Variable)
            {
                environment.Add($"{entry.Key}={entry.Value}");
            }
        }

        if (handed is not null)
        {
            environment.Add($"{HandedLease.Variable}={handed.ToText()}");
        }

        LinuxException refusal = ProgramExchange.Replace(program, [program, .. arguments], environment);
        return refusal.Message;
    }
}
