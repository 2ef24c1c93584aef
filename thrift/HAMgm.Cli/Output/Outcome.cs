using HAMgm.Cli.Text;

namespace HAMgm.Cli.Output;

/// <summary>What a command achieved.</summary>
/// <param name="Message">The envelope's message.</param>
/// <param name="TimestampMs">When the node answered, milliseconds since 1970; 0: not known.</param>
/// <param name="Data">The envelope's data.</param>
/// <param name="IsChange">True: the command changed something; a table then starts with the message.</param>
/// <param name="IsShown">True: the command has shown it itself.</param>
/// <param name="ExitCode">What the program ends with; other than 0 only where the caller asked for it (--check).</param>
internal sealed record Outcome(Phrase Message, long TimestampMs, Fields Data, bool IsChange = false, bool IsShown = false, int ExitCode = Cli.ExitCode.Success);
