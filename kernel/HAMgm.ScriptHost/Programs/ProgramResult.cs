namespace HAMgm.ScriptHost.Programs;

/// <summary>What a program gave.</summary>
/// <param name="Failure">Why it did not end by itself.</param>
/// <param name="Reason">The same for an operator; empty when it did.</param>
/// <param name="ExitCode">What it returned.</param>
/// <param name="Output">The end of its standard output.</param>
/// <param name="ErrorOutput">The end of its standard error.</param>
/// <param name="Survivors">Processes that could not be ended: uninterruptible ones.</param>
internal sealed record ProgramResult(ProgramFailure Failure, string Reason, int ExitCode, string Output, string ErrorOutput, int Survivors);
