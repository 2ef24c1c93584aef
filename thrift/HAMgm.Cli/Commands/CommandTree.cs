using System.CommandLine;
using HAMgm.Cli.Options;
using HAMgm.Cli.Text;

namespace HAMgm.Cli.Commands;

/// <summary>All commands, with what carries them out and what the help says of them.</summary>
internal sealed class CommandTree
{
    private readonly Dictionary<Command, CommandHandler> _handlers = [];
    private readonly Dictionary<Symbol, Phrase> _descriptions = [];

    /// <summary>Makes the tree.</summary>
    public CommandTree()
    {
        // Not a RootCommand, which brings a help of its own, in one language.
        _descriptions[Root] = Messages.AboutRoot;
        foreach (var option in Global.All)
        {
            Root.Options.Add(option);
        }

        Describe(Global.Host, Messages.OptionHost);
        Describe(Global.Port, Messages.OptionPort);
        Describe(Global.Timeout, Messages.OptionTimeout);
        Describe(Global.Format, Messages.OptionFormat);
        Describe(Global.Verbose, Messages.OptionVerbose);
        Describe(Global.Config, Messages.OptionConfig);
        Describe(Global.Lang, Messages.OptionLang);
        Describe(Global.TlsCa, PkiMessages.OptionTlsCa);
        Describe(Global.TlsCert, PkiMessages.OptionTlsCert);
        Describe(Global.TlsKey, PkiMessages.OptionTlsKey);
        Describe(Global.Help, Messages.OptionHelp);
        Describe(Global.Version, Messages.OptionVersion);

        ClusterCommands.AddTo(this);
        NodeCommands.AddTo(this);
        ConfigCommands.AddTo(this);
        SyncCommands.AddTo(this);
        SwitchCommands.AddTo(this);
        PkiCommands.AddTo(this);
    }

    public Command Root { get; } = new("hamgm-cli");

    public GlobalOptions Global { get; } = new();

    /// <summary>Adds a group of commands.</summary>
    public Command Group(string name, Phrase description)
    {
        var group = new Command(name);
        Describe(group, description);
        Root.Subcommands.Add(group);
        return group;
    }

    /// <summary>Adds a command to a group.</summary>
    public void Add(Command group, string name, Phrase description, CommandHandler handler, params ReadOnlySpan<Symbol> symbols)
    {
        var command = new Command(name);
        foreach (var symbol in symbols)
        {
            switch (symbol)
            {
                case Option option:
                    command.Options.Add(option);
                    break;
                case Argument argument:
                    command.Arguments.Add(argument);
                    break;
            }
        }

        Describe(command, description);
        _handlers[command] = handler;
        group.Subcommands.Add(command);
    }

    /// <summary>Says what a symbol is for.</summary>
    public T Describe<T>(T symbol, Phrase description)
        where T : Symbol
    {
        _descriptions[symbol] = description;
        return symbol;
    }

    /// <summary>What a symbol is for.</summary>
    public Phrase DescriptionOf(Symbol symbol) => _descriptions[symbol];

    /// <summary>What carries a command out; null: it is a group.</summary>
    public CommandHandler? HandlerOf(Command command) => _handlers.GetValueOrDefault(command);

    /// <summary>An argument that is checked by the command itself, so that its error is in either language.</summary>
    public Argument<string> Argument(string name, Phrase description) =>
        Describe(new Argument<string>(name) { Arity = ArgumentArity.ZeroOrOne }, description);

    /// <summary>An option with a value.</summary>
    public Option<string> Option(string name, string valueName, Phrase description) =>
        Describe(new Option<string>(name) { HelpName = valueName }, description);

    /// <summary>An option that is there or not.</summary>
    public Option<bool> Flag(string name, Phrase description) => Describe(new Option<bool>(name), description);
}
