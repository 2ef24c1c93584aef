namespace HAMgm.SystemTests;

/// <summary>How a program ended and what it said.</summary>
internal readonly record struct ShellResult(int ExitCode, string Output, string Error);
