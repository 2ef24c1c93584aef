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
    private const int MaxFields = 64;
    private static readonly TimeSpan PatternTime = TimeSpan.FromSeconds(1);

    private static readonly string[] Properties =
        ["key", "type", "items", "default", "required", "min", "max", "values", "maxBytes", "pattern", "scope", "live", "secret", "description", "fields", "by"];

    // Whose and when is said of the whole list.
    private static readonly string[] NotOfFields = ["scope", "live", "fields", "by"];

    private static readonly string[] OfFieldsAlone = ["for", "unique"];

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
                if (ReadEntry(owner, "", element, problems) is { } entry)
                {
                    entries.Add(entry);
                }
            }

            return entries;
        }
    }

    /// <summary>Reads one entry, or with a <paramref name="parent"/> one field of its maps.</summary>
    private static SettingSchema? ReadEntry(string owner, string parent, JsonElement element, List<string> problems)
    {
        var isField = parent.Length > 0;
        if (element.ValueKind != JsonValueKind.Object)
        {
            problems.Add($"plugin {owner}: an entry of 'settings' is not an object");
            return null;
        }

        var key = Text(element, "key") ?? "";
        void Problem(string what) => problems.Add($"plugin {owner}: setting '{(isField ? $"{parent}[].{key}" : key)}': {what}");

        if (!KeyPattern().IsMatch(key) || (isField && key.Contains('.', StringComparison.Ordinal)))
        {
            Problem(isField ? "'key' of a field must be one lower-case name" : "'key' must be dotted lower-case names, e.g. section.name");
            return null;
        }

        var known = isField ? [.. Properties.Except(NotOfFields), .. OfFieldsAlone] : Properties;
        foreach (var property in element.EnumerateObject().Where(p => !known.Contains(p.Name)))
        {
            Problem($"unknown property '{property.Name}'; known are {string.Join(", ", known)}");
            return null;
        }

        var typeName = Text(element, "type") ?? "";
        var isIps = typeName == "ips";
        if (!TryType(isIps ? "list" : typeName, out var type))
        {
            Problem($"unknown type '{typeName}'; known are duration, int, bool, string, enum, ip, cidr, ips, list, path, pairs, maps");
            return null;
        }

        if (isField && type is (SettingType.Maps or SettingType.Pairs))
        {
            Problem($"a field cannot be of type '{typeName}'");
            return null;
        }

        if (ReadFields(owner, key, type, element, problems) is not { } fields)
        {
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
            // A manifest's pattern must not be able to hang the check of a file. (RegexOptions.NonBacktracking would promise that, too, and keeps 200 KB
            // in memory for each pattern.)
            pattern = Text(element, "pattern") is { } p ? new Regex(p, RegexOptions.CultureInvariant, PatternTime) : null;
        }
        catch (ArgumentException e)
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
            MaxBytes = element.TryGetProperty("maxBytes", out var bytes) && bytes.TryGetInt32(out var n) ? n : 4096,
            Pattern = pattern,
            Scope = scope == "shared" ? ConfigScope.Shared : ConfigScope.Node,
            Live = Flag(element, "live"),
            Secret = Flag(element, "secret"),
            Description = Text(element, "description") ?? "",
            Fields = fields,
            By = Text(element, "by"),
            For = Texts(element, "for"),
            Unique = Flag(element, "unique"),
        };
        if (schema.WrongKinds() is { } wrongKinds)
        {
            Problem(wrongKinds);
            return null;
        }

        if (type == SettingType.Enum && schema.Values.Count == 0)
        {
            Problem("an enum needs 'values'");
            return null;
        }

        if (schema.Default is { } text && !ValueParser.TryParse(schema, RawValue.FromText(schema, text), out _, out var wrong))
        {
            Problem($"its default is refused by its own rules: {wrong}");
            return null;
        }

        return schema;
    }

    /// <summary>What each map holds; empty for another type, null when something is wrong with it.</summary>
    private static SettingSchema[]? ReadFields(string owner, string key, SettingType type, JsonElement element, List<string> problems)
    {
        var given = element.TryGetProperty("fields", out var fields);
        if (type != SettingType.Maps)
        {
            if (given)
            {
                problems.Add($"plugin {owner}: setting '{key}': 'fields' is for the type maps");
            }

            return given ? null : [];
        }

        if (!given || fields.ValueKind != JsonValueKind.Array || fields.GetArrayLength() is 0 or > MaxFields)
        {
            problems.Add($"plugin {owner}: setting '{key}': the type maps needs 'fields', an array of 1 to {MaxFields} entries like those of 'settings'");
            return null;
        }

        var read = fields.EnumerateArray().Select(field => ReadEntry(owner, key, field, problems)).ToArray();
        if (read.OfType<SettingSchema>().GroupBy(field => field.Key, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            problems.Add($"plugin {owner}: setting '{key}': the field '{twice.Key}' stands twice");
            return null;
        }

        return read.Contains(null) ? null : [.. read.OfType<SettingSchema>()];
    }

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
            JsonValueKind.Array when value.EnumerateArray().All(v => v.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)) =>
                string.Join(", ", value.EnumerateArray().Select(v => v.ToString())),
            _ => value.ToString(),
        };
    }

    private static string[] Texts(JsonElement element, string name) =>
        element.TryGetProperty(name, out var values) && values.ValueKind == JsonValueKind.Array
            ? [.. values.EnumerateArray().Select(v => v.ToString())]
            : [];

    private static bool Flag(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    [GeneratedRegex("^[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*$", RegexOptions.CultureInvariant)]
    private static partial Regex KeyPattern();
}
