using System.Globalization;
using HAMgm.Linux.Native;

namespace HAMgm.Linux.Processes;

/// <summary>
/// Everything below a process, and its end. Complete only below a process that is a child subreaper (<see cref="Subreaper"/>): there an
/// orphan stays in the tree however often its parents fork and leave.
/// </summary>
public static class ProcessTree
{
    // A tree that grows faster than it is walked is a fork bomb: frozen pass by pass, it stops growing.
    private const int MaxPasses = 1000;

    /// <summary>All processes below this one, zombies among them, parents before their children.</summary>
    /// <param name="root">The process; it is not among the result.</param>
    public static IReadOnlyList<int> Below(int root)
    {
        List<int> found = [];
        AddChildren(root, found);
        for (int index = 0; index < found.Count; index++)
        {
            AddChildren(found[index], found);
        }

        return found;
    }

    /// <summary>How many processes below a process live, and the resident memory that they have together, bytes.</summary>
    public static (int Count, long ResidentBytes) Measure(int root)
    {
        int count = 0;
        long resident = 0;
        foreach (int pid in Below(root))
        {
            if (Stat(pid) is { IsZombie: false } stat)
            {
                count++;
                resident += stat.ResidentBytes;
            }
        }

        return (count, resident);
    }

    /// <summary>Sends a signal to everything below a process.</summary>
    public static void Signal(int root, int signal)
    {
        foreach (int pid in Below(root))
        {
            _ = Libc.Kill(pid, signal);
        }
    }

    /// <summary>
    /// Ends everything below a process: first all is frozen, so that nothing can fork away, then killed. Of this process's own orphans the
    /// dead are reaped.
    /// </summary>
    /// <param name="root">This process, or another one, which should be frozen itself then.</param>
    /// <param name="patience">How long processes may take to die (uninterruptible input and output holds them).</param>
    /// <returns>How many live still: 0, unless the patience ran out.</returns>
    public static int KillBelow(int root, TimeSpan patience)
    {
        long until = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        while (true)
        {
            int alive = Freeze(root);
            if (root == Environment.ProcessId)
            {
                _ = Subreaper.ReapOrphans();
            }

            if (alive == 0 || Environment.TickCount64 > until)
            {
                return alive;
            }

            Signal(root, Signals.Kill);
            Thread.Sleep(1);
        }
    }

    private static int Freeze(int root)
    {
        HashSet<int> frozen = [];
        int alive = 0;
        for (int pass = 0; pass < MaxPasses; pass++)
        {
            bool isNew = false;
            alive = 0;
            foreach (int pid in Below(root))
            {
                if (Stat(pid) is not { IsZombie: false })
                {
                    continue;
                }

                alive++;
                if (frozen.Add(pid))
                {
                    isNew = true;
                    _ = Libc.Kill(pid, Signals.Stop);
                }
            }

            if (!isNew)
            {
                break;
            }
        }

        return alive;
    }

    private static void AddChildren(int pid, List<int> found)
    {
        try
        {
            foreach (string task in Directory.EnumerateDirectories(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/task")))
            {
                string text;
                try
                {
                    text = File.ReadAllText($"{task}/children");
                }
                catch (IOException)
                {
                    // The thread has ended; its children have gone to another one.
                    continue;
                }

                foreach (Range part in text.AsSpan().Split(' '))
                {
                    if (int.TryParse(text.AsSpan(part), NumberStyles.None, CultureInfo.InvariantCulture, out int child))
                    {
                        found.Add(child);
                    }
                }
            }
        }
        catch (IOException)
        {
            // It has ended: its children are its subreaper's now.
        }
    }

    private static (bool IsZombie, long ResidentBytes)? Stat(int pid)
    {
        try
        {
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            int end = stat.LastIndexOf(')');
            return end > 0 && end + 2 < stat.Length && ProcFs.TryParse(stat, out _, out long pages, out _)
                ? (stat[end + 2] is 'Z' or 'X', pages * Environment.SystemPageSize)
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
