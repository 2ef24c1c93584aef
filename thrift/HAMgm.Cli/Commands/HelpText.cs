using System.CommandLine;
using System.Text;
using HAMgm.Cli.Text;

namespace HAMgm.Cli.Commands;

/// <summary>The help of a command, in one language. Left columns are ASCII, so that they align.</summary>
internal sealed class HelpText(CommandTree tree, Language language)
{
    private const string Indent = "  ";

    /// <summary>The text, with a line end behind it.</summary>
    public string Of(Command command)
    {
        var text = new StringBuilder();
        text.Append(tree.DescriptionOf(command).In(language)).Append("\n\n");
        text.Append(Messages.HelpUsage.In(language)).Append('\n').Append(Indent).Append(UsageOf(command)).Append('\n');

        List(text, Messages.HelpCommands, Leaves(command).Select(leaf =>
            (string.Join(' ', Path(leaf).Skip(Path(command).Count)) + ArgumentsOf(leaf), tree.DescriptionOf(leaf).In(language))));
        List(text, Messages.HelpArguments, command.Arguments.Select(argument =>
            (NameOf(argument), tree.DescriptionOf(argument).In(language))));
        if (command != tree.Root)
        {
            List(text, Messages.HelpOptions, command.Options.Select(Row));
        }

        List(text, Messages.HelpGlobalOptions, tree.Global.All.Select(Row));
        if (command.Options.Any(option => option != tree.Global.Port && option.Name == tree.Global.Port.Name))
        {
            text.Append('\n').Append(Messages.HelpNodePort.In(language)).Append('\n');
        }

        if (command == tree.Root)
        {
            List(text, Messages.HelpExitCodes, ExitCodes(language));
            text.Append('\n').Append(Messages.HelpExamples.In(language)).Append('\n');
            foreach (var example in Examples)
            {
                text.Append(Indent).Append(example).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>How a command is typed up to its name: hamgm-cli node info.</summary>
    public static string FullName(Command command) => string.Join(' ', Path(command));

    /// <summary>Some command lines to begin with.</summary>
    public static readonly string[] Examples =
    [
        "hamgm-cli cluster status",
        "hamgm-cli cluster status --watch",
        "hamgm-cli cluster readiness --format table",
        "hamgm-cli cluster explain",
        "hamgm-cli --format table cluster nodes --filter=standby",
        "hamgm-cli config set cluster.heartbeat_interval 5s",
        "hamgm-cli switch force --confirm",
    ];

    private static List<string> Path(Command command)
    {
        var names = new List<string> { command.Name };
        for (var parent = command.Parents.OfType<Command>().FirstOrDefault();
             parent is not null;
             parent = parent.Parents.OfType<Command>().FirstOrDefault())
        {
            names.Insert(0, parent.Name);
        }

        return names;
    }

    private static IEnumerable<Command> Leaves(Command command) =>
        command.Subcommands.SelectMany(child => child.Subcommands.Count > 0 ? Leaves(child) : [child]);

    private static string ArgumentsOf(Command command) => string.Concat(command.Arguments.Select(argument =>
        " " + NameOf(argument) + (argument.Arity.MaximumNumberOfValues > 1 ? "..." : string.Empty)));

    private static string NameOf(Argument argument) => argument.HelpName ?? $"<{argument.Name}>";

    private static string UsageOf(Command command) => command.Subcommands.Count > 0
        ? $"{FullName(command)} [global options] <command> [options] [arguments]"
        : $"{FullName(command)}{ArgumentsOf(command)} [options]";

    private (string Left, string Right) Row(Option option)
    {
        var names = string.Join(", ", option.Aliases.Append(option.Name).Order(StringComparer.Ordinal).Reverse());
        var left = option.HelpName is { } value ? $"{names} <{value}>" : names;
        return (left, tree.DescriptionOf(option).In(language));
    }

    /// <summary>What the program ends with.</summary>
    public static IEnumerable<(string Code, string Meaning)> ExitCodes(Language language) =>
    [
        ("0", Messages.HelpExit0.In(language)),
        ("1", Messages.HelpExit1.In(language)),
        ("2", Messages.HelpExit2.In(language)),
        ("3", Messages.HelpExit3.In(language)),
        ("4", Messages.HelpExit4.In(language)),
        ("5", Messages.HelpExit5.In(language)),
        ("6", Messages.HelpExit6.In(language)),
        ("130", Messages.HelpExit130.In(language)),
        ("143", Messages.HelpExit143.In(language)),
    ];

    private void List(StringBuilder text, Phrase title, IEnumerable<(string Left, string Right)> rows)
    {
        var list = rows.ToList();
        if (list.Count == 0)
        {
            return;
        }

        text.Append('\n').Append(title.In(language)).Append('\n');
        var width = list.Max(row => row.Left.Length);
        foreach (var (left, right) in list)
        {
            text.Append(Indent).Append(left.PadRight(width)).Append(Indent).Append(right).Append('\n');
        }
    }
}
