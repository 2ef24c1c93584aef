using System.CommandLine;
using HAMgm.Cli.Options;
using HAMgm.Cli.Output;
using HAMgm.Cli.Text;
using HAMgm.Thrift;

namespace HAMgm.Cli.Commands;

/// <summary>upgrade start, status, complete, rollback and history: an upgrade of the pair (specification 3).</summary>
internal static class UpgradeCommands
{
    private const int MostUpgrades = 1000;

    public static void AddTo(CommandTree tree)
    {
        var group = tree.Group("upgrade", UpgradeMessages.AboutUpgrade);
        var version = tree.Option("--to", "version", UpgradeMessages.OptionTo);
        var package = tree.Option("--package", "path", UpgradeMessages.OptionPackage);
        var wait = tree.Flag("--wait", UpgradeMessages.OptionWait);
        tree.Add(
            group, "start", UpgradeMessages.AboutStart,
            (context, cancel) => StartAsync(context, Values.NotEmpty("--to", context.Required(version)), context.Value(package), context.Flag(wait), cancel), version, package, wait);
        tree.Add(group, "status", UpgradeMessages.AboutStatus, (context, cancel) => ShowAsync(context, context.Flag(wait), cancel), wait);
        var past = tree.Flag("--force", UpgradeMessages.OptionCompleteForce);
        tree.Add(
            group, "complete", UpgradeMessages.AboutComplete,
            (context, cancel) => OrderAsync(context, "CompleteUpgrade", (client, stop) => client.CompleteUpgrade(context.Flag(past), stop), context.Flag(wait), cancel), past, wait);
        var alone = tree.Flag("--force", UpgradeMessages.OptionRollbackForce);
        tree.Add(
            group, "rollback", UpgradeMessages.AboutRollback,
            (context, cancel) => OrderAsync(context, "RollbackUpgrade", (client, stop) => client.RollbackUpgrade(context.Flag(alone), stop), context.Flag(wait), cancel), alone, wait);
        var last = tree.Option("--last", "number", UpgradeMessages.OptionLast);
        tree.Add(
            group, "history", UpgradeMessages.AboutHistory,
            (context, cancel) => HistoryAsync(context, Values.Count("--last", context.Value(last) ?? "10", MostUpgrades), cancel), last);
    }

    private static Task<Outcome?> StartAsync(CommandContext context, string version, string? package, bool wait, CancellationToken cancellationToken)
    {
        if (package is not null && !Values.NotEmpty("--package", package).StartsWith('/'))
        {
            throw CliFailure.Usage(UpgradeMessages.PackageNotFull.With(package));
        }

        return OrderAsync(context, "StartUpgrade", (client, stop) => client.StartUpgrade(version, package ?? "", stop), wait, cancellationToken);
    }

    private static async Task<Outcome?> OrderAsync(
        CommandContext context, string method, Func<HamgmService.Client, CancellationToken, Task<UpgradeResponse>> call, bool wait, CancellationToken cancellationToken)
    {
        var answer = await context.ProgressAsync(
            UpgradeMessages.DoingOrder, context.Client.ChangeAsync(method, call, response => response.Base, cancellationToken));
        return wait ? await WaitAsync(context, answer, cancellationToken) : Shape(context, answer, isChange: true);
    }

    private static async Task<Outcome?> ShowAsync(CommandContext context, bool wait, CancellationToken cancellationToken)
    {
        if (wait)
        {
            return await WaitAsync(context, null, cancellationToken);
        }

        var answer = await context.Client.ReadAsync("GetUpgradeStatus", (client, cancel) => client.GetUpgradeStatus(cancel), response => response.Base, cancellationToken);
        return Shape(context, answer, isChange: false);
    }

    private static async Task<Outcome?> WaitAsync(CommandContext context, UpgradeResponse? begun, CancellationToken cancellationToken)
    {
        var answer = await new UpgradeProgress(context).ShowAsync(begun, cancellationToken);
        var isWell = !answer.__isset.upgrade || answer.Upgrade.Status is "SUCCESS" or "ROLLED_BACK" or "RUNNING";
        return Shape(context, answer, isChange: true) with { ExitCode = isWell ? ExitCode.Success : ExitCode.NotWell };
    }

    private static async Task<Outcome?> HistoryAsync(CommandContext context, int limit, CancellationToken cancellationToken)
    {
        var answer = await context.Client.ReadAsync("GetUpgradeHistory", (client, cancel) => client.GetUpgradeHistory(limit, cancel), response => response.Base, cancellationToken);
        var upgrades = context.Client.Part(answer.Upgrades, "GetUpgradeHistory", "upgrades");
        return new Outcome(Messages.Done, answer.Base.Timestamp, new Fields { { "upgrades", upgrades.Select(Of).ToList() } });
    }

    private static Outcome Shape(CommandContext context, UpgradeResponse answer, bool isChange)
    {
        var said = answer.__isset.upgrade ? UpgradeMessages.Explain(answer.Upgrade) : UpgradeMessages.None;
        var data = new Fields
        {
            { "explanation", said.In(context.Settings.Language) },
            { "nextCommand", answer.NextCommand, answer.__isset.nextCommand },
            { "configurationLocked", answer.ConfigurationLocked, answer.__isset.configurationLocked },
        };
        if (answer.__isset.upgrade)
        {
            foreach (var (name, value) in Of(answer.Upgrade))
            {
                data.Add(name, value);
            }
        }

        return new Outcome(Messages.Done, answer.Base.Timestamp, data, isChange);
    }

    private static Fields Of(UpgradeInfo upgrade) => new()
    {
        { "upgradeId", upgrade.UpgradeId },
        { "status", upgrade.Status },
        { "phase", upgrade.Phase },
        { "mode", upgrade.Mode },
        { "fromVersion", upgrade.FromVersion },
        { "toVersion", upgrade.ToVersion },
        { "packagePath", upgrade.PackagePath, upgrade.__isset.packagePath },
        { "ownerNodeId", upgrade.OwnerNodeId },
        { "startedBy", upgrade.StartedBy },
        { "startTime", upgrade.StartTime },
        { "endTime", upgrade.EndTime, upgrade.__isset.endTime },
        { "problem", upgrade.Problem, upgrade.__isset.problem },
        { "steps", upgrade.Steps.Select(Of).ToList() },
    };

    private static Fields Of(UpgradeStep step) => new()
    {
        { "number", step.Number },
        { "name", step.Name },
        { "nodeId", step.NodeId },
        { "status", step.Status },
        { "startTime", step.StartTime },
        { "endTime", step.EndTime, step.__isset.endTime },
        { "detail", step.Detail, step.__isset.detail },
    };
}
