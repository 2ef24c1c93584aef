using HAMgm.Cli.Output;
using HAMgm.Cli.Text;
using HAMgm.Thrift;

namespace HAMgm.Cli.Commands;

/// <summary>log level, status and rotate: the log of one node, while it runs.</summary>
internal static class LogCommands
{
    private static readonly string[] Levels = ["debug", "info", "warn", "error", "fatal", "configured"];

    public static void AddTo(CommandTree tree)
    {
        var group = tree.Group("log", LogMessages.AboutLog);
        AddLevel(tree, group);
        var node = tree.Option("--node", "node-id", LogMessages.OptionLogNode);
        tree.Add(group, "status", LogMessages.AboutLogStatus, (context, cancel) => StatusAsync(context, context.Value(node) ?? "", cancel), node);
        var rotated = tree.Option("--node", "node-id", LogMessages.OptionLogNode);
        tree.Add(group, "rotate", LogMessages.AboutLogRotate, (context, cancel) => RotateAsync(context, context.Value(rotated) ?? "", cancel), rotated);
    }

    private static void AddLevel(CommandTree tree, System.CommandLine.Command group)
    {
        var name = tree.Argument("module", LogMessages.ArgumentModule);
        name.HelpName = "[module]";
        var level = tree.Choices(tree.Argument("level", LogMessages.ArgumentLevel), Levels);
        level.HelpName = "[level]";
        var node = tree.Option("--node", "node-id", LogMessages.OptionLogNode);
        tree.Add(
            group,
            "level",
            LogMessages.AboutLogLevel,
            (context, cancel) => context.Value(level) is { } wanted
                ? SetAsync(context, context.Value(node) ?? "", context.Required(name), wanted, cancel)
                : ShowAsync(context, context.Value(node) ?? "", context.Value(name), cancel),
            name,
            level,
            node);
    }

    private static async Task<Outcome?> ShowAsync(CommandContext context, string node, string? name, CancellationToken cancellationToken)
    {
        var answer = await ReadAsync(context, node, cancellationToken);
        var levels = context.Client.Part(answer.Levels, "GetLogStatus", "levels");
        if (name is null)
        {
            return new Outcome(LogMessages.LogLevels, answer.Base.Timestamp, new Fields
            {
                { "nodeId", answer.NodeId },
                { "levels", levels.Select(Shape).ToList() },
            });
        }

        // What a module without a level of its own has is that of what its name begins with, and at last the default.
        var found = levels.Where(level => level.ModuleName == "default" || name == level.ModuleName || name.StartsWith(level.ModuleName + ".", StringComparison.Ordinal))
            .MaxBy(level => level.ModuleName == "default" ? 0 : level.ModuleName.Length)!;
        return new Outcome(LogMessages.LogLevels, answer.Base.Timestamp, new Fields
        {
            { "nodeId", answer.NodeId },
            { "module", name },
            { "level", found.Level },
            { "from", found.ModuleName },
            { "temporary", found.Temporary },
        });
    }

    private static async Task<Outcome?> SetAsync(CommandContext context, string node, string name, string level, CancellationToken cancellationToken)
    {
        if (!Levels.Contains(level))
        {
            throw CliFailure.Usage(LogMessages.UnknownLevel.With(level));
        }

        var answer = await context.Client.ChangeAsync(
            "SetLogLevel", (client, cancel) => client.SetLogLevel(node, name, level, cancel), answer => answer.Base, cancellationToken);
        return new Outcome(LogMessages.LogLevelSet, answer.Base.Timestamp, new Fields
        {
            { "nodeId", answer.NodeId },
            { "levels", context.Client.Part(answer.Levels, "SetLogLevel", "levels").Select(Shape).ToList() },
            { "reason", LogMessages.LogLevelLasts.In(context.Settings.Language) },
        });
    }

    private static async Task<Outcome?> StatusAsync(CommandContext context, string node, CancellationToken cancellationToken)
    {
        var answer = await ReadAsync(context, node, cancellationToken);
        return Status(context, LogMessages.LogIs, answer, "GetLogStatus");
    }

    private static async Task<Outcome?> RotateAsync(CommandContext context, string node, CancellationToken cancellationToken)
    {
        var answer = await context.Client.ChangeAsync(
            "RotateLog", (client, cancel) => client.RotateLog(node, cancel), answer => answer.Base, cancellationToken);
        return Status(context, LogMessages.LogRotated, answer, "RotateLog");
    }

    private static Outcome Status(CommandContext context, Phrase text, LogStatusResponse answer, string method) =>
        new(text, answer.Base.Timestamp, new Fields
        {
            { "nodeId", answer.NodeId },
            { "levels", context.Client.Part(answer.Levels, method, "levels").Select(Shape).ToList() },
            { "targets", context.Client.Part(answer.Targets, method, "targets").Select(Shape).ToList() },
        });

    private static Task<LogStatusResponse> ReadAsync(CommandContext context, string node, CancellationToken cancellationToken) =>
        context.Client.ReadAsync("GetLogStatus", (client, cancel) => client.GetLogStatus(node, cancel), answer => answer.Base, cancellationToken);

    private static Fields Shape(LogLevelInfo level) => new()
    {
        { "module", level.ModuleName },
        { "level", level.Level },
        { "temporary", level.Temporary },
    };

    private static Fields Shape(LogTargetInfo target) => new()
    {
        { "name", target.Name },
        { "destination", target.Destination },
        { "working", target.Working },
        { "dropped", target.Dropped },
        { "lastError", target.LastError, target.__isset.lastError },
    };
}
