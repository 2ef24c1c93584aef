using System.Text;
using HAMgm.Component.Config.Schema;
using HAMgm.Component.Config.Values;
using YamlDotNet.Core;

namespace HAMgm.Component.Config.Yaml;

/// <summary>Changes the items of a list one by one, so that the comments between them stay.</summary>
internal static class SequenceEditor
{
    public static string Replace(string text, YamlSequence sequence, Setting value)
    {
        var old = sequence.Items;
        if (old.Count == 0)
        {
            return YamlEditor.Splice(text, sequence.Start, sequence.End, Flow(value));
        }

        var result = new StringBuilder(text);

        // From the end to the beginning, so that the marks of what comes before stay right.
        if (value.Items.Count > old.Count)
        {
            var added = Enumerable.Range(old.Count, value.Items.Count - old.Count).Select(i => Written(value, i, ScalarStyle.Any));
            Append(result, text, sequence, added);
        }

        for (var i = old.Count - 1; i >= value.Items.Count; i--)
        {
            Remove(result, text, sequence, i, isLastOne: i == 0);
        }

        for (var i = Math.Min(old.Count, value.Items.Count) - 1; i >= 0; i--)
        {
            if (value.Schema.Type == SettingType.Maps)
            {
                MapEditor.Replace(result, text, old[i], value, i);
            }
            else if (Meaning(old[i]) != value.Items[i])
            {
                var style = (old[i] as YamlScalar)?.Style ?? ScalarStyle.Any;
                Put(result, old[i].Start, old[i].End, Written(value, i, style));
            }
        }

        return result.ToString();
    }

    /// <summary>The whole list in flow style.</summary>
    public static string Flow(Setting value) => $"[{string.Join(", ", Enumerable.Range(0, value.Items.Count).Select(i => Written(value, i, ScalarStyle.Any)))}]";

    /// <summary>One item as YAML; a pair, which is kept as <c>local remote</c>, as <c>[local, remote]</c>; a map as <c>{name: value}</c>.</summary>
    private static string Written(Setting value, int index, ScalarStyle keep) => value.Schema.Type switch
    {
        SettingType.Pairs => $"[{string.Join(", ", value.Items[index].Split(' ').Select(side => ScalarText.Write(side, ScalarStyle.Any, isText: false)))}]",
        SettingType.Maps => MapEditor.Flow(value.Elements[index]),
        _ => ScalarText.Write(value.Items[index], keep, value.Schema.ItemType == SettingType.String),
    };

    private static string? Meaning(YamlNode item) => item switch
    {
        YamlScalar scalar => scalar.Text,
        YamlSequence pair => string.Join(' ', pair.Items.Select(i => (i as YamlScalar)?.Text)),
        _ => null,
    };

    private static void Append(StringBuilder result, string text, YamlSequence sequence, IEnumerable<string> added)
    {
        var last = sequence.Items[^1];
        if (sequence.IsFlow)
        {
            result.Insert(last.End, string.Concat(added.Select(a => ", " + a)));
            return;
        }

        var newLine = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var lineStart = text.LastIndexOf('\n', Math.Max(0, last.Start - 1)) + 1;
        var lead = text[lineStart..last.Start];
        var end = text.IndexOf('\n', last.End);
        end = end > 0 && text[end - 1] == '\r' ? end - 1 : end;
        result.Insert(end < 0 ? text.Length : end, string.Concat(added.Select(a => newLine + lead + a)));
    }

    private static void Remove(StringBuilder result, string text, YamlSequence sequence, int index, bool isLastOne)
    {
        var item = sequence.Items[index];
        if (!sequence.IsFlow)
        {
            // "  - item   # why" leaves its comment, a bare "  - item" leaves nothing.
            var lineStart = text.LastIndexOf('\n', Math.Max(0, item.Start - 1)) + 1;
            var lineEnd = text.IndexOf('\n', item.End);
            lineEnd = lineEnd < 0 ? text.Length : lineEnd + 1;
            var hasComment = text.AsSpan(item.End, lineEnd - item.End).Contains('#');
            var dash = text.LastIndexOf('-', item.Start - 1);
            if (isLastOne)
            {
                Put(result, dash, item.End, "[]");
                return;
            }

            Put(result, hasComment ? dash : lineStart, hasComment ? item.End : lineEnd, "");
            return;
        }

        var gapStart = index == 0 ? sequence.Start + 1 : sequence.Items[index - 1].End;
        var gap = text[gapStart..item.Start];
        var plainGap = gap.All(c => c is ',' or ' ');
        Put(result, plainGap ? gapStart : item.Start, item.End, "");
        if (!plainGap && index > 0)
        {
            // A comment stands in the gap and stays; its comma goes, or two would meet.
            result.Remove(gapStart + gap.IndexOf(',', StringComparison.Ordinal), 1);
        }
    }

    internal static void Put(StringBuilder text, int start, int end, string replacement) =>
        text.Remove(start, end - start).Insert(start, replacement);
}
