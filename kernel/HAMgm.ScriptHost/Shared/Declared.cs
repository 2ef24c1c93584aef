namespace HAMgm.Scripts;

/// <summary>One thing that is declared of a script.</summary>
/// <param name="Key">The key, or a word by itself.</param>
/// <param name="Value">Its value: text of a header line, or what JSON can express; null for a word by itself.</param>
/// <param name="Where">File and line, for errors.</param>
internal sealed record Declared(string Key, object? Value, string Where);
