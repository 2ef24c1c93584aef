using System.Buffers.Binary;

namespace HAMgm.Kernel.Loading;

/// <summary>
/// What a plugin's folder looks like: names, sizes and times of its files, in one number that changes when any of them does. The same
/// in every process (FNV-1a), for it is remembered across them: the framework's hash codes are other ones in each.
/// </summary>
internal static class FolderStamp
{
    // A plugin is a handful of files; a folder with more is somebody's mistake, and is not walked to its end.
    private const int MaxFiles = 10_000;

    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>The folder's stamp; 0 when it holds no manifest.</summary>
    public static long Of(string folder)
    {
        if (!File.Exists(Path.Combine(folder, PluginManifest.FileName)))
        {
            return 0;
        }

        ulong stamp = Offset;
        try
        {
            var files = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Take(MaxFiles);
            foreach (FileInfo file in files.OrderBy(file => file.FullName, StringComparer.Ordinal))
            {
                foreach (char letter in Path.GetRelativePath(folder, file.FullName))
                {
                    stamp = (stamp ^ letter) * Prime;
                }

                stamp = Add(stamp, file.Length);
                stamp = Add(stamp, file.LastWriteTimeUtc.Ticks);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is being changed this moment; whoever watches looks again.
            stamp = Add(stamp, Environment.TickCount64);
        }

        // Never 0, which means that there is no plugin.
        return (long)(stamp | 1);
    }

    private static ulong Add(ulong stamp, long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        foreach (byte one in bytes)
        {
            stamp = (stamp ^ one) * Prime;
        }

        return stamp;
    }
}
