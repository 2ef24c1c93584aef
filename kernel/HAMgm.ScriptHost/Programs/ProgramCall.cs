namespace HAMgm.ScriptHost.Programs;

/// <summary>What exec gives to a script.</summary>
/// <param name="ExitCode">What the program returned; -1 when it did not.</param>
/// <param name="Output">The end of its standard output.</param>
/// <param name="ErrorOutput">The end of its standard error.</param>
/// <param name="Error">Why it gave nothing; else empty.</param>
internal sealed record ProgramCall(int ExitCode, string Output, string ErrorOutput, string Error)
{
    /// <summary>No program gets more arguments.</summary>
    public const int MaxArguments = 256;

    /// <summary>It was not even started.</summary>
    public static ProgramCall Refused(string why) => new(-1, "", "", why);
}
