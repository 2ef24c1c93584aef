using System.CommandLine;
using HAMgm.Cli.Options;
using HAMgm.Cli.Output;
using HAMgm.Cli.Text;
using HAMgm.Thrift;

namespace HAMgm.Cli.Commands;

/// <summary>sync …: copying files to the other node (specification 1, section 4.2.4).</summary>
internal static class SyncCommands
{
    private static readonly TimeSpan LongestRun = TimeSpan.FromHours(1);

    public static void AddTo(CommandTree tree)
    {
        var group = tree.Group("sync", Messages.AboutSync);
        AddFixed(tree, group, "config", Messages.AboutSyncConfig, SyncDataType.CONFIG);
        AddFixed(tree, group, "cert", Messages.AboutSyncCert, SyncDataType.CERTIFICATE);

        var target = tree.Option("--target", "node-id", Messages.OptionSyncTarget);
        var type = tree.Choices(tree.Option("--type", "type", Messages.OptionSyncType), "config", "cert", "data", "all");
        var files = tree.Describe(
            new Option<string[]>("--files") { HelpName = "file", AllowMultipleArgumentsPerToken = true }, Messages.OptionSyncFiles);
        var force = tree.Flag("--force", Messages.OptionSyncForce);
        tree.Add(
            group,
            "data",
            Messages.AboutSyncData,
            (context, cancel) => SyncAsync(
                context,
                Values.OneOf(
                    "--type",
                    context.Value(type) ?? "data",
                    ("config", SyncDataType.CONFIG),
                    ("cert", SyncDataType.CERTIFICATE),
                    ("data", SyncDataType.DATA),
                    ("all", SyncDataType.ALL)),
                context.Value(target),
                context.Flag(force),
                FileList(context.Values(files)),
                cancel),
            target,
            type,
            files,
            force);
        SyncStatusCommands.AddTo(tree, group);
    }

    private static void AddFixed(CommandTree tree, Command group, string name, Phrase about, SyncDataType dataType)
    {
        var target = tree.Option("--target", "node-id", Messages.OptionSyncTarget);
        var force = tree.Flag("--force", Messages.OptionSyncForce);
        tree.Add(
            group,
            name,
            about,
            (context, cancel) => SyncAsync(context, dataType, context.Value(target), context.Flag(force), [], cancel),
            target,
            force);
    }

    // "[]string" of the specification: several options, several words, or commas.
    private static List<string> FileList(string[] words) =>
        words.SelectMany(word => word.Split(',', StringSplitOptions.RemoveEmptyEntries)).ToList();

    private static async Task<Outcome?> SyncAsync(
        CommandContext context,
        SyncDataType dataType,
        string? target,
        bool force,
        List<string> files,
        CancellationToken cancellationToken)
    {
        var request = new SyncRequest(dataType);
        if (target is not null)
        {
            request.TargetNodeId = Values.NotEmpty("--target", target);
        }

        if (force)
        {
            request.ForceSync = true;
        }

        if (files.Count > 0)
        {
            request.SpecificFiles = files;
        }

        // Files take as long as they take: the usual time-out is for answers, unless the caller says what it is for.
        context.Settings.LengthenTimeout(LongestRun);
        using var watch = new SyncProgress(context);
        var answer = await watch.ShowAsync(context.Client.ChangeAsync(
            "SyncData", (client, cancel) => client.SyncData(request, cancel), answer => answer.Base, cancellationToken));
        return Changes.Outcome(answer.Base, new Fields
        {
            { "dataType", dataType.ToString() },
            { "targetNodeId", target, target is not null },
            { "syncedFiles", answer.SyncedFiles, answer.__isset.syncedFiles },
            { "failedFiles", answer.FailedFiles, answer.__isset.failedFiles },
        });
    }
}
