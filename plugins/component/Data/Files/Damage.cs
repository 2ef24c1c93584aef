using System.Buffers;
using System.Text;
using System.Text.Json;

namespace HAMgm.Component.Data.Files;

/// <summary>
/// A database that was lost, and what came in its place. Kept under <see cref="Key"/> in the new one, because what this node
/// once knew binds it still (docs/adr/0018): logic.election and management.cluster read it.
/// </summary>
/// <param name="AtUnixMs">When it was found.</param>
/// <param name="File">Name of the file that was set aside, in data_dir; empty when there was none.</param>
/// <param name="Reason">What was wrong with it.</param>
/// <param name="Kept">How many values could still be read from it.</param>
internal sealed record Damage(long AtUnixMs, string File, string Reason, int Kept)
{
    /// <summary>The key; other plugins know it by this name.</summary>
    public const string Key = "data:damage";

    public string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("at_unix_ms", AtUnixMs);
            json.WriteString("file", File);
            json.WriteString("reason", Reason);
            json.WriteNumber("kept", Kept);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The name in a stored record; empty when there is none.</summary>
    public static string FileIn(string? json)
    {
        if (json is null)
        {
            return "";
        }

        using var document = JsonDocument.Parse(json);
        return document.RootElement.TryGetProperty("file", out var file) ? file.GetString() ?? "" : "";
    }
}
