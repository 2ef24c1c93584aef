namespace HAMgm.Kernel.Loading;

/// <summary>What a plugin's folder looks like: names, sizes and times of its files, in one number that changes when any of them does.</summary>
internal static class FolderStamp
{
    // A plugin is a handful of files; a folder with more is somebody's mistake, and is not walked to its end.
    private const int MaxFiles = 10_000;

    /// <summary>The folder's stamp; 0 when it holds no manifest.</summary>
    public static long Of(string folder)
    {
        if (!File.Exists(Path.Combine(folder, PluginManifest.FileName)))
        {
            return 0;
        }

        HashCode stamp = default;
        try
        {
            var files = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Take(MaxFiles);
            foreach (FileInfo file in files.OrderBy(file => file.FullName, StringComparer.Ordinal))
            {
                stamp.Add(file.FullName, StringComparer.Ordinal);
                stamp.Add(file.Length);
                stamp.Add(file.LastWriteTimeUtc.Ticks);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is being changed this moment; whoever watches looks again.
            stamp.Add(Environment.TickCount64);
        }

        // Never 0, which means that there is no plugin.
        return ((long)stamp.ToHashCode() << 1) | 1;
    }
}
