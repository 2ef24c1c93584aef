using System.Text.Json;
using HAMgm.Kernel.Lifecycle;

namespace HAMgm.Kernel.Loading;

/// <summary>Reads small JSON files strictly: bounded, no unknown and no repeated fields, errors that name file and field.</summary>
internal sealed class JsonFile
{
    /// <summary>No manifest or plugins.json is larger.</summary>
    public const int MaxBytes = 256 * 1024;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    private readonly string _path;

    private JsonFile(string path) => _path = path;

    /// <summary>Reads a file whose root is an object.</summary>
    public static (JsonFile File, JsonElement Root) Read(string path)
    {
        var file = new JsonFile(path);
        try
        {
            using FileStream stream = File.OpenRead(path);
            if (stream.Length > MaxBytes)
            {
                throw file.Error($"is {stream.Length} bytes long; at most {MaxBytes} are read. Is it the right file?");
            }

            using JsonDocument document = JsonDocument.Parse(stream, Options);
            JsonElement root = document.RootElement.Clone();
            return root.ValueKind == JsonValueKind.Object ? (file, root) : throw file.Error("must hold a JSON object");
        }
        catch (JsonException e)
        {
            string line = e.LineNumber is { } number ? $" (line {number + 1})" : "";
            throw KernelException.BadFile(path, $"{path}: not valid JSON{line}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw KernelException.BadFile(path, $"{path}: cannot be read: {e.Message}", e);
        }
    }

    public KernelException Error(string message) => KernelException.BadFile(_path, $"{_path}: {message}");

    public void RefuseUnknown(JsonElement element, string where, params ReadOnlySpan<string> known)
    {
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!known.Contains(property.Name))
            {
                throw Error($"unknown field '{property.Name}'{where}; known are {string.Join(", ", known!)}");
            }
        }
    }

    public string Text(JsonElement element, string name, int maxLength, string? defaultValue = null)
    {
        if (!element.TryGetProperty(name, out JsonElement value))
        {
            return defaultValue ?? throw Error($"'{name}' is missing");
        }

        string? text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return text is not null && text.Length <= maxLength
            ? text
            : throw Error($"'{name}' must be a text of at most {maxLength} characters");
    }

    public bool Flag(JsonElement element, string name, bool defaultValue)
    {
        if (!element.TryGetProperty(name, out JsonElement value))
        {
            return defaultValue;
        }

        return value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw Error($"'{name}' must be true or false");
    }

    public IEnumerable<string> Texts(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out JsonElement list))
        {
            yield break;
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            throw Error($"'{name}' must be a list of texts");
        }

        foreach (JsonElement item in list.EnumerateArray())
        {
            yield return item.ValueKind == JsonValueKind.String
                ? item.GetString()!
                : throw Error($"'{name}' must be a list of texts");
        }
    }

    public string Raw(JsonElement element, string name, JsonValueKind kind, string defaultValue)
    {
        if (!element.TryGetProperty(name, out JsonElement value))
        {
            return defaultValue;
        }

        return value.ValueKind == kind
            ? value.GetRawText()
            : throw Error($"'{name}' must be {(kind == JsonValueKind.Array ? "a list" : "an object")}");
    }
}
