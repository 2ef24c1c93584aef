using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using HAMgm.Component.Config.Schema;

namespace HAMgm.Component.Config.Values;

/// <summary>Judges one value by its schema. What it says about a refused value names what is allowed, and never a secret.</summary>
internal static class ValueParser
{
    private const int MaxItems = 64;

    public static bool TryParse(SettingSchema schema, RawValue raw, [NotNullWhen(true)] out Setting? setting, [NotNullWhen(false)] out string? problem)
    {
        setting = null;
        switch (schema.Type)
        {
            case SettingType.Maps:
                string? first = null;
                setting = MapParser.Parse(schema, raw, 0, (_, key, message) => first ??= key == schema.Key ? message : $"{key}: {message}");
                problem = first;
                return setting is not null;
            case SettingType.List:
            case SettingType.Pairs:
                return TryItems(schema, raw, out setting, out problem);
            default:
                if (raw.Scalar is not { } text)
                {
                    problem = $"expects {Expected(schema, schema.Type)}, found a list or a map";
                    return false;
                }

                problem = Judge(schema, schema.Type, text, out var canonical, out var number);
                setting = problem is null ? new Setting(schema, text, [text], canonical, number, 0) : null;
                return problem is null;
        }
    }

    /// <summary>A setting without a value.</summary>
    public static Setting Empty(SettingSchema schema) => new(schema, "", [], "", 0, 0);

    /// <summary>What a key that the file does not have means: its default, or no value.</summary>
    public static Setting Default(SettingSchema schema) =>
        schema.Default is { Length: > 0 } text && TryParse(schema, RawValue.FromText(schema, text), out var setting, out _)
            ? setting
            : Empty(schema);

    /// <summary>A value for a message: short, printable, and hidden when it is a secret.</summary>
    public static string Show(SettingSchema schema, string text)
    {
        if (schema.Secret)
        {
            return "the value (hidden)";
        }

        var shown = text.Length > 80 ? string.Concat(text.AsSpan(0, 80), "…") : text;
        return $"'{string.Concat(shown.Select(c => char.IsControl(c) ? '\u00b7' : c))}'";
    }

    private static bool TryItems(SettingSchema schema, RawValue raw, out Setting? setting, out string? problem)
    {
        setting = null;
        if (raw.Fields is not null)
        {
            problem = $"expects {Expected(schema, schema.Type)}";
            return false;
        }

        var items = raw.Items ?? RawValue.FromText(schema, raw.Scalar ?? "").Items!;
        if (items.Count > MaxItems)
        {
            problem = $"has {items.Count} items; at most {MaxItems} are allowed";
            return false;
        }

        var texts = new List<string>();
        var canonicals = new List<string>();
        foreach (var item in items)
        {
            var sides = schema.Type == SettingType.Pairs ? item.Items : [item];
            if (sides is null || (schema.Type == SettingType.Pairs && sides.Count != 2) || sides.Any(s => s.Scalar is null))
            {
                problem = $"expects {Expected(schema, schema.Type)}";
                return false;
            }

            var canonicalSides = new List<string>();
            foreach (var side in sides)
            {
                problem = Judge(schema, schema.ItemType, side.Scalar!, out var canonical, out _);
                if (problem is not null)
                {
                    return false;
                }

                canonicalSides.Add(canonical);
            }

            texts.Add(string.Join(' ', sides.Select(s => s.Scalar)));
            canonicals.Add(string.Join(' ', canonicalSides));
        }

        problem = null;
        setting = new Setting(schema, string.Join(", ", texts), texts, string.Join(", ", canonicals), 0, 0);
        return true;
    }

    /// <summary>Null when the text is one of that type, else what is wrong.</summary>
    private static string? Judge(SettingSchema schema, SettingType type, string text, out string canonical, out long number)
    {
        canonical = text;
        number = 0;
        var ok = true;
        switch (type)
        {
            case SettingType.Duration:
                ok = DurationText.TryParse(text, out var duration);
                number = duration.Ticks;
                canonical = DurationText.Format(duration);
                break;
            case SettingType.Int:
                ok = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed);
                number = parsed;
                canonical = parsed.ToString(CultureInfo.InvariantCulture);
                break;
            case SettingType.Bool:
                canonical = text.ToLowerInvariant();
                ok = canonical is "true" or "false";
                break;
            case SettingType.Enum:
                ok = schema.Values.Contains(text);
                break;
            case SettingType.Ip:
                ok = AddressText.TryParse(text, out var address);
                canonical = address.ToString();
                break;
            case SettingType.Cidr:
                ok = AddressText.TryParseCidr(text, out var cidr, out var prefixBits);
                canonical = $"{cidr}/{prefixBits.ToString(CultureInfo.InvariantCulture)}";
                break;
            default:
                ok = text.Length > 0
                    && Encoding.UTF8.GetByteCount(text) <= schema.MaxBytes
                    && !text.Any(char.IsControl)
                    && text.Trim().Length == text.Length
                    && Matches(schema.Pattern, text);
                break;
        }

        var inRange = type is not (SettingType.Duration or SettingType.Int)
            || ((schema.Min is not { } min || number >= min.Number) && (schema.Max is not { } max || number <= max.Number));
        if (schema.Secret && text == Setting.Mask)
        {
            return $"{Setting.Mask} is what stands for the secret where it is shown; write the secret itself";
        }

        return ok && inRange ? null : $"{Show(schema, text)} is refused; expects {Expected(schema, type)}";
    }

    private static string Expected(SettingSchema schema, SettingType type) => type switch
    {
        SettingType.Duration => $"a duration with its unit (us, ms, s, m, h, d), e.g. {schema.Default ?? "5s"}{Range(schema)}",
        SettingType.Int => $"a whole number{Range(schema)}",
        SettingType.Bool => "true or false",
        SettingType.Enum => $"one of {string.Join(", ", schema.Values)}",
        SettingType.Ip => "an IPv4 or IPv6 address",
        SettingType.Cidr => "an address with its prefix length, e.g. 192.168.1.200/24",
        SettingType.List => $"a list of {Expected(schema, schema.ItemType)}",
        SettingType.Pairs => $"a list of [local, remote] pairs, each side {Expected(schema, schema.ItemType)}",
        _ => $"a text of 1 to {schema.MaxBytes.ToString(CultureInfo.InvariantCulture)} bytes without control characters"
            + (schema.Pattern is { } pattern ? $" that matches {pattern}" : ""),
    };

    private static bool Matches(Regex? pattern, string text)
    {
        try
        {
            return pattern is null || pattern.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static string Range(SettingSchema schema) => (schema.Min, schema.Max) switch
    {
        ({ } min, { } max) => $", {min.Text} to {max.Text}",
        ({ } min, null) => $", at least {min.Text}",
        (null, { } max) => $", at most {max.Text}",
        _ => "",
    };
}
