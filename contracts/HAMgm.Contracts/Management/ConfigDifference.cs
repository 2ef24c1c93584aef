namespace HAMgm.Contracts.Management;

/// <summary>A setting that has two values.</summary>
/// <param name="Key">Dotted key.</param>
/// <param name="Left">The older, or this node's value, as it may be shown; "" for none.</param>
/// <param name="Right">The newer, or the peer's value.</param>
public sealed record ConfigDifference(string Key, string Left, string Right);
