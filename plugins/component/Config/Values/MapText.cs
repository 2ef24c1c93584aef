using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using HAMgm.Component.Config.Schema;
using HAMgm.Component.Config.Yaml;
using HAMgm.Contracts.Configuration;

namespace HAMgm.Component.Config.Values;

/// <summary>Lists of maps as text: read as YAML, written as JSON, which is YAML's flow style with every text quoted.</summary>
internal static class MapText
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The value that a YAML or JSON text holds; a text that is none is one scalar, which no list of maps takes.</summary>
    public static RawValue Read(string text)
    {
        if (text.Trim().Length == 0)
        {
            return RawValue.Of((IReadOnlyList<RawValue>)[]);
        }

        var issues = new List<ConfigIssue>();
        var root = YamlReader.Read(text, issues);
        return issues.Count == 0 && root is not null && RawValue.Of(root) is { } raw ? raw : RawValue.Of(text);
    }

    /// <summary>What the file holds, without defaults; "" when there is no element.</summary>
    public static string Write(IReadOnlyList<IReadOnlyDictionary<string, Setting>> elements, bool maskSecrets) =>
        elements.Count == 0 ? "" : $"[{string.Join(", ", elements.Select(e => WriteOne(e, maskSecrets)))}]";

    /// <summary>One element, without defaults.</summary>
    public static string WriteOne(IReadOnlyDictionary<string, Setting> element, bool maskSecrets)
    {
        var json = new ArrayBufferWriter<byte>(128);
        using (var writer = new Utf8JsonWriter(json, Readable))
        {
            writer.WriteStartObject();
            foreach (var (name, field) in element.Where(pair => pair.Value.IsSet))
            {
                writer.WritePropertyName(name);
                WriteField(writer, field, maskSecrets);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(json.WrittenSpan);
    }

    /// <summary>The same for the same meaning: values canonical, without those that mean the default.</summary>
    public static string Canonical(IEnumerable<IReadOnlyDictionary<string, Setting>> elements) =>
        string.Join(' ', elements.Select(element => $"{{{string.Join(' ', element
            .Where(pair => pair.Value.Differs)
            .Select(pair => $"{pair.Key}={JsonEncodedText.Encode(pair.Value.Canonical)}"))}}}"));

    private static void WriteField(Utf8JsonWriter writer, Setting field, bool maskSecrets)
    {
        switch (field.Schema)
        {
            case { Secret: true } when maskSecrets:
                writer.WriteStringValue(Setting.Mask);
                break;
            case { Type: SettingType.Int }:
                writer.WriteRawValue(field.Number.ToString(CultureInfo.InvariantCulture));
                break;
            case { Type: SettingType.Bool }:
                writer.WriteBooleanValue(field.Canonical == "true");
                break;
            case { Type: SettingType.List }:
                writer.WriteStartArray();
                foreach (var item in field.Items)
                {
                    writer.WriteStringValue(item);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteStringValue(field.Text);
                break;
        }
    }
}
