using System.Text.Json;
using System.Text.RegularExpressions;
using HAMgm.Component.Config.Values;
using HAMgm.Contracts.Configuration;

namespace HAMgm.Component.Config.Schema;

/// <summary>
/// Reads the <c>settings</c> array of one plugin's manifest. A mistake in it is an error that names the plugin: a property
/// that was misspelt and ignored would leave a value unchecked.
/// </summary>
internal static partial class SchemaReader
{
    private const int MaxEntries = 1000;
    private const int MostItems = 1000;

    private static readonly string[] Properties =
        [
        "key", "type", "items", "default", "required", "min", "max", "values", "maxBytes", "maxItems", "pattern", "scope", "live", "secret",
        "fields", "by", "description",
    ];

    // What the whole list is (its scope, whether it is live) is said once, and a plugin fills its own defaults into a map.
    private static readonly string[] FieldProperties =
        ["key", "type", "items", "required", "min", "max", "values", "maxBytes", "maxItems", "pattern", "for", "unique", "description"];

    /// <summary>Reads one plugin's entries; what is wrong goes to <paramref name="problems"/>.</summary>
    public static IEnumerable<SettingSchema> Read(string owner, string json, List<string> problems)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
        }
        catch (JsonException e)
        {
            problems.Add($"plugin {owner}: its settings schema is not JSON: {e.Message}");
            return [];
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Array || document.RootElement.GetArrayLength() > MaxEntries)
            {
                problems.Add($"plugin {owner}: 'settings' of plugin.json must be an array of at most {MaxEntries} entries");
                return [];
            }

            var entries = new List<SettingSchema>();
            foreach (var element in document.RootElement.EnumerateArray())
            {
                if (ReadEntry(owner, element, Properties, "", problems) is { } entry)
                {
                    entries.Add(entry);
                }
            }

            return entries;
        }
    }

    private static SettingSchema? ReadEntry(string owner, JsonElement element, string[] known, string within, List<string> problems)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            problems.Add($"plugin {owner}: an entry of 'settings' is not an object");
            return null;
        }

        var key = Text(element, "key") ?? "";
        var isField = within.Length > 0;
        void Problem(string what) => problems.Add($"plugin {owner}: setting '{within}{key}': {what}");

        if (!KeyPattern().IsMatch(key) || (isField && key.Contains('.', StringComparison.Ordinal)))
        {
            Problem("'key' must be dotted lower-case names, e.g. section.name");
            return null;
        }

        foreach (var property in element.EnumerateObject().Where(p => !known.Contains(p.Name)))
        {
            Problem($"unknown property '{property.Name}'; known are {string.Join(", ", known)}");
            return null;
        }

        var typeName = Text(element, "type") ?? "";
        var isIps = typeName == "ips";
        if (!TryType(isIps ? "list" : typeName, out var type) || (isField && type is SettingType.Maps or SettingType.Pairs))
        {
            Problem($"unknown type '{typeName}'; known are duration, int, bool, string, enum, ip, cidr, ips, list, path{(isField ? "" : ", pairs, maps")}");
            return null;
        }

        var itemType = isIps ? SettingType.Ip : SettingType.String;
        if (Text(element, "items") is { } items
            && (!TryType(items, out itemType) || itemType is not (SettingType.String or SettingType.Ip or SettingType.Cidr)))
        {
            Problem($"'items' is '{items}'; allowed are string, ip, cidr");
            return null;
        }

        var scope = Text(element, "scope") ?? "node";
        if (scope is not ("shared" or "node"))
        {
            Problem($"'scope' is '{scope}'; allowed are shared, node");
            return null;
        }

        Regex? pattern = null;
        try
        {
            // Non-backtracking: a manifest's pattern must not be able to hang the check of a file.
            pattern = Text(element, "pattern") is { } p ? new Regex(p, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant) : null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            Problem($"'pattern' cannot be used: {e.Message}");
            return null;
        }

        if (!TryBound(element, "min", type, out var min) || !TryBound(element, "max", type, out var max))
        {
            Problem("'min' and 'max' are for int and duration, and must be one");
            return null;
        }

        var schema = new SettingSchema
        {
            Owner = owner,
            Key = key,
            Type = type,
            ItemType = itemType,
            Default = Text(element, "default"),
            Required = Flag(element, "required"),
            Min = min,
            Max = max,
            Values = Texts(element, "values"),
            MaxItems = element.TryGetProperty("maxItems", out var most) && most.TryGetInt32(out var count) ? Math.Clamp(count, 1, MostItems) : 64,
            Fields = type == SettingType.Maps ? ReadFields(owner, key, element, problems) : [],
            By = Text(element, "by"),
            For = Texts(element, "for"),
            Unique = Flag(element, "unique"),
            MaxBytes = element.TryGetProperty("maxBytes", out var bytes) && bytes.TryGetInt32(out var n) ? n : 4096,
            Pattern = pattern,
            Scope = scope == "shared" ? ConfigScope.Shared : ConfigScope.Node,
            Live = Flag(element, "live"),
            Secret = Flag(element, "secret"),
            Description = Text(element, "description") ?? "",
        };
        if (type == SettingType.Enum && schema.Values.Count == 0)
        {
            Problem("an enum needs 'values'");
            return null;
        }

        if (WrongFields(schema) is { } wrongFields)
        {
            Problem(wrongFields);
            return null;
        }

        if (schema.Default is { } text && !ValueParser.TryParse(schema, RawValue.FromText(schema, text), out _, out var wrong))
        {
            Problem($"its default is refused by its own rules: {wrong}");
            return null;
        }

        return schema;
    }

    private static SettingSchema[] ReadFields(string owner, string key, JsonElement element, List<string> problems) =>
        element.TryGetProperty("fields", out var fields) && fields.ValueKind == JsonValueKind.Array
            ? [.. fields.EnumerateArray().Select(f => ReadEntry(owner, f, FieldProperties, $"{key}.", problems)).OfType<SettingSchema>()]
            : [];

    private static string? WrongFields(SettingSchema schema)
    {
        if (schema.Type != SettingType.Maps)
        {
            return schema.Fields.Count > 0 || schema.By is not null ? "'fields' and 'by' are for maps" : null;
        }

        if (schema.Fields.Count == 0)
        {
            return "maps need 'fields'";
        }

        if (schema.Fields.GroupBy(f => f.Key).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            return $"the field '{twice.Key}' stands twice";
        }

        var by = schema.Fields.FirstOrDefault(f => f.Key == schema.By);
        if (schema.By is not null && by is not { Type: SettingType.Enum, Required: true })
        {
            return $"'by' names '{schema.By}', which must be a required enum among its fields";
        }

        return schema.Fields.FirstOrDefault(f => f.For.Any(v => by?.Values.Contains(v) != true)) is { } stray
            ? $"the field '{stray.Key}' is for a value that the field named by 'by' does not have"
            : null;
    }

    private static string[] Texts(JsonElement element, string name) =>
        element.TryGetProperty(name, out var values) && values.ValueKind == JsonValueKind.Array
            ? [.. values.EnumerateArray().Select(v => v.ToString())]
            : [];

    private static bool TryType(string name, out SettingType type) =>
        Enum.TryParse(name, ignoreCase: true, out type) && name.All(char.IsAsciiLetterLower);

    private static bool TryBound(JsonElement element, string name, SettingType type, out (string Text, long Number)? bound)
    {
        bound = null;
        if (Text(element, name) is not { } text)
        {
            return true;
        }

        if (type == SettingType.Duration && DurationText.TryParse(text, out var duration))
        {
            bound = (text, duration.Ticks);
        }
        else if (type == SettingType.Int && int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var number))
        {
            bound = (text, number);
        }

        return bound is not null;
    }

    // A default may be written as JSON number, boolean or array, too: authors do, and it can mean only one thing.
    private static string? Text(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(v => v.ToString())),
            _ => value.ToString(),
        };
    }

    private static bool Flag(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    [GeneratedRegex("^[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*$", RegexOptions.CultureInvariant)]
    private static partial Regex KeyPattern();
}
