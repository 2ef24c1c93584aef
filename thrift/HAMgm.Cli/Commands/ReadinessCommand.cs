using HAMgm.Cli.Options;
using HAMgm.Cli.Output;
using HAMgm.Cli.Text;
using HAMgm.Thrift;

namespace HAMgm.Cli.Commands;

/// <summary>cluster readiness: what would happen if the PRIMARY died now.</summary>
internal static class ReadinessCommand
{
    public static void AddTo(CommandTree tree, System.CommandLine.Command group)
    {
        var output = tree.Choices(tree.Option("--output", "kind", Messages.OptionOutput), "prometheus");
        var check = tree.Flag("--check", Messages.OptionCheck);
        tree.Add(
            group,
            "readiness",
            Messages.AboutClusterReadiness,
            (context, cancel) => ShowAsync(context, context.Value(output), context.Flag(check), cancel),
            output,
            check);
    }

    /// <summary>Asks the cluster.</summary>
    public static async Task<(Readiness Readiness, long TimestampMs)> GetAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var answer = await context.Client.ReadAsync(
            "GetReadiness", (client, cancel) => client.GetReadiness(cancel), answer => answer.Base, cancellationToken);
        return (context.Client.Part(answer.Readiness, "GetReadiness", "readiness"), answer.Base.Timestamp);
    }

    /// <summary>What blocks, as sentences.</summary>
    public static Phrase Blocking(Readiness readiness) => readiness.Items
        .Where(item => item.Level == ReadinessLevel.BLOCKS)
        .Select(item => ReadinessTexts.Of(item.Code, item.NodeId, item.Message))
        .Aggregate(Phrase.Verbatim(string.Empty), (all, next) => all.Then(next));

    private static async Task<Outcome?> ShowAsync(CommandContext context, string? output, bool check, CancellationToken cancellationToken)
    {
        var figures = output is not null && Values.OneOf("--output", output, ("prometheus", true));
        if (figures)
        {
            // A collector reads standard output, and an envelope is no figure.
            context.Settings.SendErrorsToStandardError();
        }

        var (readiness, timestampMs) = await GetAsync(context, cancellationToken);
        var exitCode = check && !readiness.Ready ? ExitCode.NotWell : ExitCode.Success;
        if (figures)
        {
            await context.Console.Out.WriteAsync(PrometheusOutput.Write(readiness));
            return new Outcome(Messages.IsReady, timestampMs, [], IsShown: true, ExitCode: exitCode);
        }

        return new Outcome(
            readiness.Ready ? Messages.IsReady : Messages.IsNotReady, timestampMs, Shape(readiness, context.Settings.Language), ExitCode: exitCode);
    }

    private static Fields Shape(Readiness readiness, Language language)
    {
        var hostLost = readiness.Outages.Find(outage => outage.Fault == "host-lost");
        return new Fields
        {
            { "ready", readiness.Ready },
            { "primaryNodeId", readiness.PrimaryNodeId },
            { "standbyNodeId", readiness.StandbyNodeId },
            { "expectedOutageMs", hostLost is { __isset.expectedMs: true } ? hostLost.ExpectedMs : null },
            { "heartbeatAgeMs", readiness.HeartbeatAgeMs, readiness.__isset.heartbeatAgeMs },
            { "latencyMs", readiness.LatencyMs, readiness.__isset.latencyMs },
            { "loss", readiness.Loss, readiness.__isset.loss },
            { "configLag", readiness.ConfigLag, readiness.__isset.configLag },
            {
                "items",
                readiness.Items.Select(item => new Fields
                {
                    { "level", ReadinessTexts.Level(item.Level.ToString()).En },
                    { "code", item.Code },
                    { "nodeId", item.NodeId, item.NodeId.Length > 0 },
                    { "message", ReadinessTexts.Of(item.Code, item.NodeId, item.Message).In(language) },
                }).ToList()
            },
            {
                "outages",
                readiness.Outages.Select(outage => new Fields
                {
                    { "fault", outage.Fault },
                    { "faultText", ReadinessTexts.Fault(outage.Fault).In(language) },
                    { "expectedMs", outage.__isset.expectedMs ? outage.ExpectedMs : null },
                    { "worstMs", outage.__isset.worstMs ? outage.WorstMs : null },
                }).ToList()
            },
        };
    }
}
