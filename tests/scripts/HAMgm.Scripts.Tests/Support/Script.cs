using System.Diagnostics;
using System.Text.Json;

namespace HAMgm.Scripts.Tests;

/// <summary>
/// Runs a script that ships with the product as component.plugin runs it: by its file, with facts and parameters in the environment and on
/// standard input, nothing of this process's environment besides; its verdict from the exit code and the last line.
/// </summary>
internal sealed class Script(string file)
{
    private const string Path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private readonly Dictionary<string, string> _environment = new() { ["PATH"] = Path, ["LANG"] = "C.UTF-8" };

    /// <summary>Sets a parameter.</summary>
    public Script With(string parameter, object value) => Set($"HAMGM_PARAM_{parameter.ToUpperInvariant()}", $"{value}");

    /// <summary>Sets this node's state and term.</summary>
    public Script As(string role, long term = 4) => Set("HAMGM_ROLE", role).Set("HAMGM_TERM", $"{term}");

    /// <summary>Puts programs of a folder before the system's.</summary>
    public Script WithPrograms(string folder) => Set("PATH", $"{folder}:{Path}");

    /// <summary>Gives it the home of its user, as every program has one that runs as another user.</summary>
    public Script Home(string folder) => Set("HOME", folder);

    public Answer Run()
    {
        var start = new ProcessStartInfo(System.IO.Path.Combine(AppContext.BaseDirectory, file))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var last = output.TrimEnd().Split('\n')[^1];
        Assert.IsTrue(last.StartsWith('{'), $"the last line is no JSON: '{output}' '{error.Result}'");
        using var json = JsonDocument.Parse(last);
        var metrics = json.RootElement.TryGetProperty("metrics", out var given)
            ? given.EnumerateObject().ToDictionary(m => m.Name, m => m.Value.GetDouble())
            : [];
        return new Answer(process.ExitCode, json.RootElement.GetProperty("message").GetString()!, metrics, error.Result);
    }

    private Script Set(string name, string value)
    {
        _environment[name] = value;
        return this;
    }

    /// <summary>What a script answered.</summary>
    public sealed record Answer(int ExitCode, string Message, IReadOnlyDictionary<string, double> Metrics, string Errors)
    {
        /// <summary>Checks verdict and words.</summary>
        public Answer Expect(int exitCode, string words)
        {
            Assert.AreEqual(exitCode, ExitCode, $"{Message} {Errors}");
            StringAssert.Contains(Message, words);
            Assert.AreEqual("", Errors);
            return this;
        }
    }
}
