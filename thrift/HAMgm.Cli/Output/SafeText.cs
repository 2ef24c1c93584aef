using System.Globalization;

namespace HAMgm.Cli.Output;

/// <summary>Text from the network, made harmless for a terminal.</summary>
internal static class SafeText
{
    /// <summary>Control characters, and those that turn the direction of writing, become U+FFFD; line ends stay.</summary>
    public static string ForTerminal(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var character in text)
        {
            if (IsHarmful(character))
            {
                return string.Create(text.Length, text, static (target, source) =>
                {
                    for (var i = 0; i < source.Length; i++)
                    {
                        target[i] = IsHarmful(source[i]) ? '\uFFFD' : source[i];
                    }
                });
            }
        }

        return text;
    }

    private static bool IsHarmful(char character) =>
        character != '\n'
        && (char.IsControl(character)
            || (character > '\u2000' && CharUnicodeInfo.GetUnicodeCategory(character) == UnicodeCategory.Format && character is not '\u200D'));
}
