namespace HAMgm.Component.Data.Sqlite;

/// <summary>A row of the database, or its removal.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Json">Its value; null removes the row.</param>
/// <param name="ExpiresUnixMs">Wall-clock time of its end; null for ever.</param>
/// <param name="LifeMs">The time to live it was given; bounds what a clock that was set back can add.</param>
internal readonly record struct StoredValue(string Key, string? Json, long? ExpiresUnixMs, long? LifeMs);
