using System.Text.Json.Serialization;
using HAMgm.Logic.Sync.Files;

namespace HAMgm.Logic.Sync.Manifests;

/// <summary>One path of a set, as one node has it.</summary>
/// <param name="Path">Full path.</param>
/// <param name="Kind">Regular, Directory or Link.</param>
/// <param name="Size">Bytes of a regular file.</param>
/// <param name="Mode">Permission bits.</param>
/// <param name="User">Owner's name, or number.</param>
/// <param name="Group">Group's name, or number.</param>
/// <param name="Content">SHA-256 of a file in hex, the target of a link, "" for a directory.</param>
internal sealed record ManifestEntry(
    [property: JsonPropertyName("p")] string Path,
    [property: JsonPropertyName("k")] FileKind Kind,
    [property: JsonPropertyName("s")] long Size,
    [property: JsonPropertyName("m")] int Mode,
    [property: JsonPropertyName("u")] string User,
    [property: JsonPropertyName("g")] string Group,
    [property: JsonPropertyName("c")] string Content)
{
    /// <summary>Equal for equal content, whoever owns it.</summary>
    [JsonIgnore]
    public string Identity => Kind switch
    {
        FileKind.Regular => $"f:{Content}",
        FileKind.Link => $"l:{Content}",
        _ => "d:",
    };
}
