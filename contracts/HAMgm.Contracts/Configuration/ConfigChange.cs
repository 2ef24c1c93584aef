namespace HAMgm.Contracts.Configuration;

/// <summary>A change of one setting.</summary>
/// <param name="Key">Dotted key.</param>
/// <param name="OldValue">As the file wrote it; empty when it had none.</param>
/// <param name="NewValue">As the file writes it now.</param>
/// <param name="Version">The configuration's version after it.</param>
/// <param name="NeedsRestart">True when it is applied at the next start only.</param>
public sealed record ConfigChange(string Key, string OldValue, string NewValue, long Version, bool NeedsRestart);
