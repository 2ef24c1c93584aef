using System.CommandLine;
using HAMgm.Cli.Commands;

namespace HAMgm.Cli.Shell;

/// <summary>The command tree as the completion scripts need it.</summary>
internal static class ShellTree
{
    /// <summary>All commands and groups with the path behind "hamgm-cli": "", "cluster", "cluster status".</summary>
    public static IEnumerable<(string Path, Command Command)> Commands(CommandTree tree) => Walk(tree.Root, string.Empty);

    /// <summary>The options of a command: its own, and the global ones that it does not hide.</summary>
    public static IEnumerable<Option> Options(CommandTree tree, Command command)
    {
        var own = command == tree.Root ? [] : command.Options.ToList();
        return own.Concat(tree.Global.All.Where(global => own.All(option => option.Name != global.Name)));
    }

    /// <summary>Whether an option is followed by a value.</summary>
    public static bool TakesValue(Option option) => option is not Option<bool>;

    /// <summary>All options with a value, each name once, with the words of all that have the name.</summary>
    public static IEnumerable<(string Name, List<string> Words)> ValueOptions(CommandTree tree) =>
        Commands(tree)
            .SelectMany(pair => Options(tree, pair.Command))
            .Where(TakesValue)
            .GroupBy(option => option.Name, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.Key, group.SelectMany(tree.ChoicesOf).Distinct().ToList()));

    /// <summary>The arguments of a command by place: words, "node-id", or nothing that is known.</summary>
    public static IEnumerable<(Argument Argument, IReadOnlyList<string> Words)> Arguments(CommandTree tree, Command command) =>
        command.Arguments.Select(argument => (argument, tree.ChoicesOf(argument)));

    /// <summary>Whether an option or argument names a node.</summary>
    public static bool IsNodeId(Symbol symbol) => symbol switch
    {
        Argument argument => argument.Name == "node-id",
        Option option => option.Name is "--target" or "--node",
        _ => false,
    };

    private static IEnumerable<(string Path, Command Command)> Walk(Command command, string path)
    {
        yield return (path, command);
        foreach (var child in command.Subcommands)
        {
            foreach (var pair in Walk(child, path.Length == 0 ? child.Name : $"{path} {child.Name}"))
            {
                yield return pair;
            }
        }
    }
}
