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
        return new CliRun(console, args).RunAsync(cancellationToken);
    }

    private static async Task<int> Main(string[] args)
    {
        using var stop = new CancellationTokenSource();
        var terminated = false;

        // The first ends the call in good order, and leaves the terminal as it was; a second one ends the process as usual.
        void End(PosixSignalContext signal)
        {
            signal.Cancel = !stop.IsCancellationRequested;
            terminated |= signal.Signal == PosixSignal.SIGTERM;
            stop.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        var exitCode = await RunAsync(args, CliConsole.OfProcess(), stop.Token);
        return exitCode == ExitCode.Interrupted && terminated ? ExitCode.Terminated : exitCode;
    }
}
