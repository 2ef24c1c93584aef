using HAMgm.Component.Config.Schema;
using HAMgm.Component.Config.Yaml;

namespace HAMgm.Component.Config.Values;

/// <summary>A value before it has been judged: one text, or items, or named fields.</summary>
/// <param name="Scalar">The text; null for the others.</param>
/// <param name="Items">Of a list.</param>
/// <param name="Fields">Of a map, in the order of the file.</param>
/// <param name="Line">1-based line where it begins; 0 when it did not come from YAML.</param>
internal sealed record RawValue(
    string? Scalar, IReadOnlyList<RawValue>? Items, IReadOnlyList<(string Name, RawValue Value)>? Fields = null, int Line = 0)
{
    /// <summary>The value of a YAML node, without what is null in a map; null when a value within is null or a key none.</summary>
    public static RawValue? Of(YamlNode node)
    {
        switch (node)
        {
            case YamlScalar scalar:
                return new RawValue(scalar.Text, null, Line: scalar.Line);
            case YamlSequence sequence:
                var items = sequence.Items.Select(Of).ToArray();
                return items.Contains(null) ? null : new RawValue(null, items!, Line: sequence.Line);
            case YamlMapping mapping:
                var fields = new List<(string, RawValue)>();
                foreach (var (key, value) in mapping.Entries)
                {
                    if (value is YamlScalar { IsNull: true })
                    {
                        continue;
                    }

                    if (Of(value) is not { } field)
                    {
                        return null;
                    }

                    fields.Add((key.Text, field with { Line = key.Line }));
                }

                return new RawValue(null, null, fields, mapping.Line);
            default:
                return null;
        }
    }

    public static RawValue Of(string text) => new(text, null);

    public static RawValue Of(IReadOnlyList<RawValue> items) => new(null, items);

    /// <summary>
    /// Reads a value that was given as text: lists are comma-separated, with or without square brackets; the two sides of a
    /// pair are separated by a space; a list of maps is YAML, of which JSON is a part.
    /// </summary>
    public static RawValue FromText(SettingSchema schema, string text)
    {
        if (schema.Type == SettingType.Maps)
        {
            return MapText.Read(text);
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
}
