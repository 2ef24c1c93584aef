using System.CommandLine;
using System.Text;
using HAMgm.Cli.Commands;
using HAMgm.Cli.Text;

namespace HAMgm.Cli.Shell;

/// <summary>The manual page hamgm-cli(1), in one language. The committed copies lie in packaging/man; a test compares them.</summary>
internal sealed class ManPage(CommandTree tree, Language language)
{
    private readonly StringBuilder _text = new();

    /// <summary>The page as troff source.</summary>
    public string Write()
    {
        _text.Append(".\\\" Made by: hamgm-cli man\n.TH HAMGM-CLI 1 \"\" HAMgm HAMgm\n.nh\n");
        Section(ManTexts.Name);
        Paragraph("hamgm-cli - " + tree.DescriptionOf(tree.Root).In(language));
        Section(ManTexts.Synopsis);
        _text.Append(".B hamgm\\-cli\n").Append(ManTexts.SynopsisLine.In(language)).Append('\n');
        Section(ManTexts.Description);
        Paragraph(ManTexts.About.In(language));
        Section(ManTexts.Commands);
        foreach (var (path, command) in ShellTree.Commands(tree))
        {
            if (path.Length > 0 && command.Subcommands.Count == 0)
            {
                WriteCommand(path, command);
            }
        }

        Section(ManTexts.GlobalOptions);
        foreach (var option in tree.Global.All)
        {
            WriteOption(option);
        }

        Section(ManTexts.Output);
        Paragraph(ManTexts.AboutOutput.In(language));
        Section(ManTexts.ExitStatus);
        foreach (var (code, meaning) in HelpText.ExitCodes(language))
        {
            Item($"\\fB{code}\\fR", meaning);
        }

        Section(ManTexts.Files);
        Item("\\fI~/.hamgm/config.yaml\\fR", ManTexts.AboutFile.In(language));
        Item("\\fI@hamgm\\-9090\\fR", ManTexts.AboutSocket.In(language));
        Section(ManTexts.Environment);
        Item("\\fBLC_ALL\\fR, \\fBLC_MESSAGES\\fR, \\fBLANG\\fR", ManTexts.AboutLang.In(language));
        Item("\\fBNO_COLOR\\fR", ManTexts.AboutNoColor.In(language));
        Section(ManTexts.Examples);
        _text.Append(".nf\n");
        foreach (var example in HelpText.Examples)
        {
            _text.Append(Escape(example)).Append('\n');
        }

        return _text.Append(".fi\n").ToString();
    }

    private void WriteCommand(string path, Command command)
    {
        _text.Append(".SS \"").Append(Escape(path));
        foreach (var argument in command.Arguments)
        {
            _text.Append(' ').Append(Escape(argument.HelpName ?? $"<{argument.Name}>")).Append(argument.Arity.MaximumNumberOfValues > 1 ? "..." : string.Empty);
        }

        _text.Append("\"\n");
        Paragraph(tree.DescriptionOf(command).In(language));
        foreach (var argument in command.Arguments)
        {
            Item($"\\fI{Escape(argument.Name)}\\fR", tree.DescriptionOf(argument).In(language));
        }

        foreach (var option in command.Options)
        {
            WriteOption(option);
        }
    }

    private void WriteOption(Option option)
    {
        var names = string.Join(", ", option.Aliases.Append(option.Name).Order(StringComparer.Ordinal).Reverse().Select(name => $"\\fB{Escape(name)}\\fR"));
        Item(option.HelpName is { } value ? $"{names} \\fI{Escape(value)}\\fR" : names, tree.DescriptionOf(option).In(language));
    }

    private void Section(Phrase title) => _text.Append(".SH ").Append(title.In(language)).Append('\n');

    private void Item(string term, string meaning)
    {
        _text.Append(".TP\n").Append(term).Append('\n');
        Paragraph(meaning);
    }

    private void Paragraph(string text) => _text.Append(Escape(text)).Append('\n');

    private static string Escape(string text)
    {
        var escaped = text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal);

        // A full stop or an apostrophe at the beginning of a line would be a request.
        return escaped is ['.' or '\'', ..] ? "\\&" + escaped : escaped;
    }
}
