using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using HAMgm.Cli.Options;
using HAMgm.Cli.Output;
using HAMgm.Cli.Text;

namespace HAMgm.Cli.Commands;

/// <summary>
/// plugin test: runs a script by the program that runs it in the service, hamgm-script-host, or an assembly by the real kernel
/// (hamgm-service --test-plugin). Both lie beside this program. No node is asked.
/// </summary>
internal static class PluginTestCommand
{
    private const string Program = "hamgm-script-host";
    private const string Service = "hamgm-service";
    private const int PluginFailed = 3;
    private const int WrongDeclaration = 3;

    // How a process is reported that a signal ended: this and the signal's number.
    private const int DiedOfSignal = 128;
    private const int MostOfErrors = 600;
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
                if (IsAssembly(context.Required(file)))
                {
                    Refuse(context.Value(role), "--role");
                    Refuse(context.Values(parameter).FirstOrDefault(), "--parameter");
                    Refuse(context.Values(program).FirstOrDefault(), "--allow-exec");
                    Refuse(context.Values(path).FirstOrDefault(), "--allow-path");
                    List<string> trial = ["--test-plugin", Path.GetFullPath(context.Required(file))];
                    Append(trial, "--facts", context.Value(facts) is { } recorded ? [Existing(recorded)] : []);
                    return ShowTrial(await RunAsync(Service, trial, cancel));
                }

                List<string> words = ["--test", Existing(context.Required(file)), "--json"];
                Append(words, "--facts", context.Value(facts) is { } named ? [Existing(named)] : []);
                Append(words, "--role", context.Value(role) is { } state ? [Values.OneOf("--role", state, Array.ConvertAll(States, one => (one, one)))] : []);
                Append(words, "--parameter", context.Values(parameter));
                Append(words, "--allow-exec", context.Values(program));
                Append(words, "--allow-path", context.Values(path));
                return Show(await RunAsync(Program, words, cancel));
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

    private static void Refuse(string? value, string option)
    {
        if (value is not null)
        {
            throw CliFailure.Usage(PluginTestMessages.OnlyForScripts.With(option));
        }
    }

    private static bool IsAssembly(string path) => Directory.Exists(path) || (Path.GetExtension(path) == ".dll" && File.Exists(path));

    private static string Existing(string path) =>
        File.Exists(path) ? Path.GetFullPath(path) : throw CliFailure.Usage(PluginTestMessages.NoFile.With(path));

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string program, List<string> words, CancellationToken cancel)
    {
        var host = Path.Combine(AppContext.BaseDirectory, program);
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

    // Its report is a document of the service's; it is shown as it is.
    private static Outcome ShowTrial((int ExitCode, string Output, string Errors) run)
    {
        try
        {
            using var report = JsonDocument.Parse(run.Output);
            if (report.RootElement.ValueKind == JsonValueKind.Object && run.ExitCode is 0 or PluginFailed)
            {
                return new Outcome(
                    run.ExitCode == 0 ? PluginTestMessages.TriedWell : PluginTestMessages.TriedNotWell, 0, (Fields)ValueOf(report.RootElement)!,
                    ExitCode: run.ExitCode == 0 ? ExitCode.Success : ExitCode.NotWell);
            }
        }
        catch (JsonException)
        {
            // What it said instead is told.
        }

        if (run.ExitCode > DiedOfSignal)
        {
            var said = Beginning(run.Errors);
            return new Outcome(
                PluginTestMessages.EndedTheProcess.With(run.ExitCode - DiedOfSignal), 0, new Fields { { "ok", false }, { "error", said } }, ExitCode: ExitCode.NotWell);
        }

        throw NoHost(Service, run.Errors.Length > 0 ? run.Errors.Trim() : $"exit code {run.ExitCode}");
    }

    // A stack that overflowed is told in thousands of lines: the first say what happened.
    private static string Beginning(string errors) => errors.Trim() is var text && text.Length > MostOfErrors ? text[..MostOfErrors] + "…" : text;

    private static object? ValueOf(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var fields = new Fields();
                foreach (var property in element.EnumerateObject())
                {
                    fields.Add(property.Name, ValueOf(property.Value));
                }

                return fields;
            case JsonValueKind.Array:
                var items = element.EnumerateArray().Select(ValueOf).ToList();
                return items.TrueForAll(static item => item is Fields) ? items.Cast<Fields>().ToList()
                    : items.TrueForAll(static item => item is string) ? items.Cast<string>().ToList()
                    : items;
            case JsonValueKind.Number:
                return element.TryGetInt64(out var whole) ? whole : element.GetDouble();
            case JsonValueKind.True or JsonValueKind.False:
                return element.GetBoolean();
            default:
                return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        }
    }

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
