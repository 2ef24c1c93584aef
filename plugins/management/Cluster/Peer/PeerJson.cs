using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using HAMgm.Contracts.Logging;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.StateMachine;

namespace HAMgm.Management.Cluster;

/// <summary>A forwarded setting.</summary>
internal sealed record SetConfigCall(string Key, string Value, string Remote);

/// <summary>Forwarded settings that are one change.</summary>
internal sealed record SetSettingsCall(Dictionary<string, string> Values, string Note, string Remote);

/// <summary>A forwarded roll-back.</summary>
internal sealed record RollbackCall(long Version, string Remote);

/// <summary>A forwarded switch.</summary>
internal sealed record SwitchCall(bool Force, string Remote);

/// <summary>A forwarded removal.</summary>
internal sealed record RemoveCall(string NodeId, bool Force, string Remote);

/// <summary>A forwarded change of the maintenance mode.</summary>
internal sealed record MaintenanceCall(string NodeId, bool On, bool Force, string Remote);

/// <summary>A forwarded question about the log, or change of it.</summary>
/// <param name="Module">Whose level is set; null: none.</param>
/// <param name="Level">The level; null takes it back.</param>
/// <param name="Rotate">Whether to begin a new file.</param>
/// <param name="Remote">Whence the caller came.</param>
internal sealed record LogCall(string? Module, LogLevel? Level, bool Rotate, string Remote);

/// <summary>A request to leave.</summary>
internal sealed record LeaveCall(string Reason);

/// <summary>
/// Bodies that have no structure in peer.thrift. Generated at compile time, so that no reflection cache of the framework
/// pins this plugin's load context.
/// </summary>
[JsonSourceGenerationOptions(Converters = [typeof(IpAddressJson)])]
[JsonSerializable(typeof(SetConfigCall))]
[JsonSerializable(typeof(SwitchCall))]
[JsonSerializable(typeof(RemoveCall))]
[JsonSerializable(typeof(MaintenanceCall))]
[JsonSerializable(typeof(LeaveCall))]
[JsonSerializable(typeof(LogCall))]
[JsonSerializable(typeof(LogStatus))]
[JsonSerializable(typeof(MemberOutcome))]
[JsonSerializable(typeof(NodeStatus))]
[JsonSerializable(typeof(NodeDetail))]
[JsonSerializable(typeof(SwitchOutcome))]
[JsonSerializable(typeof(SetSettingsCall))]
[JsonSerializable(typeof(RollbackCall))]
[JsonSerializable(typeof(ConfigEntry))]
[JsonSerializable(typeof(ConfigState))]
[JsonSerializable(typeof(PrepareCall))]
[JsonSerializable(typeof(StampReply))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(string))]
internal sealed partial class PeerJson : JsonSerializerContext
{
    /// <summary>The value of a body.</summary>
    /// <exception cref="JsonException">The body is not one.</exception>
    public static T Read<T>(byte[] body, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(body, type) ?? throw new JsonException("null is no value here");

    /// <summary>The body of a value.</summary>
    public static byte[] Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);
}
