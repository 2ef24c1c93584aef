using System.CommandLine;
using HAMgm.Cli.Options;
using HAMgm.Cli.Text;

namespace HAMgm.Cli.Commands;

/// <summary>All commands, with what carries them out and what the help says of them.</summary>
internal sealed class CommandTree
{
    private readonly Dictionary<Command, CommandHandler> _handlers = [];
    private readonly Dictionary<Symbol, Phrase> _descriptions = [];
    private readonly Dictionary<Symbol, string[]> _choices = [];

    // Each group by the name that calls for it.
    private static readonly (string Name, Action<CommandTree> AddTo)[] Groups =
    [
        ("cluster", ClusterCommands.AddTo),
        ("node", NodeCommands.AddTo),
        ("config", ConfigCommands.AddTo),
        ("sync", SyncCommands.AddTo),
        ("upgrade", UpgradeCommands.AddTo),
        ("switch", SwitchCommands.AddTo),
        ("alert", AlertCommands.AddTo),
        ("plugin", PluginCommands.AddTo),
        ("pki", PkiCommands.AddTo),
        ("log", LogCommands.AddTo),
    ];

    /// <summary>Makes the whole tree.</summary>
    public CommandTree()
        : this([])
    {
    }

    /// <summary>
    /// Makes what a command line can need of the tree. Compiling the making of all commands and their texts took a tenth of a short
    /// run; a command line that names a group uses no other one, unless it asks for help or for what is made from the tree.
    /// </summary>
    public CommandTree(IReadOnlyList<string> args)
    {
        var isWhole = !Groups.Any(group => args.Contains(group.Name))
            || args.Any(word => word is "completion" or "man"
                || word.StartsWith("--help", StringComparison.Ordinal) || word.StartsWith("-h", StringComparison.Ordinal));
        foreach (var option in Global.All)
        {
            Root.Options.Add(option);
        }

        foreach (var (name, addTo) in Groups)
        {
            if (isWhole || args.Contains(name))
            {
                addTo(this);
            }
        }

        if (isWhole)
        {
            DescribeGlobals();
            ShellCommands.AddTo(this);
        }
    }

    /// <summary>Not a RootCommand, which brings a help of its own, in one language.</summary>
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

    /// <summary>Adds a command to a group, or to the root.</summary>
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

    /// <summary>Says which words a symbol takes, for completion.</summary>
    public T Choices<T>(T symbol, params string[] words)
        where T : Symbol
    {
        _choices[symbol] = words;
        return symbol;
    }

    /// <summary>Which words a symbol takes; none: any.</summary>
    public IReadOnlyList<string> ChoicesOf(Symbol symbol) => _choices.GetValueOrDefault(symbol, []);

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

    private void DescribeGlobals()
    {
        Describe(Root, Messages.AboutRoot);
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

        Choices(Global.Format, "json", "table", "yaml");
        Choices(Global.Lang, "en", "zh");
    }
}
