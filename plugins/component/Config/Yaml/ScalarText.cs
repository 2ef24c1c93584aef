using System.Text;
using System.Text.RegularExpressions;
using YamlDotNet.Core;

namespace HAMgm.Component.Config.Yaml;

/// <summary>Writes a text as a YAML scalar that every YAML reader reads back as that text.</summary>
internal static partial class ScalarText
{
    /// <summary>Writes it in the style the old one had, or plain where that is safe.</summary>
    /// <param name="text">Without control characters.</param>
    /// <param name="keep">Style of the scalar it replaces.</param>
    /// <param name="isText">True when the key holds free text: what looks like a number or a boolean is then quoted.</param>
    public static string Write(string text, ScalarStyle keep, bool isText)
    {
        if (keep == ScalarStyle.DoubleQuoted)
        {
            return Double(text);
        }

        return keep == ScalarStyle.SingleQuoted || !PlainIsSafe(text) || (isText && LooksTyped().IsMatch(text))
            ? $"'{text.Replace("'", "''", StringComparison.Ordinal)}'"
            : text;
    }

    private static string Double(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(c is '"' or '\\' ? $"\\{c}" : c.ToString());
        }

        return quoted.Append('"').ToString();
    }

    // Narrower than YAML allows: one rule for block and flow, and nothing to remember about indicators.
    private static bool PlainIsSafe(string text) => SafePlain().IsMatch(text) && !NullLike().IsMatch(text);

    [GeneratedRegex("^[A-Za-z0-9_./+][A-Za-z0-9_./+@%=:-]*(?<!:)$", RegexOptions.CultureInvariant)]
    private static partial Regex SafePlain();

    [GeneratedRegex("^(null|~)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NullLike();

    [GeneratedRegex("^(true|false|yes|no|on|off|y|n|[-+]?[0-9][0-9_]*([.:][0-9]*)*(e[-+]?[0-9]+)?|0x[0-9a-f]+|0o[0-7]+|\\.inf|\\.nan)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex LooksTyped();
}
