namespace HAMgm.Cli.Tests.Harness;

/// <summary>Runs the program as a function, in a world of the test's making.</summary>
internal static class CliUnderTest
{
    /// <summary>Runs it without a home folder and without a locale.</summary>
    public static Task<CliResult> RunAsync(params string[] args) => RunAsync(new Dictionary<string, string>(), args);

    /// <summary>Runs it with environment variables.</summary>
    public static async Task<CliResult> RunAsync(
        Dictionary<string, string> environment, IReadOnlyList<string> args, bool terminal = false, bool errorTerminal = false, CancellationToken cancellationToken = default)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var console = new CliConsole
        {
            Out = output,
            Error = error,
            Environment = environment.GetValueOrDefault,
            OutIsTerminal = terminal,
            ErrorIsTerminal = errorTerminal,
            TerminalWidth = () => 100,
            Clock = new FixedClock(),
        };
        var exitCode = await Program.RunAsync(args, console, cancellationToken);
        return new CliResult(exitCode, output.ToString(), error.ToString());
    }

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2024, 1, 15, 10, 30, 0, TimeSpan.Zero);
    }
}
