using HAMgm.Component.Config.Schema;

namespace HAMgm.Component.Config.Values;

/// <summary>A value before it has been judged: one text, or items.</summary>
internal sealed record RawValue(string? Scalar, IReadOnlyList<RawValue>? Items)
{
    public static RawValue Of(string text) => new(text, null);

    public static RawValue Of(IReadOnlyList<RawValue> items) => new(null, items);

    /// <summary>
    /// Reads a value that was given as text: lists are comma-separated, with or without square brackets; the two sides of a
    /// pair are separated by a space.
    /// </summary>
    public static RawValue FromText(SettingSchema schema, string text)
    {
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
