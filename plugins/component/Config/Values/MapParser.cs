using System.Globalization;
using HAMgm.Component.Config.Schema;

namespace HAMgm.Component.Config.Values;

/// <summary>Judges a list of maps by the schema of its fields; every mistake is told, with its line and its place in the list.</summary>
internal static class MapParser
{
    /// <summary>Most elements of one list.</summary>
    public const int MaxElements = 64;

    /// <summary>The setting, or null when anything was reported.</summary>
    /// <param name="schema">Of the key.</param>
    /// <param name="raw">What was written.</param>
    /// <param name="line">Where, for what has no line of its own.</param>
    /// <param name="report">Takes line, key (<c>detect.checks[1].port</c>) and what is wrong.</param>
    public static Setting? Parse(SettingSchema schema, RawValue raw, int line, Action<int, string, string> report)
    {
        if (raw.Items is not { } items || items.Any(item => item.Fields is null))
        {
            report(line, schema.Key, $"expects a list of maps, e.g. {Example(schema)}");
            return null;
        }

        if (items.Count > MaxElements)
        {
            report(line, schema.Key, string.Create(CultureInfo.InvariantCulture, $"has {items.Count} elements; at most {MaxElements} are allowed"));
            return null;
        }

        var wrong = false;
        void Report(int at, string key, string message)
        {
            wrong = true;
            report(at > 0 ? at : line, key, message);
        }

        var elements = items.Select((item, i) => Element(schema, item, string.Create(CultureInfo.InvariantCulture, $"{schema.Key}[{i}]"), Report)).ToArray();
        foreach (var field in schema.Fields.Where(f => f.Unique))
        {
            CheckUnique(schema, field, elements, Report);
        }

        return wrong ? null : new Setting(
            schema,
            MapText.Write(elements, maskSecrets: false),
            [.. elements.Select(element => MapText.WriteOne(element, maskSecrets: false))],
            MapText.Canonical(elements),
            0,
            0) { Elements = elements };
    }

    /// <summary>What one element says in full: its fields by name, in the schema's order, those without a value too.</summary>
    private static Dictionary<string, Setting> Element(SettingSchema schema, RawValue item, string place, Action<int, string, string> report)
    {
        foreach (var (name, value) in item.Fields!.Where(field => schema.Fields.All(known => known.Key != field.Name)))
        {
            report(value.Line, $"{place}.{name}", $"is not a known field; known are {string.Join(", ", schema.Fields.Select(f => f.Key))}");
        }

        var element = new Dictionary<string, Setting>(StringComparer.Ordinal);
        var kind = item.Fields!.FirstOrDefault(f => f.Name == schema.By).Value?.Scalar;
        bool Belongs(SettingSchema field) => field.For.Count == 0 || field.For.Contains(kind);
        foreach (var field in schema.Fields)
        {
            var raw = item.Fields!.FirstOrDefault(f => f.Name == field.Key).Value;
            if (!Belongs(field))
            {
                element[field.Key] = ValueParser.Empty(field);
                if (raw is not null && kind is not null)
                {
                    report(raw.Line, $"{place}.{field.Key}",
                        $"does not belong to {schema.By} {kind}, only to {string.Join(", ", field.For)}; known here are {string.Join(", ", schema.Fields.Where(Belongs).Select(f => f.Key))}");
                }
            }
            else if (raw is not null)
            {
                if (ValueParser.TryParse(field, raw, out var setting, out var problem))
                {
                    element[field.Key] = setting with { Line = Math.Max(1, raw.Line) };
                }
                else
                {
                    report(raw.Line, $"{place}.{field.Key}", problem);
                }
            }
            else if (field.Required)
            {
                report(item.Line, $"{place}.{field.Key}", $"is missing and must be set: {field.Description}");
            }
            else
            {
                element[field.Key] = ValueParser.Default(field);
            }
        }

        return element;
    }

    private static void CheckUnique(SettingSchema schema, SettingSchema field, Dictionary<string, Setting>[] elements, Action<int, string, string> report)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < elements.Length; i++)
        {
            if (elements[i].TryGetValue(field.Key, out var value) && value.HasValue && !seen.TryAdd(value.Canonical, i))
            {
                report(
                    value.Line,
                    string.Create(CultureInfo.InvariantCulture, $"{schema.Key}[{i}].{field.Key}"),
                    string.Create(CultureInfo.InvariantCulture, $"{ValueParser.Show(field, value.Text)} is the {field.Key} of {schema.Key}[{seen[value.Canonical]}] already: each needs one of its own"));
            }
        }
    }

    private static string Example(SettingSchema schema) =>
        $"[{{{string.Join(", ", schema.Fields.Where(f => f.Required).DefaultIfEmpty(schema.Fields[0]).Select(f => $"{f.Key}: …"))}}}]";
}
