namespace HAMgm.Component.Config.Values;

/// <summary>One entry of a map before it has been judged.</summary>
/// <param name="Key">As it stands there.</param>
/// <param name="Value">What stands beside it.</param>
/// <param name="Line">1-based line of the file; 0 when it comes from elsewhere.</param>
internal sealed record RawEntry(string Key, RawValue Value, int Line);
