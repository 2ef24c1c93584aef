using System.Diagnostics;

namespace HAMgm.Logic.Sync.Tests;

/// <summary>A file system of its own for one node's files, which a test can fill.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder)
    {
        _folder = folder;
    }

    private string Ballast => Path.Combine(_folder, "ballast");

    /// <summary>Mounts it over a folder; what the folder's configuration file says stays. Null: only root may.</summary>
    public static SmallDisk? Mount(string folder, string configFile)
    {
        var config = File.ReadAllText(configFile);
        if (Environment.UserName != "root" || Run("mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", folder) != 0)
        {
            return null;
        }

        File.WriteAllText(configFile, config);
        return new SmallDisk(folder);
    }

    /// <summary>Leaves only some room.</summary>
    public void Fill(long leftBytes)
    {
        var free = new DriveInfo(_folder).AvailableFreeSpace;
        using var file = File.Create(Ballast);
        var zeros = new byte[1024 * 1024];
        for (var left = free - leftBytes; left > 0; left -= zeros.Length)
        {
            file.Write(zeros, 0, (int)Math.Min(left, zeros.Length));
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Empty() => File.Delete(Ballast);

    public void Dispose() => Run("umount", "-l", _folder);

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }
}
