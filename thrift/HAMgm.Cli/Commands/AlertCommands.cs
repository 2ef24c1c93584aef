using HAMgm.Cli.Options;
using HAMgm.Cli.Output;
using HAMgm.Cli.Text;
using HAMgm.Thrift;

namespace HAMgm.Cli.Commands;

/// <summary>alert …: what was raised, who knows of it, who is told.</summary>
internal static class AlertCommands
{
    private static readonly (string Word, AlertSeverity Value)[] Severities =
    [
        ("info", AlertSeverity.INFO), ("low", AlertSeverity.LOW), ("medium", AlertSeverity.MEDIUM), ("high", AlertSeverity.HIGH), ("critical", AlertSeverity.CRITICAL),
    ];

    private static string[] SeverityWords => Array.ConvertAll(Severities, known => known.Word);

    public static void AddTo(CommandTree tree)
    {
        var group = tree.Group("alert", AlertMessages.About);
        AddList(tree, group);
        AddHistory(tree, group);

        var id = tree.Argument("alert-id", AlertMessages.ArgumentAlertId);
        var comment = tree.Option("--comment", "text", AlertMessages.OptionComment);
        tree.Add(
            group, "ack", AlertMessages.AboutAck,
            (context, cancel) => AcknowledgeAsync(context, context.Required(id), context.Value(comment) ?? string.Empty, cancel), id, comment);

        var channel = tree.Argument("channel", AlertMessages.ArgumentChannel);
        channel.HelpName = "[channel]";
        tree.Add(group, "test", AlertMessages.AboutTest, (context, cancel) => TestAsync(context, context.Value(channel) ?? string.Empty, cancel), channel);
        AddSilence(tree, group);
    }

    private static void AddList(CommandTree tree, System.CommandLine.Command group)
    {
        var all = tree.Flag("--all", AlertMessages.OptionAll);
        var detail = tree.Flag("--detail", AlertMessages.OptionDetail);
        var severity = tree.Choices(tree.Option("--severity", "severity", AlertMessages.OptionSeverity), SeverityWords);
        var type = tree.Option("--type", "type", AlertMessages.OptionType);
        var node = tree.Option("--node", "node-id", AlertMessages.OptionNode);
        tree.Add(
            group, "list", AlertMessages.AboutList,
            (context, cancel) =>
            {
                var filter = new AlertFilter();
                if (context.Value(severity) is { } least)
                {
                    filter.LeastSeverity = Values.OneOf("--severity", least, Severities);
                }

                if (context.Value(type) is { } wanted)
                {
                    filter.AlertType = Values.NotEmpty("--type", wanted);
                }

                if (context.Value(node) is { } nodeId)
                {
                    filter.NodeId = Values.NotEmpty("--node", nodeId);
                }

                filter.IncludeResolved = context.Flag(all);
                return ListAsync(context, filter, context.Flag(detail), cancel);
            },
            all, detail, severity, type, node);
    }

    private static void AddHistory(CommandTree tree, System.CommandLine.Command group)
    {
        var node = tree.Option("--node", "node-id", AlertMessages.OptionNode);
        var since = tree.Option("--since", "time", AlertMessages.OptionHistorySince);
        var limit = tree.Option("--limit", "n", AlertMessages.OptionLimit);
        tree.Add(
            group, "history", AlertMessages.AboutHistory,
            async (context, cancel) =>
            {
                var from = context.Value(since) is { } text ? Values.Moment("--since", text, TimeProvider.System.GetUtcNow()).ToUnixTimeMilliseconds() : 0;
                var most = Values.Count("--limit", context.Value(limit) ?? "100", 1000);
                var answer = await context.Client.ReadAsync(
                    "GetAlertHistory", (client, stop) => client.GetAlertHistory(context.Value(node) ?? string.Empty, from, most, stop), answer => answer.Base, cancel);
                return new Outcome(AlertMessages.GotHistory, answer.Base.Timestamp, new Fields { { "alerts", (answer.Entries ?? []).Select(AlertShapes.Of).ToList() } });
            },
            node, since, limit);
    }

    private static void AddSilence(CommandTree tree, System.CommandLine.Command group)
    {
        var time = tree.Option("--for", "duration", AlertMessages.OptionFor);
        var type = tree.Option("--type", "type", AlertMessages.OptionSilenceType);
        var node = tree.Option("--node", "node-id", AlertMessages.OptionNode);
        var severity = tree.Choices(tree.Option("--severity", "severity", AlertMessages.OptionMostSeverity), SeverityWords);
        var comment = tree.Option("--comment", "text", AlertMessages.OptionComment);
        var end = tree.Option("--end", "silence-id", AlertMessages.OptionEnd);
        tree.Add(
            group, "silence", AlertMessages.AboutSilence,
            (context, cancel) =>
            {
                if (context.Value(end) is { } id)
                {
                    return EndAsync(context, Values.NotEmpty("--end", id), cancel);
                }

                var silence = new AlertSilence(string.Empty, Values.OneOf("--severity", context.Value(severity) ?? "critical", Severities))
                {
                    DurationMs = (long)Days("--for", context.Required(time)).TotalMilliseconds,
                    Comment = context.Value(comment) ?? string.Empty,
                };
                if (context.Value(type) is { } wanted)
                {
                    silence.AlertType = Values.NotEmpty("--type", wanted);
                }

                if (context.Value(node) is { } nodeId)
                {
                    silence.NodeId = Values.NotEmpty("--node", nodeId);
                }

                return SilenceAsync(context, silence, cancel);
            },
            time, type, node, severity, comment, end);
    }

    private static async Task<Outcome?> ListAsync(CommandContext context, AlertFilter filter, bool withDetail, CancellationToken cancellationToken)
    {
        var answer = await context.Client.ReadAsync(
            "GetAlerts", (client, cancel) => client.GetAlerts(filter, cancel), answer => answer.Base, cancellationToken);
        return new Outcome(AlertMessages.GotAlerts, answer.Base.Timestamp, new Fields
        {
            { "alerts", (answer.Alerts ?? []).Select(alert => AlertShapes.Of(alert, withDetail)).ToList() },
            { "silences", (answer.Silences ?? []).Select(AlertShapes.Of).ToList() },
        });
    }

    private static async Task<Outcome?> AcknowledgeAsync(CommandContext context, string alertId, string comment, CancellationToken cancellationToken)
    {
        var answer = await context.Client.ChangeAsync(
            "AcknowledgeAlert", (client, cancel) => client.AcknowledgeAlert(alertId, comment, cancel), answer => answer.Base, cancellationToken);
        return Changes.Outcome(answer.Base, AlertShapes.Of(context.Client.Part(answer.Alert, "AcknowledgeAlert", "alert"), withDetail: true));
    }

    private static async Task<Outcome?> TestAsync(CommandContext context, string channel, CancellationToken cancellationToken)
    {
        var answer = await context.ProgressAsync(AlertMessages.DoingTest, context.Client.ChangeAsync(
            "TestAlert", (client, cancel) => client.TestAlert(channel, cancel), answer => answer.Base, cancellationToken));
        var results = answer.Results ?? [];
        var isWell = results.TrueForAll(result => result.Delivered);
        return new Outcome(
            isWell ? AlertMessages.TestDelivered : AlertMessages.TestNotDelivered,
            answer.Base.Timestamp,
            new Fields
            {
                { "nodeId", answer.NodeId, answer.__isset.nodeId },
                {
                    "results",
                    results.Select(result => new Fields
                    {
                        { "channel", result.Channel },
                        { "delivered", result.Delivered },
                        { "tookMs", result.DurationMs },
                        { "answer", result.Answer },
                    }).ToList()
                },
            },
            IsChange: true,
            ExitCode: isWell ? ExitCode.Success : ExitCode.NotWell);
    }

    private static async Task<Outcome?> SilenceAsync(CommandContext context, AlertSilence silence, CancellationToken cancellationToken)
    {
        var answer = await context.Client.ChangeAsync(
            "SilenceAlerts", (client, cancel) => client.SilenceAlerts(silence, cancel), answer => answer.Base, cancellationToken);
        return Changes.Outcome(answer.Base, AlertShapes.Of(context.Client.Part(answer.Silence, "SilenceAlerts", "silence")));
    }

    private static async Task<Outcome?> EndAsync(CommandContext context, string silenceId, CancellationToken cancellationToken)
    {
        var answer = await context.Client.ChangeAsync(
            "EndSilence", (client, cancel) => client.EndSilence(silenceId, cancel), answer => answer.Base, cancellationToken);
        return Changes.Outcome(answer.Base, AlertShapes.Of(context.Client.Part(answer.Silence, "EndSilence", "silence")));
    }

    // Longer than other durations of the command line may be.
    private static TimeSpan Days(string name, string text) =>
        text.EndsWith('d') && int.TryParse(text[..^1], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= 30
            ? TimeSpan.FromDays(days)
            : Duration.Parse(text) ?? throw CliFailure.Usage(AlertMessages.NotASilence.With(name, text));
}
