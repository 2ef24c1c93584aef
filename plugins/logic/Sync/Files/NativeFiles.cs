using System.ComponentModel;
using System.Runtime.InteropServices;

namespace HAMgm.Logic.Sync.Files;

/// <summary>What .NET's file classes lack: inode and ctime, ownership, renames and directories that are on the disk.</summary>
internal static unsafe partial class NativeFiles
{
    private const string Library = "libc";
    private const int AtFdCwd = -100;
    private const int AtSymlinkNoFollow = 0x100;
    private const uint StatxBasic = 0x7FF;
    private const int ReadOnly = 0;
    private const int CloseOnExec = 0x80000;
    private const int NotThere = 2;
    private const int NotADirectory = 20;

    /// <summary>The user that this process acts as.</summary>
    public static uint UserId { get; } = GetEffectiveUserId();

    /// <summary>Whether it is root.</summary>
    public static bool IsRoot => UserId == 0;

    /// <summary>What lies there; null: nothing.</summary>
    /// <exception cref="IOException">It cannot be looked at.</exception>
    public static FileStat? Stat(string path)
    {
        // struct statx has 256 bytes.
        byte* buffer = stackalloc byte[256];
        if (Statx(AtFdCwd, path, AtSymlinkNoFollow, StatxBasic, buffer) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            return error is NotThere or NotADirectory ? null : throw Failed(path, error);
        }

        var mode = *(ushort*)(buffer + 28);
        return new FileStat(
            (mode & 0xF000) switch { 0x8000 => FileKind.Regular, 0x4000 => FileKind.Directory, 0xA000 => FileKind.Link, _ => FileKind.Other },
            mode & 0xFFF, *(uint*)(buffer + 20), *(uint*)(buffer + 24), ((ulong)*(uint*)(buffer + 136) << 32) | *(uint*)(buffer + 140),
            *(ulong*)(buffer + 32), *(long*)(buffer + 40), Nanoseconds(buffer + 112), Nanoseconds(buffer + 96));
    }

    /// <summary>Puts a file in the place of another, or of none: at every moment one of the two is there, whole.</summary>
    /// <exception cref="IOException">The kernel refuses; nothing has changed.</exception>
    public static void Rename(string from, string to) => Expect(RenameFile(from, to), to);

    /// <summary>Gives a file, or a link itself, to somebody.</summary>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public static void SetOwner(string path, uint userId, uint groupId) => Expect(LChown(path, userId, groupId), path);

    /// <summary>Has everything of the file system that the path lies on written to the disk.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static void SyncFileSystem(string path) => WithDescriptor(path, SyncFs);

    /// <summary>Has a file's bytes, or a directory's entries, written to the disk.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static void Sync(string path) => WithDescriptor(path, FSync);

    private static void WithDescriptor(string path, Func<int, int> act)
    {
        var descriptor = Open(path, ReadOnly | CloseOnExec);
        Expect(descriptor < 0 ? -1 : 0, path);
        try
        {
            Expect(act(descriptor), path);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static long Nanoseconds(byte* time) => (*(long*)time * 1_000_000_000) + *(uint*)(time + 8);

    private static void Expect(int result, string path)
    {
        if (result != 0)
        {
            throw Failed(path, Marshal.GetLastPInvokeError());
        }
    }

    private static IOException Failed(string path, int error) => new($"{path}: {new Win32Exception(error).Message}", error);

    [LibraryImport(Library, EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUserId();

    [LibraryImport(Library, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, byte* buffer);

    [LibraryImport(Library, EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameFile(string from, string to);

    [LibraryImport(Library, EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LChown(string path, uint user, uint group);

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport(Library, EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport(Library, EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport(Library, EntryPoint = "syncfs", SetLastError = true)]
    private static partial int SyncFs(int descriptor);
}
