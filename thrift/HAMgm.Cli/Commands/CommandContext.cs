using System.CommandLine;
using HAMgm.Cli.Connection;
using HAMgm.Cli.Options;
using HAMgm.Cli.Output;
using HAMgm.Cli.Text;

namespace HAMgm.Cli.Commands;

/// <summary>Carries a command out; null: it has shown its results itself.</summary>
internal delegate Task<Outcome?> CommandHandler(CommandContext context, CancellationToken cancellationToken);

/// <summary>What a command works with.</summary>
internal sealed class CommandContext(
    ParseResult parsed, Settings settings, CliConsole console, ClusterClient client, Render render)
{
    public Settings Settings => settings;

    public CliConsole Console => console;

    public ClusterClient Client => client;

    public Render Render => render;

    /// <summary>Waits for work that may take long, and says so on a terminal.</summary>
    public Task<T> ProgressAsync<T>(Phrase what, Task<T> work) => new Progress(console, settings.Language).ShowAsync(what, work);

    /// <summary>The same, of work whose steps have names.</summary>
    public Task<T> ProgressAsync<T>(Func<Phrase> what, Task<T> work) => new Progress(console, settings.Language).ShowAsync(what, work);

    /// <summary>Whether a flag is set.</summary>
    public bool Flag(Option<bool> option) => parsed.GetValue(option);

    /// <summary>An option's value; null: not given.</summary>
    public string? Value(Option<string> option) => parsed.GetValue(option);

    /// <summary>All values of an option; none: not given.</summary>
    public string[] Values(Option<string[]> option) => parsed.GetValue(option) ?? [];

    /// <summary>All words of an argument.</summary>
    /// <exception cref="CliFailure">There is none.</exception>
    public string[] Required(Argument<string[]> argument) =>
        parsed.GetValue(argument) is { Length: > 0 } words
            ? words
            : throw CliFailure.Usage(Messages.ArgumentMissing.With(argument.Name));

    /// <summary>An argument's value; null: not given.</summary>
    public string? Value(Argument<string> argument) => parsed.GetValue(argument);

    /// <summary>An argument's value, which must be there and not be empty.</summary>
    /// <exception cref="CliFailure">It is not.</exception>
    public string Required(Argument<string> argument) => parsed.GetValue(argument) switch
    {
        null => throw CliFailure.Usage(Messages.ArgumentMissing.With(argument.Name)),
        "" => throw CliFailure.Usage(Messages.Empty.With($"<{argument.Name}>")),
        var text => text,
    };

    /// <summary>An option's value, which must be there.</summary>
    /// <exception cref="CliFailure">It is not.</exception>
    public string Required(Option<string> option) =>
        parsed.GetValue(option) ?? throw CliFailure.Usage(Messages.OptionMissing.With(option.Name));
}
