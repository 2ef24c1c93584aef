using HAMgm.Cli.Output;
using HAMgm.Cli.Text;

namespace HAMgm.Cli.Commands;

/// <summary>switch force: moves the VIP to the other node (specification 1, section 4.2.5).</summary>
internal static class SwitchCommands
{
    public static void AddTo(CommandTree tree)
    {
        var group = tree.Group("switch", Messages.AboutSwitch);
        var confirm = tree.Flag("--confirm", Messages.OptionConfirm);
        var force = tree.Flag("--force", Messages.OptionSwitchForce);
        tree.Add(
            group,
            "force",
            Messages.AboutSwitchForce,
            (context, cancel) => context.Flag(confirm)
                ? SwitchAsync(context, context.Flag(force), cancel)
                : throw CliFailure.Usage(Messages.ConfirmMissing),
            confirm,
            force);
    }

    private static async Task<Outcome?> SwitchAsync(CommandContext context, bool force, CancellationToken cancellationToken)
    {
        // Without --force: the specification's own method, which any of its servers has.
        var answer = await context.ProgressAsync(Messages.DoingSwitch, context.Client.ChangeAsync(
            force ? "Switch" : "ForceSwitch",
            (client, cancel) => force ? client.Switch(force: true, cancel) : client.ForceSwitch(cancel),
            answer => answer.Base,
            cancellationToken));
        return Changes.Outcome(answer.Base, new Fields
        {
            { "newPrimaryNodeId", answer.NewPrimaryNodeId, answer.__isset.newPrimaryNodeId },
            { "oldPrimaryNodeId", answer.OldPrimaryNodeId, answer.__isset.oldPrimaryNodeId },
            { "term", answer.Term, answer.__isset.term },
            { "durationMs", Math.Round(answer.DurationMs, 1), answer.__isset.durationMs },
        });
    }
}
