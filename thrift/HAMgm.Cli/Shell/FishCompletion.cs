using System.CommandLine;
using System.Text;
using HAMgm.Cli.Commands;
using HAMgm.Cli.Text;

namespace HAMgm.Cli.Shell;

/// <summary>The completion for fish, with what each thing is for beside it.</summary>
internal static class FishCompletion
{
    private const string Head = """
        # fish completion for hamgm-cli, made by: hamgm-cli completion fish
        # For all users: hamgm-cli completion fish > /etc/fish/completions/hamgm-cli.fish

        function __hamgm_cli_nodes
            hamgm-cli cluster nodes --format json --timeout 1s 2>/dev/null | string replace -rf '^ *"nodeId": "([^"]*)".*' '$1'
        end

        # Whether the words that are no options begin with the given ones, and how many follow.
        function __hamgm_cli_at --argument-names place
            set -l wanted $argv[2..-1]
            set -l skip 0
            set -l given
            for word in (commandline -opc)[2..-1]
                if test $skip = 1
                    set skip 0
                else if contains -- $word $__hamgm_cli_valued
                    set skip 1
                else if not string match -q -- '-*' $word
                    set -a given $word
                end
            end
            test (count $given) -ge (count $wanted); or return 1
            if test (count $wanted) -gt 0
                test "$given[1..(count $wanted)]" = "$wanted"; or return 1
            end
            test $place = any; or test (math (count $given) - (count $wanted)) = $place
        end


        """;

    public static string Write(CommandTree tree, Language language)
    {
        var text = new StringBuilder(Head);
        text.Append("set -g __hamgm_cli_valued ").AppendJoin(' ', ShellTree.ValueOptions(tree).Select(option => option.Name)).Append("\n\n");
        text.Append("complete -c hamgm-cli -f\n");
        foreach (var option in tree.Global.All)
        {
            AppendOption(text, tree, language, option, condition: null);
        }

        foreach (var (path, command) in ShellTree.Commands(tree))
        {
            text.Append("\n# hamgm-cli ").Append(path).Append('\n');
            foreach (var child in command.Subcommands)
            {
                text.Append("complete -c hamgm-cli -n '__hamgm_cli_at 0 ").Append(path).Append("' -a ").Append(child.Name)
                    .Append(" -d ").Append(Quote(tree.DescriptionOf(child).In(language))).Append('\n');
            }

            var place = 0;
            foreach (var (argument, words) in ShellTree.Arguments(tree, command))
            {
                if (words.Count > 0 || ShellTree.IsNodeId(argument))
                {
                    text.Append("complete -c hamgm-cli -n '__hamgm_cli_at ").Append(place).Append(' ').Append(path).Append("' -a ")
                        .Append(words.Count > 0 ? $"'{string.Join(' ', words)}'" : "'(__hamgm_cli_nodes)'").Append('\n');
                }

                place++;
            }

            foreach (var option in command == tree.Root ? [] : command.Options)
            {
                AppendOption(text, tree, language, option, $"__hamgm_cli_at any {path}");
            }
        }

        return text.ToString();
    }

    private static void AppendOption(StringBuilder text, CommandTree tree, Language language, Option option, string? condition)
    {
        text.Append("complete -c hamgm-cli");
        if (condition is not null)
        {
            text.Append(" -n '").Append(condition).Append('\'');
        }

        text.Append(" -l ").Append(option.Name.AsSpan(2));
        if (ShellTree.TakesValue(option))
        {
            var words = tree.ChoicesOf(option);
            text.Append(words.Count > 0 ? $" -x -a '{string.Join(' ', words)}'"
                : option.Name is "--config" or "--files" ? " -r -F"
                : ShellTree.IsNodeId(option) ? " -x -a '(__hamgm_cli_nodes)'"
                : " -x");
        }

        text.Append(" -d ").Append(Quote(tree.DescriptionOf(option).In(language))).Append('\n');
    }

    private static string Quote(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
