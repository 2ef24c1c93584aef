using HAMgm.Component.Config.Schema;
using HAMgm.Component.Config.Values;
using YamlDotNet.Core;

namespace HAMgm.Component.Config.Yaml;

/// <summary>
/// Changes one value in the text of a file and nothing else. The caller reads the result again and compares: an edit
/// that would change more than its key is refused, so this need not foresee every way to write YAML.
/// </summary>
internal static class YamlEditor
{
    /// <summary>The text with the key's value replaced, or added to its section.</summary>
    public static string Set(string text, YamlNode? root, Setting value)
    {
        var newLine = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var parts = value.Schema.Key.Split('.');
        if (root is not YamlMapping mapping)
        {
            return text + Block(parts, 0, value, "", newLine);
        }

        for (var depth = 0; ; depth++)
        {
            var child = mapping.Find(parts[depth]);
            if (child is null)
            {
                return AddTo(text, mapping, parts, depth, value, newLine);
            }

            if (depth == parts.Length - 1)
            {
                return Replace(text, child, value);
            }

            if (child is not YamlMapping next)
            {
                return FillEmptySection(text, mapping, (YamlScalar)child, parts, depth + 1, value, newLine);
            }

            mapping = next;
        }
    }

    private static string Replace(string text, YamlNode old, Setting value)
    {
        if (old is YamlSequence sequence && value.Schema.Type is (SettingType.List or SettingType.Pairs or SettingType.Maps))
        {
            return SequenceEditor.Replace(text, sequence, value);
        }

        var style = old is YamlScalar scalar ? scalar.Style : ScalarStyle.Any;
        var written = Written(value, style);
        return old.Start == old.End && NeedsSpace(text, old.Start)
            ? Splice(text, old.Start, old.End, " " + written)
            : Splice(text, old.Start, old.End, written);
    }

    /// <summary>A key that the section lacks: after its last entry, in the section's own style.</summary>
    private static string AddTo(string text, YamlMapping mapping, string[] parts, int depth, Setting value, string newLine)
    {
        if (mapping.IsFlow)
        {
            var entry = Flow(parts, depth, value);
            return mapping.Entries.Count == 0
                ? Splice(text, mapping.Start + 1, mapping.End - 1, $" {entry} ")
                : Splice(text, mapping.Entries[^1].Value.End, mapping.Entries[^1].Value.End, $", {entry}");
        }

        var at = EndOfLine(text, mapping.Entries[^1].Value.End);
        var block = Block(parts, depth, value, Indent(text, mapping.Start), newLine);
        return at > 0 && text[at - 1] != '\n' ? Splice(text, at, at, newLine + block.TrimEnd()) : Splice(text, at, at, block);
    }

    /// <summary>A section that is named but empty (<c>vip:</c>): its first key goes below it.</summary>
    private static string FillEmptySection(string text, YamlMapping parent, YamlScalar empty, string[] parts, int depth, Setting value, string newLine)
    {
        var cleared = Splice(text, empty.Start, empty.End, "");
        if (parent.IsFlow)
        {
            return Splice(cleared, empty.Start, empty.Start, $" {{ {Flow(parts, depth, value)} }}");
        }

        var at = EndOfLine(cleared, empty.Start);
        var block = Block(parts, depth, value, Indent(text, parent.Start) + "  ", newLine);
        return at > 0 && cleared[at - 1] != '\n' ? Splice(cleared, at, at, newLine + block.TrimEnd()) : Splice(cleared, at, at, block);
    }

    private static string Block(string[] parts, int depth, Setting value, string indent, string newLine) =>
        depth == parts.Length - 1
            ? $"{indent}{parts[depth]}: {Written(value, ScalarStyle.Any)}{newLine}"
            : $"{indent}{parts[depth]}:{newLine}{Block(parts, depth + 1, value, indent + "  ", newLine)}";

    private static string Flow(string[] parts, int depth, Setting value) =>
        depth == parts.Length - 1
            ? $"{parts[depth]}: {Written(value, ScalarStyle.Any)}"
            : $"{parts[depth]}: {{ {Flow(parts, depth + 1, value)} }}";

    private static string Written(Setting value, ScalarStyle style) => value.Schema.Type switch
    {
        SettingType.List or SettingType.Pairs or SettingType.Maps => SequenceEditor.Flow(value),
        _ => ScalarText.Write(value.Text, style, value.Schema.Type == SettingType.String),
    };

    internal static string Splice(string text, int start, int end, string replacement) =>
        string.Concat(text.AsSpan(0, start), replacement, text.AsSpan(end));

    private static bool NeedsSpace(string text, int at) => at > 0 && text[at - 1] == ':';

    // What stands before the first key on its line is the section's indent; a block mapping always begins its line.
    private static string Indent(string text, int start) => new(' ', start - (text.LastIndexOf('\n', Math.Max(0, start - 1)) + 1));

    private static int EndOfLine(string text, int at)
    {
        // The end mark of a literal block stands at the beginning of the next line already.
        if (at > 0 && text[at - 1] == '\n')
        {
            return at;
        }

        var end = text.IndexOf('\n', at);
        return end < 0 ? text.Length : end + 1;
    }
}
