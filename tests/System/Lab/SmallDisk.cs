namespace HAMgm.SystemTests;

/// <summary>
/// A disk of a few megabytes for one node's data, an ext4 file system in a file: it can be filled, stopped for a while, and
/// broken. Not a tmpfs: what is mapped into memory behaves otherwise there.
/// </summary>
internal sealed class SmallDisk : IDisposable
{
    private const string Size = "24M";
    private readonly string image;
    private readonly string filler;

    public SmallDisk(string folder)
    {
        Folder = Directory.CreateDirectory(folder).FullName;
        image = folder + ".img";
        filler = Path.Combine(Folder, "filler");
        Shell.Run(["truncate", "-s", Size, image]);
        Shell.Run(["mkfs.ext4", "-q", "-m", "0", image]);
        IsAvailable = Shell.TryRun(["mount", "-o", "loop", image, Folder]).ExitCode == 0;
    }

    public string Folder { get; }

    /// <summary>Whether the system gave a loop device.</summary>
    public bool IsAvailable { get; }

    /// <summary>Leaves not a byte.</summary>
    public void Fill()
    {
        using FileStream stream = File.Create(filler, 4096, FileOptions.WriteThrough);
        try
        {
            byte[] block = new byte[4096];
            while (true)
            {
                stream.Write(block);
                stream.Flush();
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Gives the space back.</summary>
    public void Free() => File.Delete(filler);

    /// <summary>Nothing is written any more, and every attempt is an error: as a kernel does with a disk that it finds broken.</summary>
    public void Break()
    {
        // Written out first, so that what is mapped into memory has to ask the file system before its next write.
        Shell.Run(["sync", "-f", Folder]);
        FileSystemShutdown.Run(Folder);
    }

    /// <summary>Every write waits until <see cref="Thaw"/>.</summary>
    public void Freeze() => Shell.Run(["fsfreeze", "--freeze", Folder]);

    /// <summary>Writes go on.</summary>
    public void Thaw() => Shell.TryRun(["fsfreeze", "--unfreeze", Folder]);

    // Lazily: a node may have it open still.
    public void Dispose()
    {
        Thaw();
        Shell.TryRun(["umount", "--lazy", Folder]);
    }
}
