using System.Globalization;
using System.Text;
using System.Text.Json;

namespace HAMgm.ScriptHost.Programs;

/// <summary>The environment of a program: a path, a language, and the facts as HAMGM_… variables. Nothing of the service's own.</summary>
internal static class ProgramEnvironment
{
    private const int MaxValue = 16 * 1024;

    /// <summary>Without facts.</summary>
    public static IReadOnlyList<string> Minimal { get; } =
        ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8"];

    /// <summary>With facts: <c>nodeId</c> is HAMGM_NODE_ID, a list is joined by commas, a parameter <c>port</c> is HAMGM_PARAM_PORT.</summary>
    public static IReadOnlyList<string> Of(ReadOnlyMemory<byte> facts, string home)
    {
        List<string> all = [.. Minimal];
        if (home.Length > 0)
        {
            all.Add($"HOME={home}");
        }

        using JsonDocument document = JsonDocument.Parse(facts);
        foreach (JsonProperty fact in document.RootElement.EnumerateObject())
        {
            if (fact.NameEquals("parameters") && fact.Value.ValueKind == JsonValueKind.Object)
            {
                foreach (JsonProperty parameter in fact.Value.EnumerateObject())
                {
                    Add(all, "HAMGM_PARAM_" + Name(parameter.Name), parameter.Value);
                }
            }
            else
            {
                Add(all, "HAMGM_" + Name(fact.Name), fact.Value);
            }
        }

        return all;
    }

    private static void Add(List<string> all, string name, JsonElement value)
    {
        string text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Array => string.Join(',', value.EnumerateArray().Select(item => item.ToString())),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Null => "",
            _ => value.GetRawText(),
        };
        if (text.Length <= MaxValue && !text.Contains('\0', StringComparison.Ordinal))
        {
            all.Add($"{name}={text}");
        }
    }

    private static string Name(string name)
    {
        var upper = new StringBuilder(name.Length + 4);
        foreach (char letter in name)
        {
            if (char.IsAsciiLetterUpper(letter) && upper.Length > 0)
            {
                upper.Append('_');
            }

            upper.Append(char.IsAsciiLetterOrDigit(letter) ? char.ToUpper(letter, CultureInfo.InvariantCulture) : '_');
        }

        return upper.ToString();
    }
}
