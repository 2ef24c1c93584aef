using System.CommandLine;
using System.Text;
using HAMgm.Cli.Commands;
using HAMgm.Cli.Text;

namespace HAMgm.Cli.Shell;

/// <summary>The completion for zsh, with what each thing is for beside it.</summary>
internal static class ZshCompletion
{
    private const string Head = """
        #compdef hamgm-cli
        # zsh completion for hamgm-cli, made by: hamgm-cli completion zsh
        # For all users: hamgm-cli completion zsh > /usr/local/share/zsh/site-functions/_hamgm-cli

        _hamgm_cli_nodes() {
          local -a nodes
          nodes=(${(f)"$(hamgm-cli cluster nodes --format json --timeout 1s 2>/dev/null | sed -n 's/^ *"nodeId": "\([^"]*\)".*/\1/p')"})
          compadd -a nodes
        }

        _hamgm_cli() {
          local path_='' word skip='' key
          local -i i place=0
          local -a subs opts

        """;

    public static string Write(CommandTree tree, Language language)
    {
        var text = new StringBuilder(Head);
        var values = ShellTree.ValueOptions(tree).ToList();
        text.Append("  key=$words[CURRENT-1]\n  if compset -P '--*='; then key=${IPREFIX%=}; fi\n  case $key in\n");
        foreach (var (name, words) in values)
        {
            text.Append("    ").Append(name).Append(") ");
            text.Append(words.Count > 0 ? $"compadd {string.Join(' ', words)}"
                : name is "--config" or "--files" ? "_files"
                : name is "--target" or "--node" ? "_hamgm_cli_nodes"
                : "_message 'value'");
            text.Append("; return ;;\n");
        }

        text.Append("  esac\n  for ((i = 2; i < CURRENT; i++)); do\n    word=$words[i]\n");
        text.Append("    if [[ -n $skip ]]; then skip=''; continue; fi\n    case $word in\n      ");
        text.AppendJoin('|', values.Select(option => option.Name)).Append(") skip=1 ;;\n      -*) ;;\n      *)\n        case \"${path_:+$path_ }$word\" in\n          ");
        text.AppendJoin('|', ShellTree.Commands(tree).Skip(1).Select(pair => $"'{pair.Path}'"));
        text.Append(") path_=\"${path_:+$path_ }$word\" ;;\n          *) place+=1 ;;\n        esac ;;\n    esac\n  done\n  case $path_ in\n");
        foreach (var (path, command) in ShellTree.Commands(tree))
        {
            text.Append("    '").Append(path).Append("')\n      opts=(\n");
            foreach (var option in ShellTree.Options(tree, command))
            {
                text.Append("        ").Append(Entry(option, option.Name, tree, language)).Append('\n');
            }

            text.Append("      )\n");
            if (command.Subcommands.Count > 0)
            {
                text.Append("      subs=(\n");
                foreach (var child in command.Subcommands)
                {
                    text.Append("        ").Append(Entry(child, child.Name, tree, language)).Append('\n');
                }

                text.Append("      )\n");
            }

            var place = 0;
            foreach (var (argument, words) in ShellTree.Arguments(tree, command))
            {
                if (words.Count > 0 || ShellTree.IsNodeId(argument))
                {
                    text.Append("      ((place == ").Append(place).Append(")) && ");
                    text.Append(words.Count > 0 ? $"compadd {string.Join(' ', words)}" : "_hamgm_cli_nodes").Append('\n');
                }

                place++;
            }

            text.Append("      ;;\n");
        }

        text.Append("  esac\n  (( $#subs )) && _describe 'command' subs\n  [[ $PREFIX == -* ]] && _describe -o 'option' opts\n  return 0\n}\n\n");
        return text.Append("if [[ $funcstack[1] == _hamgm-cli ]]; then _hamgm_cli \"$@\"; else compdef _hamgm_cli hamgm-cli; fi\n").ToString();
    }

    private static string Entry(Symbol symbol, string name, CommandTree tree, Language language)
    {
        var about = tree.DescriptionOf(symbol).In(language).Replace("'", "'\\''", StringComparison.Ordinal);
        return $"'{name}:{about}'";
    }
}
