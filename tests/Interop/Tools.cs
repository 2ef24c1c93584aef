using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace HAMgm.Interop.Tests;

/// <summary>The programs of other people that these tests run, and the folder that keeps what is slow to make.</summary>
internal static class Tools
{
    /// <summary>The distribution's own: it carries python3-thrift, whatever python3 in the path is.</summary>
    public const string Python = "/usr/bin/python3";

    /// <summary>The repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The interface.</summary>
    public static string Idl { get; } = Path.Combine(Root, "thrift", "hamgm.thrift");

    /// <summary>What is kept between runs: the compiled C++ client, and npm's library, which scripts/test installs.</summary>
    public static string Cache { get; } = Directory.CreateDirectory(Path.Combine(Root, "artifacts", "interop")).FullName;

    /// <summary>The file of a client or server beside the tests.</summary>
    public static string Source(string name) => Path.Combine(AppContext.BaseDirectory, "Clients", name);

    /// <summary>Runs a program; 127 and why when it is not there.</summary>
    public static async Task<(int Exit, string Output)> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        try
        {
            using var run = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            try
            {
                var output = run.StandardOutput.ReadToEndAsync(cancellationToken);
                var errors = run.StandardError.ReadToEndAsync(cancellationToken);
                await run.WaitForExitAsync(cancellationToken);
                return (run.ExitCode, await output + await errors);
            }
            finally
            {
                if (!run.HasExited)
                {
                    run.Kill(entireProcessTree: true);
                }
            }
        }
        catch (Win32Exception absent)
        {
            return (127, $"{program}: {absent.Message}");
        }
    }

    /// <summary>Runs the Thrift compiler into a folder; why it could not, or null.</summary>
    public static async Task<string?> GenerateAsync(string language, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var (exit, output) = await RunAsync("thrift", ["--gen", language, "-out", folder, Idl], cancellationToken);
        return exit == 0 ? null : $"no thrift compiler (Debian: thrift-compiler): {output}";
    }

    /// <summary>A line of the matrix, which scripts/test shows at its end (HAMGM_FIGURES).</summary>
    public static void Report(string line)
    {
        if (Environment.GetEnvironmentVariable("HAMGM_FIGURES") is { Length: > 0 } file)
        {
            File.AppendAllText(file, $"interop: {line}\n");
        }
    }

    /// <summary>A short word that changes with any of the files.</summary>
    public static string Fingerprint(params string[] files) =>
        Convert.ToHexStringLower(SHA256.HashData([.. files.SelectMany(File.ReadAllBytes)]))[..16];

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "HAMgm.Kernel.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("HAMgm.Kernel.sln");
    }
}
