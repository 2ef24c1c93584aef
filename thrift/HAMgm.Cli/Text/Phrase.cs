using System.Globalization;

namespace HAMgm.Cli.Text;

/// <summary>A text in both languages, possibly with {0}, {1}, … to fill in.</summary>
internal readonly record struct Phrase(string En, string Zh)
{
    /// <summary>A text that has no translation: a name, or what a node said.</summary>
    public static Phrase Verbatim(string text) => new(text, text);

    /// <summary>The text in one language.</summary>
    public string In(Language language) => language == Language.Chinese ? Zh : En;

    /// <summary>The text with its places filled in; a phrase goes in in the language of each.</summary>
    public Phrase With(params object[] arguments) => new(
        string.Format(CultureInfo.InvariantCulture, En, In(arguments, Language.English)),
        string.Format(CultureInfo.InvariantCulture, Zh, In(arguments, Language.Chinese)));

    /// <summary>This sentence and another one.</summary>
    public Phrase Then(Phrase next) =>
        En.Length == 0 ? next : next.En.Length == 0 ? this : new($"{En} {next.En}", $"{Zh}{ZhGap(Zh)}{next.Zh}");

    private static object[] In(object[] arguments, Language language) =>
        Array.ConvertAll(arguments, argument => argument is Phrase phrase ? phrase.In(language) : argument);

    // Chinese sentences that end with a full-width mark need no space behind it.
    private static string ZhGap(string before) => before[^1] > '\u3000' ? string.Empty : " ";
}
