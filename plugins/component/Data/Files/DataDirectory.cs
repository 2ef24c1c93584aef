using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using HAMgm.Contracts.Errors;
using Microsoft.Win32.SafeHandles;

namespace HAMgm.Component.Data.Files;

/// <summary>
/// data_dir, held by this process alone: two services on one directory would share a term and a vote. The lock is
/// flock's, so it ends with the process however that ends.
/// </summary>
internal sealed partial class DataDirectory : IDisposable
{
    private const UnixFileMode DirectoryMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode FileMode600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const uint OwnerReadWrite = 0x180; // 0600
    private const int OpenCreateReadWrite = 0x2 | 0x40 | 0x80000; // O_RDWR | O_CREAT | O_CLOEXEC
    private const int LockExclusiveNoWait = 2 | 4; // LOCK_EX | LOCK_NB

    private readonly SafeFileHandle _lock;

    private DataDirectory(string path, SafeFileHandle held, bool wasUsed)
    {
        Path = path;
        _lock = held;
        WasUsed = wasUsed;
    }

    /// <summary>True when a service has had its data here before: a database that is missing now has been lost.</summary>
    public bool WasUsed { get; }

    public string Path { get; }

    /// <summary>Creates the directory (0700) when it is missing, and takes it.</summary>
    /// <exception cref="HamgmException">It is not writable, or another process has it.</exception>
    public static DataDirectory Take(string path)
    {
        try
        {
            if (!Directory.Exists(path))
            {
                Directory.CreateDirectory(path, DirectoryMode);
            }

            return new DataDirectory(path, OpenLock(System.IO.Path.Combine(path, "lock"), out var wasUsed), wasUsed);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HamgmException(
                ErrorKind.ServiceUnavailable,
                ErrorCodes.Unavailable,
                path,
                $"data_dir {path} cannot be written: {e.Message}. Give the service write access, make room, or set data_dir to another directory.",
                e);
        }
    }

    public void Dispose() => _lock.Dispose();

    private static SafeFileHandle OpenLock(string path, out bool wasUsed)
    {
        // Not through FileStream: .NET locks what it opens, too, and then nobody could read who holds it.
        var descriptor = Open(path, OpenCreateReadWrite, OwnerReadWrite);
        if (descriptor < 0)
        {
            throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        var held = new SafeFileHandle(descriptor, ownsHandle: true);
        if (FileLock(held, LockExclusiveNoWait) != 0)
        {
            Span<byte> buffer = stackalloc byte[32];
            var holder = Encoding.ASCII.GetString(buffer[..RandomAccess.Read(held, buffer, 0)]).Trim();
            held.Dispose();
            throw new HamgmException(
                ErrorKind.ServiceUnavailable,
                ErrorCodes.Conflict,
                path,
                $"data_dir {System.IO.Path.GetDirectoryName(path)} is in use by process {(holder.Length == 0 ? "(unknown)" : holder)}: stop that one, or give this node a data_dir of its own");
        }

        wasUsed = RandomAccess.GetLength(held) > 0;
        RandomAccess.SetLength(held, 0);
        RandomAccess.Write(held, Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"), 0);
        return held;
    }

    /// <summary>Makes the empty file with its mode; SQLite would make it readable by others.</summary>
    /// <exception cref="IOException">The disk refuses it.</exception>
    public static void CreatePrivate(string path)
    {
        using var created = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Write,
            UnixCreateMode = FileMode600,
        });
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int FileLock(SafeHandle descriptor, int operation);
}
