using System.Globalization;

namespace HAMgm.SystemTests;

/// <summary>
/// Removes laboratories: their processes, then their namespaces. The name of a namespace says which
/// process made it (pid and start time), so that what a killed test run left behind is recognised.
/// </summary>
internal static class Janitor
{
    private const string Prefix = "hamgm-lab-";

    /// <summary>What the namespaces of this process's laboratory number <paramref name="lab"/> begin with.</summary>
    public static string NamePrefix(int lab) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{StartTime(Environment.ProcessId)}-{lab}-");

    /// <summary>Removes the laboratories of processes that are gone.</summary>
    public static void RemoveStale()
    {
        foreach (string name in Namespaces())
        {
            string[] parts = name.Split('-');
            bool ours = name.StartsWith(Prefix, StringComparison.Ordinal) && parts.Length >= 6;
            if (ours && !(int.TryParse(parts[2], CultureInfo.InvariantCulture, out int pid) && StartTime(pid) == parts[3]))
            {
                Remove(name);
            }
        }
    }

    /// <summary>Removes every namespace whose name begins so.</summary>
    public static void RemoveAll(string prefix)
    {
        foreach (string name in Namespaces().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            Remove(name);
        }
    }

    /// <summary>The processes that run in a namespace.</summary>
    public static int[] Processes(string name) =>
        [.. Shell.TryRun(["ip", "netns", "pids", name]).Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => int.Parse(line, CultureInfo.InvariantCulture))];

    /// <summary>Kills what runs in a namespace, or only the programs whose name begins so, and waits until it is gone.</summary>
    public static void KillAll(string name, string program = "")
    {
        for (int attempt = 0; attempt < 100; attempt++)
        {
            int[] processes = [.. Processes(name).Where(pid => program.Length == 0 || ProgramOf(pid).StartsWith(program, StringComparison.Ordinal))];
            if (processes.Length == 0)
            {
                return;
            }

            foreach (int pid in processes)
            {
                Signals.Send(pid, Signal.Kill);
            }

            Thread.Sleep(10);
        }
    }

    private static void Remove(string name)
    {
        KillAll(name);
        Shell.TryRun(["ip", "netns", "delete", name]);
    }

    private static string[] Namespaces() =>
        Directory.Exists("/run/netns") ? [.. Directory.GetFiles("/run/netns").Select(static path => Path.GetFileName(path))] : [];

    private static string ProgramOf(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/comm");
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>The start time of a process in clock ticks since boot (field 22 of /proc/pid/stat); "" when there is none, or only its zombie.</summary>
    private static string StartTime(int pid)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? "" : fields[19];
        }
        catch (IOException)
        {
            return "";
        }
    }
}
