using System.Text;

namespace HAMgm.Component.Config.Files;

/// <summary>Replaces a file as a whole: after a crash at any moment there is the old text or the new one.</summary>
internal static class AtomicFile
{
    /// <summary>Mode of files that did not exist before: they may hold a secret.</summary>
    private const UnixFileMode NewFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes, keeping mode and owner; a symbolic link stays one, its target is replaced. On the disk when this returns.</summary>
    /// <exception cref="IOException">Not written; the old file stands.</exception>
    /// <exception cref="UnauthorizedAccessException">Not permitted; the old file stands.</exception>
    public static void Write(string path, string text)
    {
        var link = new FileInfo(path);
        var target = link.LinkTarget is null ? link.FullName : link.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        var directory = Path.GetDirectoryName(target)!;
        var exists = File.Exists(target);
        var temporary = Path.Combine(directory, $".{Path.GetFileName(target)}.new");
        try
        {
            File.Delete(temporary);
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = NewFileMode,
                BufferSize = 0,
            };
            using (var stream = new FileStream(temporary, options))
            {
                stream.Write(Encoding.UTF8.GetBytes(text));
                if (exists)
                {
                    KeepOwnerAndMode(target, temporary);
                }

                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
            throw;
        }

        NativeFile.SyncDirectory(directory);
    }

    private static void KeepOwnerAndMode(string from, string to)
    {
        // The owner first: chown clears set-id bits, and a mode given to the wrong owner shows a secret.
        if (NativeFile.GetOwner(from) is { } owner && NativeFile.GetOwner(to) != owner && !NativeFile.TrySetOwner(to, owner))
        {
            throw new UnauthorizedAccessException($"{from} belongs to user {owner.User}, and this process may not keep it so");
        }

        File.SetUnixFileMode(to, File.GetUnixFileMode(from));
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first error is the one to report; the left-over is replaced by the next write.
        }
    }
}
