using System.Text;
using HAMgm.Cli.Commands;

namespace HAMgm.Cli.Shell;

/// <summary>The completion for bash. It needs nothing but bash (not the bash-completion package), and asks a node only for node ids.</summary>
internal static class BashCompletion
{
    private const string Head = """
        # bash completion for hamgm-cli, made by: hamgm-cli completion bash
        # For all users: hamgm-cli completion bash > /etc/bash_completion.d/hamgm-cli

        _hamgm_cli_nodes() {
            hamgm-cli cluster nodes --format json --timeout 1s 2>/dev/null | sed -n 's/^ *"nodeId": "\([^"]*\)".*/\1/p'
        }

        _hamgm_cli() {
            local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} path='' word words='' place=0 skip='' i
            # bash splits --format=json into three words.
            if [[ $cur == '=' ]]; then
                cur=''
            elif [[ $prev == '=' ]]; then
                prev=${COMP_WORDS[COMP_CWORD-2]}
            fi
            COMPREPLY=()

        """;

    private const string Middle = """
            for ((i = 1; i < COMP_CWORD; i++)); do
                word=${COMP_WORDS[i]}
                if [[ $word == '=' ]]; then
                    skip=1
                    continue
                elif [[ -n $skip ]]; then
                    skip=''
                    continue
                fi
                case $word in

        """;

    public static string Write(CommandTree tree)
    {
        var text = new StringBuilder(Head);
        var options = ShellTree.ValueOptions(tree).ToList();
        text.Append("    case $prev in\n");
        foreach (var (name, words) in options)
        {
            text.Append("        ").Append(name).Append(") ");
            text.Append(words.Count > 0 ? $"COMPREPLY=($(compgen -W '{string.Join(' ', words)}' -- \"$cur\"))"
                : name is "--config" or "--files" ? "COMPREPLY=($(compgen -f -- \"$cur\"))"
                : name is "--target" or "--node" ? "COMPREPLY=($(compgen -W \"$(_hamgm_cli_nodes)\" -- \"$cur\"))"
                : ":");
            text.Append("; return ;;\n");
        }

        text.Append("    esac\n").Append(Middle);
        text.Append("            ").AppendJoin('|', options.Select(option => option.Name)).Append(") skip=1 ;;\n");
        text.Append("            -*) ;;\n            *)\n                case \"${path:+$path }$word\" in\n");
        text.Append("                    ").AppendJoin('|', ShellTree.Commands(tree).Skip(1).Select(pair => $"'{pair.Path}'"))
            .Append(") path=${path:+$path }$word ;;\n");
        text.Append("                    *) place=$((place + 1)) ;;\n                esac ;;\n        esac\n    done\n");
        text.Append("    case $path in\n");
        foreach (var (path, command) in ShellTree.Commands(tree))
        {
            text.Append("        '").Append(path).Append("')\n            if [[ $cur == -* ]]; then\n                words='")
                .AppendJoin(' ', ShellTree.Options(tree, command).Select(option => option.Name)).Append("'\n");
            if (command.Subcommands.Count > 0)
            {
                text.Append("            else\n                words='").AppendJoin(' ', command.Subcommands.Select(child => child.Name)).Append("'\n");
            }

            var place = 0;
            foreach (var (argument, words) in ShellTree.Arguments(tree, command))
            {
                if (words.Count > 0 || ShellTree.IsNodeId(argument))
                {
                    text.Append("            elif ((place == ").Append(place).Append(")); then\n                words=");
                    text.Append(words.Count > 0 ? $"'{string.Join(' ', words)}'" : "$(_hamgm_cli_nodes)").Append('\n');
                }

                place++;
            }

            text.Append("            fi ;;\n");
        }

        return text.Append("    esac\n    COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n}\n\ncomplete -F _hamgm_cli hamgm-cli\n").ToString();
    }
}
