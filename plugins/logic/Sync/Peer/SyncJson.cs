using System.Text.Json.Serialization;

namespace HAMgm.Logic.Sync.Peer;

/// <summary>Generated at compile time, so that no reflection cache of the framework pins this plugin's load context.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SyncCall))]
[JsonSerializable(typeof(SyncReply))]
internal sealed partial class SyncJson : JsonSerializerContext;
