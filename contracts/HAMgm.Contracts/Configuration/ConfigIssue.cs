namespace HAMgm.Contracts.Configuration;

/// <summary>One thing that is wrong, or unwise, in a configuration file.</summary>
/// <param name="Line">1-based line; 0 when it is about something that is missing.</param>
/// <param name="Key">Dotted key; empty when the file as a whole is meant.</param>
/// <param name="Message">What is wrong and what to write instead.</param>
/// <param name="IsWarning">True for a weak choice that is allowed.</param>
public sealed record ConfigIssue(int Line, string Key, string Message, bool IsWarning);
