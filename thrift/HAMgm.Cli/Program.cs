using System.Runtime.InteropServices;

namespace HAMgm.Cli;

/// <summary>hamgm-cli (specification 1, section 4).</summary>
public static class Program
{
    /// <summary>Runs a command line; returns the exit code (<see cref="ExitCode"/>).</summary>
    public static Task<int> RunAsync(
        IReadOnlyList<string> args, CliConsole console, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(console);
        return new CliRun(console).RunAsync(args, cancellationToken);
    }

    private static async Task<int> Main(string[] args)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            // The first ends the call in good order; a second one ends the process as usual.
            signal.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        });
        return await RunAsync(args, CliConsole.OfProcess(), stop.Token);
    }
}
