using HAMgm.Component.Config.Schema;
using HAMgm.Component.Config.Yaml;

namespace HAMgm.Component.Config.Values;

/// <summary>A value before it has been judged: one text, or items, or the entries of a map.</summary>
internal sealed record RawValue(string? Scalar, IReadOnlyList<RawValue>? Items, IReadOnlyList<RawEntry>? Entries = null, int Line = 0)
{
    /// <summary>As much text as a configuration file may have.</summary>
    private const int MaxTextLength = 1 << 20;

    public static RawValue Of(string text) => new(text, null);

    public static RawValue Of(IReadOnlyList<RawValue> items) => new(null, items);

    /// <summary>
    /// Reads a value that was given as text: lists are comma-separated, with or without square brackets; the two sides of a
    /// pair are separated by a space; maps are YAML (or JSON, which is YAML): <c>[{ id: db, type: tcp, port: 5432 }]</c>.
    /// </summary>
    public static RawValue FromText(SettingSchema schema, string text)
    {
        if (schema.Type == SettingType.Maps)
        {
            return MapsFromText(text);
        }

        if (schema.Type is not (SettingType.List or SettingType.Pairs))
        {
            return Of(text);
        }

        var inner = text.Trim();
        if (inner.StartsWith('[') && inner.EndsWith(']'))
        {
            inner = inner[1..^1];
        }

        var items = inner.Split(',', StringSplitOptions.TrimEntries);
        if (items is [""])
        {
            return Of([]);
        }

        return schema.Type == SettingType.List
            ? Of([.. items.Select(Of)])
            : Of([.. items.Select(i => Of([.. i.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Of)]))]);
    }

    /// <summary>What stands at a node of the file; null when a map stands where none may.</summary>
    public static RawValue? From(YamlNode node, bool mapsAllowed)
    {
        switch (node)
        {
            case YamlScalar scalar:
                return new RawValue(scalar.Text, null, null, scalar.Line);
            case YamlSequence sequence:
                var items = sequence.Items.Select(i => From(i, mapsAllowed)).ToArray();
                return items.Contains(null) ? null : new RawValue(null, items!, null, sequence.Line);
            case YamlMapping mapping when mapsAllowed:
                return new RawValue(
                    null, null, [.. mapping.Entries.Select(e => new RawEntry(e.Key.Text, From(e.Value, mapsAllowed)!, e.Key.Line))], mapping.Line);
            default:
                return null;
        }
    }

    // What is no YAML stays a text, which is then refused with what is expected.
    private static RawValue MapsFromText(string text)
    {
        var issues = new List<Contracts.Configuration.ConfigIssue>();
        return text.Length <= MaxTextLength
            && YamlReader.Read(text, issues) is { } node && issues.Count == 0 && From(node, mapsAllowed: true) is { } raw
                ? raw
                : Of(text);
    }
}
