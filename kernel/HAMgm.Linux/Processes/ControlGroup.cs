using System.Globalization;

namespace HAMgm.Linux.Processes;

/// <summary>
/// A control group (cgroups(7)) that bounds how many processes and threads live in it. Counting from outside does not hold what forks without
/// end: it grows faster than it is counted. Works with version 1 (the <c>pids</c> hierarchy) and version 2, where the group that this process
/// is in must be delegated to it (systemd: <c>Delegate=yes</c>).
/// </summary>
public sealed class ControlGroup : IDisposable
{
    // Where this process and its siblings go when their own group is to have groups below it: version 2 wants processes in leaves alone.
    private const string Leaf = "hamgm";
    private const string Prefix = "hamgm-";
    private const string Procs = "cgroup.procs";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static int _made;
    private readonly string _folder;

    private ControlGroup(string folder) => _folder = folder;

    /// <summary>Makes a group below this process's own.</summary>
    /// <param name="maxTasks">Most processes and threads in it, together.</param>
    /// <param name="reason">Why there is none, and what to do.</param>
    /// <returns>Null when it cannot be made.</returns>
    public static ControlGroup? TryCreate(int maxTasks, out string reason) =>
        TryCreate(Read("/proc/self/cgroup"), Read("/proc/self/mountinfo"), maxTasks, out reason);

    /// <summary>The same, for what stands in cgroup and mountinfo of a process.</summary>
    internal static ControlGroup? TryCreate(string groups, string mounts, int maxTasks, out string reason)
    {
        (string Folder, bool IsSecond)? place = Find(groups, mounts);
        if (place is not var (parent, isSecond))
        {
            reason = "this host has no pids controller; mount one, or start the service by systemd";
            return null;
        }

        try
        {
            if (isSecond)
            {
                parent = Prepare(parent);
            }

            RemoveLeftovers(parent);
            string folder = Path.Combine(parent, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref _made)}"));
            Directory.CreateDirectory(folder);
            var group = new ControlGroup(folder);
            try
            {
                Write(Path.Combine(folder, "pids.max"), maxTasks.ToString(CultureInfo.InvariantCulture));
                reason = "";
                return group;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                group.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            reason = $"no group can be made below {parent} ({e.Message}); run as root, or let systemd delegate it (Delegate=yes)";
            return null;
        }
    }

    /// <summary>Puts a process into it; what it starts from then on is in it, too.</summary>
    /// <exception cref="IOException">It cannot be put there, or has ended.</exception>
    public void Add(int pid) => Write(Path.Combine(_folder, Procs), pid.ToString(CultureInfo.InvariantCulture));

    /// <summary>Removes it. What lives in it still keeps it: it is removed when the next one is made after this process.</summary>
    public void Dispose()
    {
        long until = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (!TryRemove(_folder) && Environment.TickCount64 < until)
        {
            Thread.Sleep(5);
        }
    }

    // Version 1, if it has the controller; else version 2.
    private static (string Folder, bool IsSecond)? Find(string groups, string mounts)
    {
        (string Path, bool IsSecond)? own = null;
        foreach (string line in groups.Split('\n'))
        {
            string[] parts = line.Split(':', 3);
            if (parts.Length == 3 && parts[1].Split(',').Contains("pids"))
            {
                own = (parts[2], false);
                break;
            }

            if (parts.Length == 3 && parts[0] == "0" && parts[1].Length == 0)
            {
                own = (parts[2], true);
            }
        }

        if (own is not var (path, isSecond))
        {
            return null;
        }

        // "id parent major:minor root mount-point options … - type source super-options"
        foreach (string line in mounts.Split('\n'))
        {
            string[] halves = line.Split(" - ", 2);
            string[] left = halves[0].Split(' ');
            string[] right = halves.Length == 2 ? halves[1].Split(' ') : [];
            if (left.Length < 5 || right.Length < 3 || right[0] != (isSecond ? "cgroup2" : "cgroup") || (!isSecond && !right[2].Split(',').Contains("pids")))
            {
                continue;
            }

            string root = left[3] == "/" ? "" : left[3];
            string below = path.StartsWith(root, StringComparison.Ordinal) ? path[root.Length..] : path;
            return (Path.Join(left[4], below).TrimEnd('/'), isSecond);
        }

        return null;
    }

    /// <returns>The group under which groups may be made: this process's own, without processes of its own.</returns>
    private static string Prepare(string own)
    {
        string parent = Path.GetFileName(own) == Leaf ? Path.GetDirectoryName(own)! : own;
        string control = Path.Combine(parent, "cgroup.subtree_control");
        if (Read(control).Split(' ', '\n').Contains("pids"))
        {
            return parent;
        }

        try
        {
            Write(control, "+pids");
            return parent;
        }
        catch (IOException)
        {
            // Busy: it has processes.
        }

        string leaf = Path.Combine(parent, Leaf);
        Directory.CreateDirectory(leaf);
        foreach (string pid in Read(Path.Combine(parent, Procs)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Write(Path.Combine(leaf, Procs), pid);
        }

        Write(control, "+pids");
        return parent;
    }

    // Of processes that were killed before they could remove them.
    private static void RemoveLeftovers(string parent)
    {
        foreach (string folder in Directory.EnumerateDirectories(parent, $"{Prefix}*").ToArray())
        {
            string[] parts = Path.GetFileName(folder)[Prefix.Length..].Split('-');
            if (parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && !Directory.Exists($"/proc/{pid}"))
            {
                _ = TryRemove(folder);
            }
        }
    }

    private static bool TryRemove(string folder)
    {
        try
        {
            Directory.Delete(folder);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    // One write: the kernel takes each as a whole, and a file that is created or cut to nothing first is not what it offers.
    private static void Write(string path, string text)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        file.Write(System.Text.Encoding.ASCII.GetBytes(text));
    }
}
