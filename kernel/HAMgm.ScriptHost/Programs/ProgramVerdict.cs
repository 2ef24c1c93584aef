using System.Globalization;
using System.Text.Json;
using HAMgm.Contracts.Scripts;
using HAMgm.Linux.Processes;
using HAMgm.Scripts;

namespace HAMgm.ScriptHost.Programs;

/// <summary>
/// Runs an executable script and reads its verdict: exit code 0 healthy, 1 degraded, 2 and above unhealthy; the last line of standard
/// output is its message, or JSON with <c>message</c> and <c>metrics</c>.
/// </summary>
internal static class ProgramVerdict
{
    /// <summary>Runs it once.</summary>
    public static RunReply Run(RunRequest request, WorkerLimits limits)
    {
        string home = "";
        if (request.User.Length > 0)
        {
            UserAccount? account = UserAccount.Find(request.User);
            if (account is null)
            {
                return RunReply.Failed(ScriptFailure.NotStarted, $"there is no user '{request.User}'");
            }

            home = account.Home;
        }

        ProgramResult result = new ProgramRun(limits).Run([request.Path], ProgramEnvironment.Of(request.Facts, home), request.Facts, request.Timeout, request.User);
        RunReply reply = Judge(result, request.User);
        if (result.Survivors > 0)
        {
            reply.Message = $"{reply.Message} ({result.Survivors} of its processes cannot be ended: they wait in the kernel)";
            reply.IsSpent = true;
        }

        return reply;
    }

    private static RunReply Judge(ProgramResult result, string user)
    {
        switch (result.Failure)
        {
            case ProgramFailure.None:
                break;
            case ProgramFailure.TimedOut:
                return RunReply.Failed(ScriptFailure.TimedOut, result.Reason);
            case ProgramFailure.NotStarted:
                return RunReply.Failed(ScriptFailure.NotStarted, result.Reason);
            case ProgramFailure.KilledBySignal:
                return RunReply.Failed(ScriptFailure.Faulted, result.Reason);
            default:
                return RunReply.Failed(ScriptFailure.LimitExceeded, result.Reason);
        }

        if (user.Length > 0 && result.ExitCode != 0 && result.ErrorOutput.StartsWith("setpriv: ", StringComparison.Ordinal))
        {
            return RunReply.Failed(ScriptFailure.NotStarted, $"it cannot be run as '{user}': {LastLine(result.ErrorOutput)}");
        }

        var reply = new RunReply { Verdict = result.ExitCode switch { 0 => ScriptVerdict.Healthy, 1 => ScriptVerdict.Degraded, _ => ScriptVerdict.Unhealthy } };
        string line = LastLine(result.Output);
        if (!TryReadJson(line, reply))
        {
            reply.Message = line;
        }

        if (reply.Message.Length == 0 && result.ExitCode != 0)
        {
            string said = LastLine(result.ErrorOutput);
            reply.Message = said.Length > 0 ? said : string.Create(CultureInfo.InvariantCulture, $"exit code {result.ExitCode}");
        }

        return reply;
    }

    private static bool TryReadJson(string line, RunReply reply)
    {
        if (!line.StartsWith('{'))
        {
            return false;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 8 });
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (property.NameEquals("message") && property.Value.ValueKind == JsonValueKind.String)
                {
                    reply.Message = property.Value.GetString()!;
                }
                else if (property.NameEquals("metrics") && property.Value.ValueKind == JsonValueKind.Object)
                {
                    foreach (JsonProperty metric in property.Value.EnumerateObject().Where(metric => metric.Value.ValueKind == JsonValueKind.Number))
                    {
                        _ = reply.TryAddMetric(metric.Name, metric.Value.GetDouble());
                    }
                }
            }

            return true;
        }
        catch (JsonException)
        {
            // Then it is a line like any other.
            return false;
        }
    }

    private static string LastLine(string output)
    {
        ReadOnlySpan<char> trimmed = output.AsSpan().TrimEnd();
        return trimmed[(trimmed.LastIndexOf('\n') + 1)..].Trim().ToString();
    }
}
