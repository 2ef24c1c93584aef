using System.Text;

namespace HAMgm.Scripts;

/// <summary>
/// Reads what a script declares of itself: comment lines near its beginning that bear the word <c>@hamgm</c>, with bare words and
/// <c>key=value</c> pairs; a value with blanks stands in double quotes.
/// </summary>
internal static class HeaderReader
{
    /// <summary>The word that marks a line.</summary>
    public const string Mark = "@hamgm";

    private const int MaxBytes = 8192;
    private const int MaxLines = 100;

    /// <summary>Reads a file's declaration; no lines of it is no error.</summary>
    /// <param name="path">The file.</param>
    /// <param name="errors">Gets what is wrong with it.</param>
    public static IReadOnlyList<Declared> Read(string path, List<string> errors)
    {
        byte[] buffer = new byte[MaxBytes];
        int length;
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            length = stream.ReadAtLeast(buffer, MaxBytes, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add($"{path}: cannot be read: {e.Message}");
            return [];
        }

        List<Declared> declared = [];
        int number = 0;
        foreach (ReadOnlySpan<char> line in Encoding.Latin1.GetString(buffer, 0, length).AsSpan().EnumerateLines())
        {
            if (++number > MaxLines)
            {
                break;
            }

            ReadOnlySpan<char> text = line.Trim().TrimStart("/#*-;").TrimStart();
            if (text.StartsWith(Mark, StringComparison.Ordinal) && (text.Length == Mark.Length || char.IsWhiteSpace(text[Mark.Length])) && text.Length < line.Trim().Length)
            {
                // As it was meant: the bytes are UTF-8.
                Split(Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text[Mark.Length..].ToString())), path, number, declared, errors);
            }
        }

        return declared;
    }

    private static void Split(string text, string path, int line, List<Declared> declared, List<string> errors)
    {
        int at = 0;
        while (true)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            // The end of a block comment is none of it.
            if (at >= text.Length || text.AsSpan(at).StartsWith("*/"))
            {
                return;
            }

            int begin = at;
            while (at < text.Length && !char.IsWhiteSpace(text[at]) && text[at] != '=')
            {
                at++;
            }

            string key = text[begin..at];
            if (at >= text.Length || text[at] != '=')
            {
                declared.Add(new Declared(key, null, $"{path}:{line}"));
                continue;
            }

            at++;
            if (at < text.Length && text[at] == '"')
            {
                int end = text.IndexOf('"', at + 1);
                if (end < 0)
                {
                    errors.Add($"{path}:{line}: {key}: the closing \" is missing");
                    return;
                }

                declared.Add(new Declared(key, text[(at + 1)..end], $"{path}:{line}"));
                at = end + 1;
                continue;
            }

            begin = at;
            while (at < text.Length && !char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            declared.Add(new Declared(key, text[begin..at], $"{path}:{line}"));
        }
    }
}
