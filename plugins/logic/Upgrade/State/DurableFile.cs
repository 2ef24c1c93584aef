using System.ComponentModel;
using System.Runtime.InteropServices;

namespace HAMgm.Logic.Upgrade.State;

/// <summary>Files that are on the disk, whole, when a call returns: the old content or the new one, whenever the process dies.</summary>
internal static partial class DurableFile
{
    private const int OpenDirectory = 0x10000 | 0x80000; // O_DIRECTORY | O_CLOEXEC
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a folder that nobody else may look into.</summary>
    public static void MakeFolder(string path) => Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);

    /// <summary>Replaces a file.</summary>
    /// <exception cref="IOException">The disk refuses; the old one stands.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var draft = path + ".new";
        File.Delete(draft);
        using (var stream = new FileStream(draft, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly, BufferSize = 0 }))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        Place(draft, path);
    }

    /// <summary>Writes a file's bytes to the disk.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static void Flush(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, 0);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Puts a file or link in the place of another.</summary>
    /// <exception cref="IOException">The kernel refuses; nothing has changed.</exception>
    public static void Place(string from, string to)
    {
        // Not File.Move, which follows links and would copy across file systems.
        Expect(RenameFile(from, to), to);
        SyncFolder(Path.GetDirectoryName(to)!);
    }

    /// <summary>Gives a file, or a link itself, to somebody.</summary>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public static void SetOwner(string path, uint user, uint group) => Expect(ChangeOwner(path, user, group), path);

    private static void SyncFolder(string path)
    {
        var descriptor = Open(path, OpenDirectory);
        Expect(descriptor < 0 ? -1 : 0, path);
        try
        {
            Expect(Sync(descriptor), path);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static void Expect(int result, string path)
    {
        if (result != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            throw new IOException($"{path}: {new Win32Exception(error).Message}", error);
        }
    }

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameFile(string from, string to);

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
