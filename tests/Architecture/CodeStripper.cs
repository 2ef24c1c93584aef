using System.Text;

namespace HAMgm.Architecture.Tests;

/// <summary>Blanks out comments and literals of C#, so that what is left can be searched for code. Lines stay where they are.</summary>
internal static class CodeStripper
{
    public static string Strip(string text)
    {
        var code = new StringBuilder(text.Length);
        int i = 0;
        while (i < text.Length)
        {
            int end = EndOfSkipped(text, i);
            if (end == i)
            {
                code.Append(text[i++]);
                continue;
            }

            for (; i < end; i++)
            {
                code.Append(text[i] == '\n' ? '\n' : ' ');
            }
        }

        return code.ToString();
    }

    // Where the comment or literal that begins at i ends; i itself when none begins there.
    private static int EndOfSkipped(string text, int i) => text[i] switch
    {
        '/' when At(text, i + 1) == '/' => IndexOrEnd(text, "\n", i),
        '/' when At(text, i + 1) == '*' => After(text, "*/", i + 2),
        '\'' => EndOfQuoted(text, i, '\''),
        '"' when string.CompareOrdinal(text, i, "\"\"\"", 0, 3) == 0 => EndOfRaw(text, i),
        '"' when IsVerbatim(text, i) => EndOfVerbatim(text, i),
        '"' => EndOfQuoted(text, i, '"'),
        _ => i,
    };

    private static bool IsVerbatim(string text, int i) => At(text, i - 1) == '@' || (At(text, i - 1) == '$' && At(text, i - 2) == '@');

    private static int EndOfRaw(string text, int i)
    {
        int quotes = 0;
        while (At(text, i + quotes) == '"')
        {
            quotes++;
        }

        return After(text, new string('"', quotes), i + quotes);
    }

    private static int EndOfVerbatim(string text, int i)
    {
        for (int j = i + 1; j < text.Length; j++)
        {
            if (text[j] == '"' && At(text, ++j) != '"')
            {
                return j;
            }
        }

        return text.Length;
    }

    private static int EndOfQuoted(string text, int i, char quote)
    {
        for (int j = i + 1; j < text.Length; j++)
        {
            if (text[j] == '\\')
            {
                j++;
            }
            else if (text[j] == quote)
            {
                return j + 1;
            }
            else if (text[j] == '\n')
            {
                return j;
            }
        }

        return text.Length;
    }

    private static int After(string text, string mark, int from)
    {
        int found = text.IndexOf(mark, Math.Min(from, text.Length), StringComparison.Ordinal);
        return found < 0 ? text.Length : found + mark.Length;
    }

    private static int IndexOrEnd(string text, string mark, int from)
    {
        int found = text.IndexOf(mark, from, StringComparison.Ordinal);
        return found < 0 ? text.Length : found;
    }

    private static char At(string text, int i) => i >= 0 && i < text.Length ? text[i] : '\0';
}
