using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace HAMgm.Component.Data.Files;

/// <summary>
/// Asks the file system about the database without opening it: closing any descriptor of the file would drop the locks that
/// SQLite holds on it.
/// </summary>
internal static partial class FileProbe
{
    private const int WriteAndSearch = 2 | 1; // W_OK | X_OK
    private const int Write = 2;
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const uint InodeNumber = 0x100; // STATX_INO
    private const int StatxLength = 256;
    private const int InodeOffset = 32;
    private const int DeviceOffset = 136;

    /// <summary>Device and inode; default when there is no such file.</summary>
    public static (ulong Device, ulong Inode) Identify(string path)
    {
        Span<byte> answer = stackalloc byte[StatxLength];
        return Statx(CurrentDirectory, path, 0, InodeNumber, ref MemoryMarshal.GetReference(answer)) == 0
            ? (Read(answer[DeviceOffset..]), Read(answer[InodeOffset..]))
            : default;
    }

    /// <summary>Why the next write, or the next start, would fail; null when nothing is known against it.</summary>
    public static string? WhyNotWritable(string directory, string file)
    {
        if (Access(directory, WriteAndSearch) != 0)
        {
            return $"{directory}: {Marshal.GetLastPInvokeErrorMessage()}";
        }

        return Access(file, Write) == 0 ? null : $"{file}: {Marshal.GetLastPInvokeErrorMessage()}";
    }

    private static ulong Read(ReadOnlySpan<byte> bytes) =>
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : BinaryPrimitives.ReadUInt64BigEndian(bytes);

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Access(string path, int mode);

    // statx, not stat: its structure is the same on every machine.
    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Statx(int directory, string path, int flags, uint mask, ref byte answer);
}
