namespace HAMgm.Contracts.Kernel;

/// <summary>What a run of an executable plugin gave (spec/1 section 3.2.3).</summary>
/// <param name="Success">True when it ran to its end.</param>
/// <param name="Value">Its value; what JSON can express.</param>
/// <param name="Error">Why it failed; empty on success.</param>
/// <param name="Duration">How long it took.</param>
public sealed record PluginResult(bool Success, object? Value, string Error, TimeSpan Duration);
