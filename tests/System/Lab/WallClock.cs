namespace HAMgm.SystemTests;

/// <summary>
/// A wall clock of the nodes' own, set at will: a library that is preloaded into them answers the wall clock's calls, and no
/// other. The machine's clock is not touched.
/// </summary>
internal sealed class WallClock
{
    private const string Source = "tests/Fixtures/WallClock/wallclock.c";

    public WallClock(string folder)
    {
        Library = Path.Combine(folder, "wallclock.so");
        FileName = Path.Combine(folder, "wallclock");
        File.WriteAllBytes(FileName, new byte[sizeof(long)]);
        IsAvailable = Shell.Has("cc")
            && Shell.TryRun(["cc", "-shared", "-fPIC", "-O1", "-o", Library, Path.Combine(Product.RepositoryRoot(), Source), "-ldl"]).ExitCode == 0;
    }

    /// <summary>Whether the library could be built.</summary>
    public bool IsAvailable { get; }

    /// <summary>For LD_PRELOAD.</summary>
    public string Library { get; }

    /// <summary>Where the library finds by how much the clock is off.</summary>
    public string FileName { get; }

    /// <summary>Sets the nodes' wall clock to the true time and this much.</summary>
    public void Set(TimeSpan offset)
    {
        using FileStream file = new(FileName, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.Write(BitConverter.GetBytes((long)offset.TotalSeconds));
    }
}
