using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using HAMgm.Cli.Options;
using HAMgm.Cli.Output;
using HAMgm.Cli.Text;

namespace HAMgm.Cli.Commands;

/// <summary>
/// plugin test: runs a script by the program that runs it in the service, hamgm-script-host, which lies beside this one. No node is asked.
/// </summary>
internal static class PluginTestCommand
{
    private const string Program = "hamgm-script-host";
    private const int WrongDeclaration = 3;
    private static readonly string[] States = ["primary", "standby", "candidate", "maintenance", "failed", "unknown"];

    /// <summary>Adds the command to the group of plugins.</summary>
    public static void AddTo(CommandTree tree, Command group)
    {
        var file = tree.Argument("file", PluginTestMessages.ArgumentFile);
        var facts = tree.Option("--facts", "file", PluginTestMessages.OptionFacts);
        var role = tree.Choices(tree.Option("--role", "state", PluginTestMessages.OptionRole), States);
        var parameter = Many(tree, "--parameter", "name=value", PluginTestMessages.OptionParameter);
        var program = Many(tree, "--allow-exec", "path", PluginTestMessages.OptionAllowExec);
        var path = Many(tree, "--allow-path", "path", PluginTestMessages.OptionAllowPath);
        tree.Add(
            group,
            "test",
            PluginTestMessages.AboutTest,
            async (context, cancel) =>
            {
                List<string> words = ["--test", Existing(context.Required(file)), "--json"];
                Append(words, "--facts", context.Value(facts) is { } named ? [Existing(named)] : []);
                Append(words, "--role", context.Value(role) is { } state ? [Values.OneOf("--role", state, Array.ConvertAll(States, one => (one, one)))] : []);
                Append(words, "--parameter", context.Values(parameter));
                Append(words, "--allow-exec", context.Values(program));
                Append(words, "--allow-path", context.Values(path));
                return Show(await RunAsync(words, cancel));
            },
            file, facts, role, parameter, program, path);
    }

    private static Option<string[]> Many(CommandTree tree, string name, string value, Phrase description) =>
        tree.Describe(new Option<string[]>(name) { HelpName = value }, description);

    private static void Append(List<string> words, string option, string[] values)
    {
        foreach (var value in values)
        {
            words.Add(option);
            words.Add(value);
        }
    }

    private static string Existing(string path) =>
        File.Exists(path) ? Path.GetFullPath(path) : throw CliFailure.Usage(PluginTestMessages.NoFile.With(path));

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(List<string> words, CancellationToken cancel)
    {
        var host = Path.Combine(AppContext.BaseDirectory, Program);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(host, words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = process.StandardOutput.ReadToEndAsync(cancel);
            var errors = process.StandardError.ReadToEndAsync(cancel);
            try
            {
                await process.WaitForExitAsync(cancel);
                return (process.ExitCode, await output, await errors);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }
        catch (Win32Exception e)
        {
            throw NoHost(host, e.Message);
        }
    }

    private static CliFailure NoHost(string host, string why) =>
        new(ExitCode.Refused, 503, PluginTestMessages.NoHost, PluginTestMessages.NoHostDetails.With(host, why));

    private static Outcome Show((int ExitCode, string Output, string Errors) run)
    {
        JsonDocument report;
        try
        {
            report = JsonDocument.Parse(run.Output);
        }
        catch (JsonException)
        {
            throw NoHost(Program, run.Errors.Length > 0 ? run.Errors.Trim() : $"exit code {run.ExitCode}");
        }

        using (report)
        {
            var root = report.RootElement;
            if (run.ExitCode == WrongDeclaration)
            {
                var all = string.Join("; ", root.GetProperty("errors").EnumerateArray().Select(error => error.GetString()));
                throw new CliFailure(ExitCode.Usage, 400, PluginTestMessages.WrongDeclaration, Phrase.Verbatim(all));
            }

            var isAnswer = root.GetProperty("failure").GetString() == "None";
            return new Outcome(isAnswer ? PluginTestMessages.Tested : PluginTestMessages.NotRun, 0, FieldsOf(root), ExitCode: run.ExitCode == 0 ? ExitCode.Success : ExitCode.NotWell);
        }
    }

    private static Fields FieldsOf(JsonElement report)
    {
        var data = new Fields();
        foreach (var name in (string[])["file", "id", "kind", "purpose", "hook", "verdict", "failure", "message"])
        {
            data.Add(name, report.GetProperty(name).GetString());
        }

        data.Add("durationMs", report.GetProperty("durationMs").GetDouble());
        data.Add("metrics", report.GetProperty("metrics").EnumerateObject().Select(metric => new Fields { { "name", metric.Name }, { "value", metric.Value.GetDouble() } }).ToList());
        data.Add("log", report.GetProperty("log").EnumerateArray().Select(line => new Fields { { "level", line.GetProperty("level").GetString() }, { "text", line.GetProperty("text").GetString() } }).ToList());
        return data;
    }
}
