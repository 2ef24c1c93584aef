using System.Globalization;
using HAMgm.Linux.Native;

namespace HAMgm.Linux.Processes;

/// <summary>
/// Makes this process the parent of every orphan below it, so that nothing a child has started escapes (prctl 36), and
/// reaps those orphans.
/// </summary>
public static class Subreaper
{
    private const int SetChildSubreaper = 36;

    /// <summary>Becomes the subreaper; for the rest of this process's life, not inherited.</summary>
    public static void Enable()
    {
        if (Libc.PrCtl(SetChildSubreaper, 1, 0, 0, 0) != 0)
        {
            throw LinuxException.Last("become a child subreaper");
        }
    }

    /// <summary>All children of this process at this moment, adopted orphans included.</summary>
    public static IReadOnlyList<int> Children()
    {
        List<int> children = [];
        foreach (string task in Directory.EnumerateDirectories("/proc/self/task"))
        {
            try
            {
                foreach (string pid in File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
                {
                    children.Add(int.Parse(pid, CultureInfo.InvariantCulture));
                }
            }
            catch (IOException)
            {
                // The thread ended while we looked; its children have moved to another one.
            }
        }

        return children;
    }

    /// <summary>Reaps orphans that have ended; never a <see cref="ChildProcess"/>, whose own object does that.</summary>
    /// <param name="isKept">Tells further children to leave alone, e.g. those of System.Diagnostics.Process; null for none.</param>
    /// <returns>How many were reaped.</returns>
    public static int ReapOrphans(Func<int, bool>? isKept = null)
    {
        int reaped = 0;
        foreach (int pid in Children())
        {
            if (!ChildProcess.IsManaged(pid) && isKept?.Invoke(pid) != true && ChildProcess.TryReapPid(pid) is not null)
            {
                reaped++;
            }
        }

        return reaped;
    }
}
