namespace HAMgm.Component.Data.Sqlite;

/// <summary>SQLite said no; the component makes an operator's error of it.</summary>
internal sealed class SqliteFailure(int resultCode, string message) : Exception(message)
{
    /// <summary>SQLite's extended result code.</summary>
    public int ResultCode { get; } = resultCode;

    /// <summary>The primary result code: SQLITE_FULL 13, SQLITE_IOERR 10, SQLITE_READONLY 8, …</summary>
    public int PrimaryCode => ResultCode & 0xff;

    /// <summary>True when the file is no intact database.</summary>
    public bool IsCorruption => PrimaryCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB;
}
