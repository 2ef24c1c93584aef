using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using HAMgm.Contracts.Scripts;
using HAMgm.Linux;
using HAMgm.Scripts;

namespace HAMgm.ScriptHost.Testing;

/// <summary>Runs one script against recorded facts, outside of a cluster and within the same limits, and prints what it gave.</summary>
internal static class TestCommand
{
    private const int WrongDeclaration = 3;

    /// <summary>Runs it.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(TestOptions options)
    {
        if (options.Error.Length > 0)
        {
            Console.Error.WriteLine($"hamgm-script-host: {options.Error}");
            Console.Error.WriteLine(TestOptions.Usage);
            return WrongDeclaration;
        }

        List<string> errors = [];
        ScriptDeclaration script = DeclarationReader.Read(null, options.Path, HeaderReader.Read(options.Path, errors), new Dictionary<string, object?>(), errors);
        byte[] facts = [];
        try
        {
            facts = RecordedFacts.Make(script, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            errors.Add($"--facts: {e.Message}");
        }

        if (errors.Count > 0)
        {
            Print(options, Declared(script, errors), () => errors.ForEach(error => Console.Error.WriteLine(error)));
            return WrongDeclaration;
        }

        List<(string Level, string Text)> log = [];
        ScriptOutcome outcome = RunOnce(options, script, facts, log);
        JsonObject report = Declared(script, errors);
        report["verdict"] = outcome.Verdict.ToString();
        report["failure"] = outcome.Failure.ToString();
        report["message"] = outcome.Message;
        report["metrics"] = new JsonObject(outcome.Metrics.Select(metric => KeyValuePair.Create<string, JsonNode?>(metric.Key, JsonValue.Create(metric.Value))));
        report["log"] = new JsonArray([.. log.Select(line => new JsonObject { ["level"] = line.Level, ["text"] = line.Text })]);
        report["durationMs"] = Math.Round(outcome.Duration.TotalMilliseconds, 3);
        Print(options, report, () => PrintLines(outcome, log));
        return outcome.Failure != ScriptFailure.None ? (int)ScriptVerdict.Unhealthy : (int)outcome.Verdict;
    }

    private static ScriptOutcome RunOnce(TestOptions options, ScriptDeclaration script, byte[] facts, List<(string Level, string Text)> log)
    {
        var limits = new WorkerLimits { Programs = options.Programs, Paths = options.Paths };
        var setup = new WorkerSetup(Environment.ProcessPath!, script.IsJavaScript ? script.Info.RunAs : "", options.HeapBytes, limits);
        try
        {
            using WorkerProcess worker = WorkerProcess.Start(setup);
            var request = new RunRequest(script.Info.Path, script.IsJavaScript, script.IsJavaScript ? "" : script.Info.RunAs, script.Info.Timeout, facts);
            return worker.Run(request, (level, text) => log.Add((level, text)), CancellationToken.None);
        }
        catch (LinuxException e)
        {
            return new ScriptOutcome(ScriptVerdict.Unhealthy, ScriptFailure.NotStarted, e.Message, RunReply.NoMetrics, TimeSpan.Zero);
        }
    }

    private static JsonObject Declared(ScriptDeclaration script, List<string> errors) => new()
    {
        ["file"] = script.Info.Path,
        ["id"] = script.Info.Id,
        ["kind"] = script.IsJavaScript ? "javascript" : "program",
        ["purpose"] = script.Info.Purpose.ToString(),
        ["hook"] = script.Info.Hook is { } hook ? FactsJson.NameOf(hook) : null,
        ["timeoutMs"] = script.Info.Timeout.TotalMilliseconds,
        ["errors"] = new JsonArray([.. errors.Select(error => JsonValue.Create(error))]),
    };

    private static void Print(TestOptions options, JsonObject report, Action lines)
    {
        if (options.IsJson)
        {
            Console.WriteLine(report.ToJsonString());
        }
        else
        {
            lines();
        }
    }

    private static void PrintLines(ScriptOutcome outcome, List<(string Level, string Text)> log)
    {
        foreach ((string level, string text) in log)
        {
            Console.WriteLine($"log {level}: {text}");
        }

        Console.WriteLine($"verdict: {outcome.Verdict}{(outcome.Failure == ScriptFailure.None ? "" : $" ({outcome.Failure})")}");
        Console.WriteLine($"message: {outcome.Message}");
        foreach ((string name, double value) in outcome.Metrics)
        {
            Console.WriteLine($"metric {name}: {value.ToString(CultureInfo.InvariantCulture)}");
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"duration: {outcome.Duration.TotalMilliseconds:0.0} ms"));
    }
}
