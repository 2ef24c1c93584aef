using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using HAMgm.Contracts.Upgrades;
using HAMgm.Logic.Upgrade.Backups;
using HAMgm.Logic.Upgrade.Peer;

namespace HAMgm.Logic.Upgrade.State;

/// <summary>
/// What lies on the disk and goes over the link. Generated at compile time, so that no reflection cache of the framework pins this plugin's
/// load context. Fields that a reader does not know are skipped: a version N−1 reads what N writes.
/// </summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(UpgradeRecord))]
[JsonSerializable(typeof(UpgradeCall))]
[JsonSerializable(typeof(UpgradeReply))]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class UpgradeJson : JsonSerializerContext
{
    /// <exception cref="JsonException">It is none.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(json, type) ?? throw new JsonException("null is no value here");

    public static byte[] Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);
}
