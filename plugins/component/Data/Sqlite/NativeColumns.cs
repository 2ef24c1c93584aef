using System.Runtime.InteropServices;

namespace HAMgm.Component.Data.Sqlite;

/// <summary>
/// The columns of a row straight from SQLite: at the start they are read hundreds of thousands of times, and each of these calls takes
/// a few nanoseconds, while counting references and leaving and entering the runtime takes thirty.
/// </summary>
internal static unsafe class NativeColumns
{
    private const int TypeNull = 5; // SQLITE_NULL

    private static delegate* unmanaged[SuppressGCTransition]<nint, int, byte*> _blob;
    private static delegate* unmanaged[SuppressGCTransition]<nint, int, int> _bytes;
    private static delegate* unmanaged[SuppressGCTransition]<nint, int, int> _type;
    private static delegate* unmanaged[SuppressGCTransition]<nint, int, long> _int64;

    /// <summary>Finds the functions in the library.</summary>
    public static void Load(nint library)
    {
        _blob = (delegate* unmanaged[SuppressGCTransition]<nint, int, byte*>)NativeLibrary.GetExport(library, "sqlite3_column_blob");
        _bytes = (delegate* unmanaged[SuppressGCTransition]<nint, int, int>)NativeLibrary.GetExport(library, "sqlite3_column_bytes");
        _type = (delegate* unmanaged[SuppressGCTransition]<nint, int, int>)NativeLibrary.GetExport(library, "sqlite3_column_type");
        _int64 = (delegate* unmanaged[SuppressGCTransition]<nint, int, long>)NativeLibrary.GetExport(library, "sqlite3_column_int64");
    }

    /// <summary>The bytes of a text; valid until the statement's next step. The blob first, then its length, as SQLite wants it.</summary>
    public static ReadOnlySpan<byte> Bytes(nint statement, int column)
    {
        var first = _blob(statement, column);
        return new ReadOnlySpan<byte>(first, first is null ? 0 : _bytes(statement, column));
    }

    /// <summary>A number, or null.</summary>
    public static long? Number(nint statement, int column) => _type(statement, column) == TypeNull ? null : _int64(statement, column);
}
