using YamlDotNet.Core;

namespace HAMgm.Component.Config.Yaml;

/// <summary>A node of the file with where its text stands: half-open range of UTF-16 units, 1-based line.</summary>
internal abstract record YamlNode(int Start, int End, int Line);

/// <summary>A scalar. Everything is text here; what a text means is the schema's business.</summary>
internal sealed record YamlScalar(int Start, int End, int Line, string Text, ScalarStyle Style) : YamlNode(Start, End, Line)
{
    /// <summary>True for nothing, <c>~</c> and <c>null</c>: the same as if the key were not there.</summary>
    public bool IsNull => Style == ScalarStyle.Plain && Text is "" or "~" or "null" or "Null" or "NULL";
}

/// <summary>A sequence; block ones end where their last item does.</summary>
internal sealed record YamlSequence(int Start, int End, int Line, bool IsFlow, IReadOnlyList<YamlNode> Items) : YamlNode(Start, End, Line);

/// <summary>A mapping; block ones end where their last value does.</summary>
internal sealed record YamlMapping(int Start, int End, int Line, bool IsFlow, IReadOnlyList<YamlEntry> Entries) : YamlNode(Start, End, Line)
{
    public YamlNode? Find(string key) => Entries.FirstOrDefault(e => e.Key.Text == key)?.Value;
}

/// <summary>A key and its value.</summary>
internal sealed record YamlEntry(YamlScalar Key, YamlNode Value);
