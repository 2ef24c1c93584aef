using System.Text.Json;

namespace HAMgm.Component.Alert.Tests.Support;

/// <summary>What the web hook was sent.</summary>
internal sealed record ReceivedPost(string Method, string Host, string PathAndQuery, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>The body as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>The value of a query's field.</summary>
    public string Query(string name) => Uri.UnescapeDataString(
        PathAndQuery[(PathAndQuery.IndexOf('?', StringComparison.Ordinal) + 1)..].Split('&').Single(pair => pair.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..]);
}
