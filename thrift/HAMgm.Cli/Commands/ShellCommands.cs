using HAMgm.Cli.Options;
using HAMgm.Cli.Output;
using HAMgm.Cli.Shell;
using HAMgm.Cli.Text;

namespace HAMgm.Cli.Commands;

/// <summary>completion and man: made from the command tree, so that they are never behind it. They ask no node.</summary>
internal static class ShellCommands
{
    public static void AddTo(CommandTree tree)
    {
        var shell = tree.Choices(tree.Argument("shell", Messages.ArgumentShell), "bash", "zsh", "fish");
        tree.Add(
            tree.Root,
            "completion",
            Messages.AboutCompletion,
            (context, _) => PrintAsync(context, Values.OneOf<Func<CommandTree, Language, string>>(
                "<shell>",
                context.Required(shell),
                ("bash", (all, _) => BashCompletion.Write(all)),
                ("zsh", ZshCompletion.Write),
                ("fish", FishCompletion.Write))(tree, context.Settings.Language)),
            shell);
        tree.Add(
            tree.Root,
            "man",
            Messages.AboutMan,
            (context, _) => PrintAsync(context, new ManPage(tree, context.Settings.Language).Write()));
    }

    private static async Task<Outcome?> PrintAsync(CommandContext context, string text)
    {
        await context.Console.Out.WriteAsync(text);
        return null;
    }
}
