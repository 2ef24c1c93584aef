namespace HAMgm.Contracts.Configuration;

/// <summary>The configuration file differs from what is in force: somebody edited it by hand.</summary>
/// <param name="Signature">The same for as long as the file is not touched again.</param>
/// <param name="Errors">Why it cannot be taken; empty when it can.</param>
/// <param name="Values">The settings that differ in meaning, as the file writes them; "" for one that it has no more. Secrets in clear: never to be printed.</param>
public sealed record ConfigFileEdit(string Signature, IReadOnlyList<ConfigIssue> Errors, IReadOnlyDictionary<string, string> Values);
