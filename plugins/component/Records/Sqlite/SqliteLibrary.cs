using System.Reflection;
using System.Runtime.InteropServices;
using HAMgm.Contracts.Errors;
using SQLitePCL;

namespace HAMgm.Component.Records.Sqlite;

/// <summary>The system's libsqlite3.so.0 under the name that the provider's imports bear. Set up once a load context.</summary>
internal static class SqliteLibrary
{
    private const string FileName = "libsqlite3.so.0";

    private static readonly Lock Gate = new();
    private static bool _ready;

    /// <exception cref="HamgmException">The library is not installed.</exception>
    public static void EnsureReady()
    {
        lock (Gate)
        {
            if (_ready)
            {
                return;
            }

            var provider = typeof(SQLite3Provider_e_sqlite3).Assembly;
            if (!NativeLibrary.TryLoad(FileName, provider, DllImportSearchPath.SafeDirectories, out _))
            {
                throw new HamgmException(
                    ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, FileName,
                    $"{FileName} is not installed: install the package libsqlite3-0 (apt-get install libsqlite3-0)");
            }

            NativeLibrary.SetDllImportResolver(provider, Resolve);
            raw.SetProvider(new SQLite3Provider_e_sqlite3());
            _ready = true;
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search) =>
        name == "e_sqlite3" && NativeLibrary.TryLoad(FileName, assembly, search, out var handle) ? handle : 0;
}
