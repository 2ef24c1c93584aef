using System.ComponentModel;
using System.Diagnostics;

namespace Thrift.Runtime.Tests;

/// <summary>Runs a program to its end.</summary>
internal static class ProgramRun
{
    private const int NotFound = 127;

    /// <summary>Its exit code and what it printed; 127 when there is no such program.</summary>
    public static async Task<(int Exit, string Output)> RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            using var run = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = run.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = run.StandardError.ReadToEndAsync(cancellationToken);
            await run.WaitForExitAsync(cancellationToken);
            return (run.ExitCode, await output + await errors);
        }
        catch (Win32Exception absent)
        {
            return (NotFound, absent.Message);
        }
    }
}
