using System.Diagnostics;

namespace HAMgm.SystemTests;

/// <summary>Runs the system's own tools (ip, nft) and reports their failure with what they said.</summary>
internal static class Shell
{
    private static readonly TimeSpan Limit = Patience.Seconds(20);

    /// <summary>Runs a tool, feeds it <paramref name="input"/>, and returns its output; a failure is an exception with its error text.</summary>
    public static string Run(string[] command, string? input = null)
    {
        ShellResult result = TryRun(command, input);
        return result.ExitCode == 0
            ? result.Output
            : throw new InvalidOperationException(
                $"`{string.Join(' ', command)}` ended with {result.ExitCode}: {result.Error}{(input is null ? "" : $"\n{input}")}");
    }

    /// <summary>Runs a tool, whatever its exit code is.</summary>
    public static ShellResult TryRun(string[] command, string? input = null, TimeSpan? limit = null)
    {
        using Process process = new() { StartInfo = Describe(command) };
        process.Start();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (input is not null)
        {
            process.StandardInput.Write(input);
        }

        process.StandardInput.Close();
        if (!process.WaitForExit(limit ?? Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"`{string.Join(' ', command)}` did not end in {limit ?? Limit}");
        }

        return new ShellResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    /// <summary>True when a tool of that name is in the path.</summary>
    public static bool Has(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin").Split(':').Any(folder => File.Exists(Path.Combine(folder, tool)));

    /// <summary>A start description with redirected streams, and without the variables of the test runner, which change how .NET programs behave.</summary>
    public static ProcessStartInfo Describe(string[] command)
    {
        ProcessStartInfo start = new(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (string name in start.Environment.Keys.ToArray())
        {
            bool ofTheRunner = name.StartsWith("DOTNET_", StringComparison.Ordinal) && name != "DOTNET_ROOT";
            if (ofTheRunner || name.StartsWith("VSTEST", StringComparison.Ordinal) || name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase))
            {
                start.Environment.Remove(name);
            }
        }

        start.Environment["LANG"] = "en_US.UTF-8";
        return start;
    }
}
