using HAMgm.Cli.Connection;
using HAMgm.Cli.Output;
using HAMgm.Cli.Text;
using HAMgm.Thrift;

namespace HAMgm.Cli.Commands;

/// <summary>cluster events: what a node still remembers, and with --follow what happens from then on.</summary>
internal static class EventLog
{
    /// <summary>More pages than a node keeps; a node that never comes to an end must not fill the memory.</summary>
    private const int MaxPages = 100;

    /// <summary>How long one call waits for an event; short enough that a dead node is noticed within the time-out.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>The kinds that this version's nodes make.</summary>
    public static readonly string[] Kinds = ["role", "alert", "vip", "peer", "config", "plugin", "audit"];

    public static async Task<Outcome?> ShowAsync(
        CommandContext context, long after, EventFilter filter, bool follow, CancellationToken cancellationToken)
    {
        if (follow)
        {
            await FollowAsync(context, after, filter, cancellationToken);
            return null;
        }

        var events = new List<Fields>();
        var gap = false;
        var timestampMs = 0L;
        var cursor = after;
        for (var page = 0; page < MaxPages; page++)
        {
            var answer = await GetAsync(context.Client, cursor, TimeSpan.Zero, cancellationToken);
            timestampMs = answer.Base.Timestamp;
            gap |= answer is { __isset.gap: true, Gap: true };
            events.AddRange((answer.Events ?? []).Where(filter.Takes).Select(Shapes.Of));
            var next = NextCursor(answer, cursor);
            var isLast = answer.Events is not { Count: > 0 } || next <= cursor;
            cursor = next;
            if (isLast)
            {
                break;
            }
        }

        return new Outcome(
            Messages.GotEvents,
            timestampMs,
            new Fields { { "events", events }, { "nextCursor", cursor }, { "gap", gap } });
    }

    private static async Task FollowAsync(CommandContext context, long after, EventFilter filter, CancellationToken cancellationToken)
    {
        var half = context.Settings.Timeout / 2;
        var wait = half < LongestWait ? half : LongestWait;
        var cursor = after;
        while (true)
        {
            var answer = await GetAsync(context.Client, cursor, wait, cancellationToken);
            if (answer is { __isset.gap: true, Gap: true })
            {
                await context.Console.Error.WriteLineAsync(Messages.EventsLost.In(context.Settings.Language));
            }

            foreach (var happened in (answer.Events ?? []).Where(filter.Takes))
            {
                await context.Console.Out.WriteAsync(Line(happened, context.Settings.Format));
            }

            await context.Console.Out.FlushAsync(cancellationToken);
            cursor = NextCursor(answer, cursor);
        }
    }

    private static Task<EventsResponse> GetAsync(
        ClusterClient client, long cursor, TimeSpan wait, CancellationToken cancellationToken) => client.ReadAsync(
            "GetEvents",
            (call, cancel) => call.GetEvents(cursor, (int)wait.TotalMilliseconds, cancel),
            answer => answer.Base,
            cancellationToken);

    private static long NextCursor(EventsResponse answer, long cursor) =>
        answer.__isset.nextCursor ? answer.NextCursor
        : answer.Events is { Count: > 0 } events ? events[^1].Id
        : cursor;

    private static string Line(Event happened, OutputFormat format) => format switch
    {
        OutputFormat.Json => JsonOutput.Write(Shapes.Of(happened), indented: false) + "\n",

        // Each a document of its own, and ended, since the envelope of a failure may follow.
        OutputFormat.Yaml => $"---\n{YamlOutput.Write(Shapes.Of(happened))}...\n",
        _ => SafeText.ForTerminal(
            $"{CellText.Time(happened.Timestamp)}  {happened.NodeId}  {happened.Kind}  {happened.Message}{Origin(happened)}") + "\n",
    };

    private static string Origin(Event happened) => (happened.__isset.ruleId, happened.__isset.term) switch
    {
        (true, true) => $" ({happened.RuleId}, {happened.Term})",
        (true, false) => $" ({happened.RuleId})",
        (false, true) => $" ({happened.Term})",
        _ => string.Empty,
    };
}
