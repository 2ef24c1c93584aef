using System.Text;
using HAMgm.Component.Config.Schema;
using HAMgm.Component.Config.Values;
using YamlDotNet.Core;

namespace HAMgm.Component.Config.Yaml;

/// <summary>Changes one map of a list: the values that differ in place where the same fields are set, the whole map otherwise.</summary>
internal static class MapEditor
{
    /// <summary>The map in flow style, without what is a default.</summary>
    public static string Flow(IReadOnlyDictionary<string, Setting> element) =>
        $"{{{string.Join(", ", element.Where(pair => pair.Value.IsSet).Select(pair => $"{pair.Key}: {Written(pair.Value, ScalarStyle.Any)}"))}}}";

    /// <summary>Puts an element's values in place of an item of the list, when they differ.</summary>
    /// <param name="result">The text, whose part up to the item's end is still as in <paramref name="text"/>.</param>
    /// <param name="text">As it was read.</param>
    /// <param name="item">The item there.</param>
    /// <param name="value">The list.</param>
    /// <param name="index">Of the item.</param>
    public static void Replace(StringBuilder result, string text, YamlNode item, Setting value, int index)
    {
        var wanted = value.Elements[index].Where(pair => pair.Value.IsSet).ToDictionary(StringComparer.Ordinal);
        if (item is not YamlMapping map || !map.Entries.Select(e => e.Key.Text).ToHashSet(StringComparer.Ordinal).SetEquals(wanted.Keys))
        {
            SequenceEditor.Put(result, item.Start, item.End, item is YamlMapping { IsFlow: false } ? Block(text, item, wanted) : Flow(wanted));
            return;
        }

        foreach (var (key, old) in map.Entries.Reverse())
        {
            var field = wanted[key.Text];
            if (!IsSame(field, old))
            {
                SequenceEditor.Put(result, old.Start, old.End, Written(field, (old as YamlScalar)?.Style ?? ScalarStyle.Any));
            }
        }
    }

    private static bool IsSame(Setting field, YamlNode old) => RawValue.Of(old) is { } raw
        && ValueParser.TryParse(field.Schema, raw, out var read, out _) && read.Text == field.Text;

    // One field a line, below the first one, which stands behind the item's dash.
    private static string Block(string text, YamlNode item, IReadOnlyDictionary<string, Setting> fields)
    {
        var newLine = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var column = item.Start - (text.LastIndexOf('\n', Math.Max(0, item.Start - 1)) + 1);
        return string.Join(newLine + new string(' ', column), fields.Select(pair => $"{pair.Key}: {Written(pair.Value, ScalarStyle.Any)}"));
    }

    private static string Written(Setting field, ScalarStyle style) => field.Schema.Type == SettingType.List
        ? SequenceEditor.Flow(field)
        : ScalarText.Write(field.Text, style, field.Schema.Type == SettingType.String);
}
