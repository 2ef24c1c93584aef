using System.Runtime.InteropServices;

namespace HAMgm.Component.Config.Files;

/// <summary>The calls about files that .NET does not offer: the owner, the time of the last change of any kind, and fsync of a directory.</summary>
internal static partial class NativeFile
{
    private const int OpenDirectory = 0x10000 | 0x80000; // O_DIRECTORY | O_CLOEXEC
    private const int AtCurrentDirectory = -100;
    private const uint StatxOwner = 0x18; // STATX_UID | STATX_GID
    private const uint StatxIdentity = 0x380; // STATX_CTIME | STATX_INO | STATX_SIZE
    private const int StatxSize = 256;

    /// <summary>Owner of a file; null when it cannot be told.</summary>
    public static (uint User, uint Group)? GetOwner(string path)
    {
        // struct statx is the same on every architecture: stx_uid at 20, stx_gid at 24.
        Span<byte> buffer = stackalloc byte[StatxSize];
        if (StatX(AtCurrentDirectory, path, 0, StatxOwner, ref MemoryMarshal.GetReference(buffer)) != 0)
        {
            return null;
        }

        return (MemoryMarshal.Read<uint>(buffer[20..]), MemoryMarshal.Read<uint>(buffer[24..]));
    }

    /// <summary>What changes with every write to a file and every replacement of it; null when it is not there.</summary>
    public static (ulong Inode, ulong Size, long Seconds, uint Nanoseconds)? GetIdentity(string path)
    {
        // stx_ino at 32, stx_size at 40, stx_ctime at 96: nobody can set that one back.
        Span<byte> buffer = stackalloc byte[StatxSize];
        return StatX(AtCurrentDirectory, path, 0, StatxIdentity, ref MemoryMarshal.GetReference(buffer)) != 0
            ? null
            : (MemoryMarshal.Read<ulong>(buffer[32..]), MemoryMarshal.Read<ulong>(buffer[40..]), MemoryMarshal.Read<long>(buffer[96..]), MemoryMarshal.Read<uint>(buffer[104..]));
    }

    /// <summary>Gives a file to an owner; false when this process may not.</summary>
    public static bool TrySetOwner(string path, (uint User, uint Group) owner) => ChangeOwner(path, owner.User, owner.Group) == 0;

    /// <summary>Makes a rename in a directory durable.</summary>
    /// <exception cref="IOException">The directory cannot be synchronised.</exception>
    public static void SyncDirectory(string path)
    {
        var descriptor = Open(path, OpenDirectory);
        var failed = descriptor < 0 || Sync(descriptor) != 0;
        var error = Marshal.GetLastPInvokeError();
        if (descriptor >= 0)
        {
            _ = Close(descriptor);
        }

        if (failed)
        {
            throw new IOException($"{path}: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int StatX(int directory, string path, int flags, uint mask, ref byte buffer);

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int ChangeOwner(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
