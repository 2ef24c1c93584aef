using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using HAMgm.Component.Config.Schema;

namespace HAMgm.Component.Config.Values;

/// <summary>
/// Judges a list of maps by the fields of its schema, and notes everything that is wrong in it. An item becomes one JSON object, its
/// fields in the order of the file: numbers and booleans as such, lists as arrays, all else as text.
/// </summary>
internal static class MapsParser
{
    private const int MaxProblems = 50;

    // What is no ASCII stays readable; the text goes into JSON and YAML, never into HTML.
    private static readonly JsonSerializerOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The setting; null when there are problems: line (0: the key's own), path within the list (<c>[2].port</c>), and what is wrong.</summary>
    public static Setting? Parse(SettingSchema schema, RawValue raw, List<(int Line, string Path, string Message)> problems)
    {
        var maps = raw.Items ?? (raw.Entries is null ? null : [raw]);
        if (maps is null)
        {
            problems.Add((raw.Line, "", $"expects {ValueParser.Expected(schema, schema.Type)}"));
            return null;
        }

        if (maps.Count > schema.MaxItems)
        {
            problems.Add((raw.Line, "", $"has {maps.Count} items; at most {schema.MaxItems} are allowed"));
            return null;
        }

        var items = new List<string>();
        var canonicals = new List<string>();
        var before = problems.Count;
        for (var i = 0; i < maps.Count && problems.Count - before < MaxProblems; i++)
        {
            if (ParseMap(schema, maps[i], $"[{(i + 1).ToString(CultureInfo.InvariantCulture)}]", problems) is { } item)
            {
                items.Add(item.Text);
                canonicals.Add(item.Canonical);
            }
        }

        foreach (var field in schema.Fields.Where(f => f.Unique))
        {
            CheckUnique(maps, field, problems);
        }

        return problems.Count > before
            ? null
            : new Setting(schema, $"[{string.Join(", ", items)}]", items, $"[{string.Join(',', canonicals)}]", 0, 0);
    }

    private static (string Text, string Canonical)? ParseMap(
        SettingSchema schema, RawValue map, string path, List<(int Line, string Path, string Message)> problems)
    {
        if (map.Entries is not { } entries)
        {
            problems.Add((map.Line, path, $"expects a map of {string.Join(", ", schema.Fields.Select(f => f.Key))}"));
            return null;
        }

        var before = problems.Count;
        var variant = entries.FirstOrDefault(e => e.Key == schema.By)?.Value.Scalar;
        bool Belongs(SettingSchema field) => field.For.Count == 0 || (variant is not null && field.For.Contains(variant));
        var text = new JsonObject();
        var canonical = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var field = schema.Fields.FirstOrDefault(f => f.Key == entry.Key);
            if (field is null || (!Belongs(field) && variant is not null))
            {
                problems.Add((entry.Line, $"{path}.{entry.Key}", Unknown(schema, entry.Key, field, variant, Belongs)));
            }
            else if (!ValueParser.TryParse(field, entry.Value, out var value, out var problem))
            {
                problems.Add((entry.Line, $"{path}.{entry.Key}", problem));
            }
            else
            {
                text[entry.Key] = ToJson(value);
                canonical[entry.Key] = value.Canonical;
            }
        }

        foreach (var missing in schema.Fields.Where(f => f.Required && Belongs(f) && entries.All(e => e.Key != f.Key)))
        {
            problems.Add((map.Line, $"{path}.{missing.Key}", $"is missing and must be set: {missing.Description}"));
        }

        return problems.Count > before
            ? null
            : (text.ToJsonString(Written), JsonSerializer.Serialize(canonical.Select(c => new[] { c.Key, c.Value }), Written));
    }

    private static string Unknown(SettingSchema schema, string key, SettingSchema? field, string? variant, Func<SettingSchema, bool> belongs)
    {
        var known = string.Join(", ", schema.Fields.Where(belongs).Select(f => f.Key));
        return field is null
            ? $"is not a known key; known are {known}"
            : $"does not belong to {schema.By} {variant}, only to {string.Join(", ", field.For)}; known here are {known}";
    }

    private static void CheckUnique(IReadOnlyList<RawValue> maps, SettingSchema field, List<(int Line, string Path, string Message)> problems)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < maps.Count; i++)
        {
            if (maps[i].Entries?.FirstOrDefault(e => e.Key == field.Key) is not { Value.Scalar: { } value } entry)
            {
                continue;
            }

            if (!seen.TryAdd(value, i + 1))
            {
                var path = string.Create(CultureInfo.InvariantCulture, $"[{i + 1}].{field.Key}");
                problems.Add((entry.Line, path, $"{ValueParser.Show(field, value)} is the {field.Key} of item {seen[value]} already: each needs one of its own"));
            }
        }
    }

    private static JsonNode ToJson(Setting value) => value.Schema.Type switch
    {
        SettingType.Int => JsonValue.Create(value.Number),
        SettingType.Bool => JsonValue.Create(value.Canonical == "true"),
        SettingType.List => new JsonArray([.. value.Items.Select(i => JsonValue.Create(i))]),
        _ => JsonValue.Create(value.Text),
    };
}
