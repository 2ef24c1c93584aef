using System.Text;

namespace HAMgm.Component.Config.Yaml;

/// <summary>
/// Takes one key out of the text of a file; comments stay, and an emptied section stays as <c>peer:</c> or <c>peer: {}</c>,
/// where the key goes again when it is set again. As with <see cref="YamlEditor"/> the caller reads the result and compares.
/// </summary>
internal static class YamlRemover
{
    /// <summary>The text without the key; unchanged when it has none.</summary>
    public static string Remove(string text, YamlNode? root, string key)
    {
        var parts = key.Split('.');
        var node = root;
        for (var depth = 0; node is YamlMapping mapping; depth++)
        {
            var index = mapping.Entries.ToList().FindIndex(e => e.Key.Text == parts[depth]);
            if (index < 0)
            {
                break;
            }

            if (depth == parts.Length - 1)
            {
                return mapping.IsFlow ? RemoveFlow(text, mapping, index) : RemoveBlock(text, mapping.Entries[index]);
            }

            node = mapping.Entries[index].Value;
        }

        return text;
    }

    /// <summary>Of the lines that the entry stands on, what remains is their comments.</summary>
    private static string RemoveBlock(string text, YamlEntry entry)
    {
        var start = text.LastIndexOf('\n', Math.Max(0, entry.Key.Start - 1)) + 1;
        var indent = text[start..entry.Key.Start];
        var kept = new StringBuilder();
        var line = start;
        do
        {
            var next = EndOfLine(text, line);
            if (FindComment(text, line, next, entry.Value) is { } comment)
            {
                kept.Append(indent).Append(text, comment, next - comment);
            }

            line = next;
        }
        while (line < entry.Value.End);

        return YamlEditor.Splice(text, start, line, kept.ToString());
    }

    private static string RemoveFlow(string text, YamlMapping mapping, int index)
    {
        var (key, value) = mapping.Entries[index];
        var (start, end) = (key.Start, value.End);
        if (mapping.Entries.Count == 1)
        {
            var inside = text[(mapping.Start + 1)..start] + text[end..(mapping.End - 1)];
            return IsGap(inside)
                ? YamlEditor.Splice(text, mapping.Start + 1, mapping.End - 1, "")
                : WithoutComma(YamlEditor.Splice(text, start, end, ""), start, mapping.End - 1 - (end - start));
        }

        if (index == mapping.Entries.Count - 1)
        {
            var before = mapping.Entries[index - 1].Value.End;
            return IsGap(text[before..start])
                ? YamlEditor.Splice(text, before, end, "")
                : WithoutComma(YamlEditor.Splice(text, start, end, ""), before, start);
        }

        var next = mapping.Entries[index + 1].Key.Start;
        return IsGap(text[end..next])
            ? YamlEditor.Splice(text, start, next, "")
            : WithoutComma(YamlEditor.Splice(text, start, end, ""), start, next - (end - start));
    }

    private static bool IsGap(string text) => text.All(c => c == ',' || char.IsWhiteSpace(c));

    /// <summary>Removes the first comma of a stretch that holds white space, comments and at most one comma.</summary>
    private static string WithoutComma(string text, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            if (text[i] == '#')
            {
                i = EndOfLine(text, i) - 1;
            }
            else if (text[i] == ',')
            {
                return YamlEditor.Splice(text, i, i + 1, "");
            }
        }

        return text;
    }

    /// <summary>Where a line's comment begins: at a # that follows white space and stands in no scalar.</summary>
    private static int? FindComment(string text, int start, int end, YamlNode value)
    {
        for (var i = start; i < end; i++)
        {
            if (text[i] == '#' && (i == start || char.IsWhiteSpace(text[i - 1])) && !IsInScalar(value, i))
            {
                return i;
            }
        }

        return null;
    }

    private static bool IsInScalar(YamlNode node, int at) => node switch
    {
        YamlScalar scalar => at >= scalar.Start && at < scalar.End,
        YamlSequence sequence => sequence.Items.Any(item => IsInScalar(item, at)),
        YamlMapping mapping => mapping.Entries.Any(e => IsInScalar(e.Key, at) || IsInScalar(e.Value, at)),
        _ => false,
    };

    private static int EndOfLine(string text, int at)
    {
        var end = text.IndexOf('\n', at);
        return end < 0 ? text.Length : end + 1;
    }
}
