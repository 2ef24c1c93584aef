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

    private DataDirectory(string path, SafeFileHandle held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    /// <summary>Full path of the database, which exists with mode 0600 (its WAL inherits that).</summary>
    public string DatabasePath => System.IO.Path.Combine(Path, "hamgm.db");

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

            var directory = new DataDirectory(path, OpenLock(System.IO.Path.Combine(path, "lock")));
            var complete = false;
            try
            {
                directory.CreateDatabaseFile();
                complete = true;
                return directory;
            }
            finally
            {
                if (!complete)
                {
                    directory.Dispose();
                }
            }
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

    private static SafeFileHandle OpenLock(string path)
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

        RandomAccess.SetLength(held, 0);
        RandomAccess.Write(held, Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"), 0);
        return held;
    }

    private void CreateDatabaseFile()
    {
        if (File.Exists(DatabasePath))
        {
            return;
        }

        // SQLite would take the log for nobody's and drop it: the terms and votes in it would be gone without a word.
        if (new FileInfo(DatabasePath + "-wal") is { Exists: true, Length: > 0 })
        {
            throw new HamgmException(
                ErrorKind.ServiceUnavailable,
                ErrorCodes.Unavailable,
                DatabasePath,
                $"{DatabasePath} is missing but its log {DatabasePath}-wal is there: put the database back; see component.data's README for starting without it");
        }

        using var created = new FileStream(DatabasePath, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = FileMode600,
        });
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int FileLock(SafeHandle descriptor, int operation);
}
