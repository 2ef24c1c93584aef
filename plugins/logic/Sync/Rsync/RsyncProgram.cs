using System.ComponentModel;
using System.Diagnostics;

namespace HAMgm.Logic.Sync.Rsync;

/// <summary>Finds programs.</summary>
internal static class RsyncProgram
{
    /// <summary>Full path of a program; null: it is not there.</summary>
    public static string? Find(string nameOrPath)
    {
        if (nameOrPath.Contains('/', StringComparison.Ordinal))
        {
            return File.Exists(nameOrPath) ? nameOrPath : null;
        }

        // A service's PATH may lack these.
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(["/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin"]);
        return folders.Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, nameOrPath)).FirstOrDefault(File.Exists);
    }

    /// <summary>rsync, or an error that says what to do.</summary>
    /// <exception cref="RsyncException">It is not installed.</exception>
    public static string Require(string nameOrPath) => Find(nameOrPath)
        ?? throw new RsyncException($"rsync is not installed ('{nameOrPath}' was not found): install the package rsync (apt-get install rsync) on both nodes, or set sync.rsync.");

    /// <summary>Starts a program, or an error that says what to do.</summary>
    /// <exception cref="RsyncException">The kernel refuses: it may not be executed, or is no program.</exception>
    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new RsyncException($"{start.FileName} cannot be started.");
        }
        catch (Win32Exception refused)
        {
            throw new RsyncException(
                $"{start.FileName} cannot be started: {new Win32Exception(refused.NativeErrorCode).Message}. It must be a program that the service may execute ('ls -l {start.FileName}'): mend that, or set sync.rsync to the one that is installed.",
                inner: refused);
        }
    }
}
