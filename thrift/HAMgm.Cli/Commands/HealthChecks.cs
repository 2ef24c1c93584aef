using HAMgm.Cli.Output;
using HAMgm.Thrift;

namespace HAMgm.Cli.Commands;

/// <summary>The checks behind <c>node health</c>.</summary>
internal static class HealthChecks
{
    private const int NotImplemented = 501;

    /// <summary>Adds a node's checks. A service that knows the specification's interface alone has none to show.</summary>
    public static async Task AddToAsync(Fields data, CommandContext context, string nodeId, CancellationToken cancellationToken)
    {
        HealthChecksResponse answer;
        try
        {
            answer = await context.Client.ReadAsync(
                "GetHealthChecks", (client, cancel) => client.GetHealthChecks(nodeId, cancel), answer => answer.Base, cancellationToken);
        }
        catch (CliFailure failure) when (failure.Code == NotImplemented)
        {
            return;
        }

        data.Add("priorityTaken", answer.PriorityTaken, answer.__isset.priorityTaken);
        data.Add("checks", (answer.Checks ?? []).Select(Of).ToList(), answer.__isset.checks);
    }

    private static Fields Of(HealthCheck check) => new()
    {
        { "check", check.Id },
        { "type", check.Type },
        { "state", check.State.ToString() },
        { "message", check.Message, check.__isset.message },
        { "metrics", Of(check.Metrics), check.__isset.metrics && check.Metrics.Count > 0 },
        { "weight", check.Weight, check.__isset.weight },
        { "dependsOn", check.DependsOn, check.__isset.dependsOn && check.DependsOn.Count > 0 },
        { "since", check.Since, check.__isset.since },
        { "lastRun", check.LastRun, check.__isset.lastRun },
        { "lastRunMs", check.LastRunMs, check.__isset.lastRunMs },
        { "runs", check.Runs, check.__isset.runs },
        { "failures", check.Failures, check.__isset.failures },
        { "hungForMs", check.HungForMs, check.__isset.hungForMs },
    };

    private static Fields Of(Dictionary<string, double>? metrics)
    {
        var fields = new Fields();
        foreach (var (name, value) in (metrics ?? []).OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            fields.Add(name, value);
        }

        return fields;
    }
}
