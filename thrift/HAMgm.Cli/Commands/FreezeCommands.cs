using HAMgm.Cli.Output;
using HAMgm.Cli.Text;

namespace HAMgm.Cli.Commands;

/// <summary>cluster freeze and unfreeze: an operator keeps the roles where they are.</summary>
internal static class FreezeCommands
{
    public static void AddTo(CommandTree tree, System.CommandLine.Command group)
    {
        Add(tree, group, "freeze", Messages.AboutClusterFreeze, frozen: true);
        Add(tree, group, "unfreeze", Messages.AboutClusterUnfreeze, frozen: false);
    }

    private static void Add(CommandTree tree, System.CommandLine.Command group, string name, Phrase about, bool frozen)
    {
        var force = tree.Flag("--force", Messages.OptionFreezeForce);
        tree.Add(group, name, about, (context, cancel) => SetAsync(context, frozen, context.Flag(force), cancel), force);
    }

    private static async Task<Outcome?> SetAsync(CommandContext context, bool frozen, bool force, CancellationToken cancellationToken)
    {
        var answer = await context.ProgressAsync(Messages.DoingFreeze, context.Client.ChangeAsync(
            "SetFrozen", (client, cancel) => client.SetFrozen(frozen, force, cancel), answer => answer.Base, cancellationToken));
        var data = new Fields { { "frozen", frozen } };
        if (frozen)
        {
            data.Add("reason", Messages.FreezeConfirmation.In(context.Settings.Language));
        }

        return Changes.Outcome(answer.Base, data);
    }
}
