namespace HAMgm.Contracts.Data;

/// <summary>How full and how busy the store is.</summary>
/// <param name="Keys">How many keys.</param>
/// <param name="Bytes">Bytes of keys and values in memory.</param>
/// <param name="DatabasePath">Full path of the SQLite file.</param>
/// <param name="IsWritable">False once a write has failed and none has succeeded since.</param>
/// <param name="LastError">The last write error; empty when there is none.</param>
/// <param name="Pending">Changes that wait in memory for the disk.</param>
/// <param name="SchemaVersion">Version of the tables in the file.</param>
/// <param name="SetAside">Name of the damaged file that this database took the place of, in data_dir; empty when there was none.</param>
public sealed record CacheStatus(
    int Keys,
    long Bytes,
    string DatabasePath,
    bool IsWritable,
    string LastError,
    int Pending = 0,
    int SchemaVersion = 0,
    string SetAside = "");
