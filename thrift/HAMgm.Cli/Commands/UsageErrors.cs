using System.CommandLine;
using System.CommandLine.Parsing;
using HAMgm.Cli.Text;

namespace HAMgm.Cli.Commands;

/// <summary>What is wrong with a command line, in either language. (The parser itself speaks one.)</summary>
internal static class UsageErrors
{
    /// <summary>The first thing that is wrong; null: nothing, unless a command is missing.</summary>
    public static Phrase? Find(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens.Count > 0)
        {
            return Messages.Unrecognised.With(parsed.UnmatchedTokens[0]);
        }

        if (MistypedOption(parsed) is { } mistyped)
        {
            return Messages.UnknownOption.With(mistyped);
        }

        // A command result's error is that a command is missing.
        var error = parsed.Errors.FirstOrDefault(error => error.SymbolResult is not CommandResult);
        return error is null ? null : Explain(error);
    }

    /// <summary>What to say of a command line that cannot be carried out.</summary>
    public static CliFailure Of(ParseResult parsed) => CliFailure.Usage(
        (Find(parsed) ?? Messages.CommandMissing)
            .Then(Messages.SeeHelp.With(HelpText.FullName(parsed.CommandResult.Command))));

    // The parser takes an unknown --option for an argument: "config set k 5s --formt yaml" would store it.
    private static string? MistypedOption(ParseResult parsed) => parsed.Tokens
        .TakeWhile(token => token.Type != TokenType.DoubleDash)
        .FirstOrDefault(token => token.Type == TokenType.Argument && token.Value.StartsWith("--", StringComparison.Ordinal))
        ?.Value;

    private static Phrase Explain(ParseError error) => error.SymbolResult switch
    {
        OptionResult { Tokens.Count: 0 } option => Messages.ValueMissing.With(option.Option.Name),
        OptionResult { IdentifierTokenCount: > 1 } option => Messages.GivenTwice.With(option.Option.Name),
        OptionResult option => NotAFlag(option.Option.Name, option),
        ArgumentResult { Parent: OptionResult option } => NotAFlag(option.Option.Name, option),
        _ => Phrase.Verbatim(error.Message),
    };

    // All options but flags take any text.
    private static Phrase NotAFlag(string name, OptionResult option) =>
        Messages.NotOneOf.With(name, option.Tokens.Count > 0 ? option.Tokens[0].Value : string.Empty, "true, false");
}
