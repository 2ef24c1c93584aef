using System.CommandLine;
using HAMgm.Cli.Options;
using HAMgm.Cli.Output;
using HAMgm.Cli.Text;
using HAMgm.Thrift;

namespace HAMgm.Cli.Commands;

/// <summary>config history|diff|rollback: what the settings were, and back to it.</summary>
internal static class ConfigHistoryCommands
{
    private const int DefaultLimit = 20;
    private const int MaxLimit = 1000;
    private const long InForce = -1;

    public static void AddTo(CommandTree tree, Command group)
    {
        var key = tree.Describe(new Argument<string>("config-key") { Arity = ArgumentArity.ZeroOrOne }, Messages.ArgumentHistoryKey);
        var limit = tree.Option("--limit", "number", Messages.OptionLimit);
        var nodeLocal = tree.Flag("--node-local", Messages.OptionNodeLocal);
        tree.Add(
            group,
            "history",
            Messages.AboutConfigHistory,
            (context, cancel) => HistoryAsync(context, context.Value(key) ?? "", context.Value(limit), context.Flag(nodeLocal), cancel),
            key,
            limit,
            nodeLocal);

        var from = tree.Describe(new Argument<string>("from-version") { Arity = ArgumentArity.ZeroOrOne }, Messages.ArgumentFromVersion);
        var to = tree.Describe(new Argument<string>("to-version") { Arity = ArgumentArity.ZeroOrOne }, Messages.ArgumentToVersion);
        var peer = tree.Flag("--peer", Messages.OptionDiffPeer);
        tree.Add(
            group,
            "diff",
            Messages.AboutConfigDiff,
            (context, cancel) => DiffAsync(context, context.Value(from), context.Value(to), context.Flag(peer), cancel),
            from,
            to,
            peer);

        var version = tree.Argument("version", Messages.ArgumentVersion);
        tree.Add(
            group, "rollback", Messages.AboutConfigRollback, (context, cancel) => RollBackAsync(context, context.Required(version), cancel), version);
    }

    private static async Task<Outcome?> HistoryAsync(
        CommandContext context, string key, string? limit, bool nodeLocal, CancellationToken cancellationToken)
    {
        var count = limit is null ? DefaultLimit : Values.Count("--limit", limit, MaxLimit);
        var answer = await context.Client.ReadAsync(
            "GetConfigHistory", (client, cancel) => client.GetConfigHistory(key, count, nodeLocal, cancel), answer => answer.Base, cancellationToken);
        var versions = context.Client.Part(answer.Versions, "GetConfigHistory", "versions");
        return new Outcome(Messages.GotConfigHistory, answer.Base.Timestamp, new Fields
        {
            { "configVersion", answer.CurrentVersion, answer.__isset.currentVersion },
            { "versions", versions.Select(Shape).ToList() },
        });
    }

    private static async Task<Outcome?> DiffAsync(
        CommandContext context, string? from, string? to, bool peer, CancellationToken cancellationToken)
    {
        if (peer && from is not null)
        {
            throw CliFailure.Usage(Messages.BothGiven.With("--peer", "from-version"));
        }

        if (!peer && from is null)
        {
            throw CliFailure.Usage(Messages.DiffNeedsVersion);
        }

        var left = from is null ? 0 : VersionOf("from-version", from);
        var right = to is null ? InForce : VersionOf("to-version", to);
        var answer = peer
            ? await context.Client.ReadAsync("DiffConfigWithPeer", (client, cancel) => client.DiffConfigWithPeer(cancel), answer => answer.Base, cancellationToken)
            : await context.Client.ReadAsync("DiffConfig", (client, cancel) => client.DiffConfig(left, right, cancel), answer => answer.Base, cancellationToken);
        var differences = context.Client.Part(answer.Differences, "DiffConfig", "differences");
        return new Outcome(Messages.GotConfigDiff, answer.Base.Timestamp, new Fields
        {
            { "oldName", answer.OldName, answer.__isset.oldName },
            { "newName", answer.NewName, answer.__isset.newName },
            { "differences", differences.Select(Shape).ToList() },
        });
    }

    private static async Task<Outcome?> RollBackAsync(CommandContext context, string version, CancellationToken cancellationToken)
    {
        var number = VersionOf("version", version);
        var answer = await context.Client.ChangeAsync(
            "RollbackConfig", (client, cancel) => client.RollbackConfig(number, cancel), answer => answer.Base, cancellationToken);
        return Changes.Outcome(answer.Base, new Fields { { "configVersion", answer.CurrentVersion, answer.__isset.currentVersion } });
    }

    private static long VersionOf(string name, string text) => Values.ConfigVersion(name, text);

    private static Fields Shape(ConfigVersion version) => new()
    {
        { "version", version.Version },
        { "term", version.Term },
        { "nodeId", version.NodeId },
        { "timestamp", version.Timestamp },
        { "changedBy", version.ChangedBy },
        { "source", version.Source, version.__isset.source },
        { "superseded", version.Superseded },
        { "note", version.Note, version.__isset.note },
        { "changes", version.Changes.Select(Shape).ToList() },
    };

    private static Fields Shape(ConfigDifference difference) => new()
    {
        { "configKey", difference.Key },
        { "oldValue", difference.OldValue },
        { "newValue", difference.NewValue },
    };
}
