using System.Text.Json;
using HAMgm.Cli.Text;

namespace HAMgm.Cli.Commands;

/// <summary>
/// Lets the output of config get be the value of config set, as in the backup example of
/// specification 1, section 4.4.2. The shell splits an unquoted JSON text at its blanks and line
/// ends; joined by single blanks it means the same, except for runs of blanks within the value.
/// </summary>
internal static class ConfigBackup
{
    /// <summary>The value in such an output; any other text is the value itself.</summary>
    /// <exception cref="CliFailure">It is the output for another key, of a failure, or damaged.</exception>
    public static string Unwrap(string key, string text)
    {
        var trimmed = text.AsSpan().Trim();
        if (trimmed.StartsWith("success:"))
        {
            throw CliFailure.Usage(Messages.BackupDamaged);
        }

        if (!trimmed.StartsWith("{"))
        {
            return text;
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            return IsEnvelope(json.RootElement) ? ValueOf(key, json.RootElement) : text;
        }
        catch (JsonException)
        {
            // A flow mapping of YAML, say; but half an envelope is a mistake, not a value.
            return LooksLikeEnvelope(trimmed) ? throw CliFailure.Usage(Messages.BackupDamaged) : text;
        }
    }

    private static bool IsEnvelope(JsonElement root) =>
        root.TryGetProperty("success", out var success)
        && success.ValueKind is JsonValueKind.True or JsonValueKind.False
        && root.TryGetProperty("data", out _)
        && root.TryGetProperty("error", out _);

    private static bool LooksLikeEnvelope(ReadOnlySpan<char> text) =>
        text[1..].TrimStart().StartsWith("\"success\"");

    private static string ValueOf(string key, JsonElement root)
    {
        if (!root.GetProperty("success").GetBoolean())
        {
            throw CliFailure.Usage(Messages.BackupOfFailure);
        }

        if (root.GetProperty("data") is not { ValueKind: JsonValueKind.Object } data
            || !data.TryGetProperty("configKey", out var savedKey)
            || !data.TryGetProperty("configValue", out var savedValue)
            || savedKey.ValueKind != JsonValueKind.String
            || savedValue.ValueKind != JsonValueKind.String)
        {
            throw CliFailure.Usage(Messages.BackupDamaged);
        }

        return savedKey.GetString() == key
            ? savedValue.GetString()!
            : throw CliFailure.Usage(Messages.BackupOfOtherKey.With(savedKey.GetString()!, key));
    }
}
