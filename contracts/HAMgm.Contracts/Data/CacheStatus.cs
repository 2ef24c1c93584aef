namespace HAMgm.Contracts.Data;

/// <summary>How full and how busy the store is.</summary>
/// <param name="Keys">How many keys.</param>
/// <param name="Bytes">Bytes of keys and values in memory.</param>
/// <param name="DatabasePath">Full path of the SQLite file.</param>
/// <param name="IsWritable">False once a write has failed and none has succeeded since.</param>
/// <param name="LastError">The last write error; empty when there is none.</param>
public sealed record CacheStatus(int Keys, long Bytes, string DatabasePath, bool IsWritable, string LastError);
