using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Sync;

namespace HAMgm.Management.Cluster;

/// <summary>The state as JSON with the field names of spec/1 section 5.5; times are RFC 3339, durations text.</summary>
internal static class StateCodec
{
    private const int MaxNodes = 2;
    private const int MaxLists = 64;

    /// <summary>The state with its checksum.</summary>
    public static ClusterState Seal(ClusterState state) => state with { Checksum = Checksum(state) };

    /// <summary>The whole state.</summary>
    public static byte[] Write(ClusterState state) => Json(json => WriteState(json, state, state.Checksum)).ToArray();

    public static string Text(Action<Utf8JsonWriter> write) => Encoding.UTF8.GetString(Json(write).Span);

    /// <summary>Reads what <see cref="Write"/> wrote, and proves its checksum.</summary>
    /// <exception cref="JsonException">It is no such state, or its checksum is wrong.</exception>
    public static ClusterState Read(JsonElement root)
    {
        try
        {
            var state = ReadState(root);
            return Checksum(state) == state.Checksum ? state : throw new JsonException("the checksum of the cluster state is wrong");
        }
        catch (Exception broken) when (broken is KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new JsonException($"this is no cluster state: {broken.Message}", broken);
        }
    }

    public static void WriteNode(Utf8JsonWriter json, ClusterState.NodeDetail node)
    {
        json.WriteStartObject();
        json.WriteString("node_id", node.NodeId);
        json.WriteString("state", Name(node.State));
        json.WriteString("ip_address", node.IpAddress);
        json.WriteNumber("port", node.Port);
        json.WriteBoolean("is_healthy", node.IsHealthy);
        WriteTime(json, "last_heartbeat", node.LastHeartbeatUnixMs);
        json.WriteString("heartbeat_latency", string.Create(CultureInfo.InvariantCulture, $"{node.HeartbeatLatency.TotalMilliseconds:0.###}ms"));
        WriteShare(json, "cpu_usage", node.CpuUsage);
        WriteShare(json, "memory_usage", node.MemoryUsage);
        WriteShare(json, "disk_usage", node.DiskUsage);
        json.WriteString("version", node.Version);
        json.WriteNumber("config_version", node.ConfigVersion);
        WriteTime(json, "state_change_time", node.StateChangeUnixMs);
        WriteTime(json, "last_update_time", node.LastUpdateUnixMs);
        json.WriteEndObject();
    }

    public static void WriteVip(Utf8JsonWriter json, ClusterState.VipDetail vip)
    {
        json.WriteStartObject();
        json.WriteString("vip_address", vip.Address);
        json.WriteString("state", vip.State.ToString().ToUpperInvariant());
        json.WriteString("bound_node_id", vip.BoundNodeId);
        json.WriteString("network_interface", vip.InterfaceName);
        json.WriteStartArray("bind_history");
        foreach (var record in vip.BindHistory)
        {
            json.WriteStartObject();
            json.WriteString("node_id", record.NodeId);
            WriteTime(json, "bind_time", record.BindUnixMs);
            if (record.UnbindUnixMs is { } until)
            {
                WriteTime(json, "unbind_time", until);
            }

            json.WriteString("reason", record.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteTime(json, "last_bind_time", vip.LastBindUnixMs);
        WriteTime(json, "last_update_time", vip.LastUpdateUnixMs);
        json.WriteEndObject();
    }

    public static void WriteSync(Utf8JsonWriter json, SyncStatus sync)
    {
        json.WriteStartObject();
        json.WriteString("data_type", DataType(sync.Kind));
        json.WriteString("status", sync.Status);
        json.WriteNumber("total_files", sync.TotalFiles);
        json.WriteNumber("synced_files", sync.SyncedFiles);
        json.WriteStartArray("failed_files");
        foreach (var file in sync.FailedFiles.Take(MaxLists))
        {
            json.WriteStringValue(file);
        }

        json.WriteEndArray();
        WriteTime(json, "start_time", sync.StartUnixMs);
        if (sync.EndUnixMs > 0)
        {
            WriteTime(json, "end_time", sync.EndUnixMs);
        }

        WriteTime(json, "last_update_time", Math.Max(sync.StartUnixMs, sync.EndUnixMs));
        if (sync.ErrorMessage.Length > 0)
        {
            json.WriteString("error_message", sync.ErrorMessage);
        }

        json.WriteEndObject();
    }

    /// <summary>The last part of <c>cluster:state:sync:{dataType}</c>.</summary>
    public static string DataType(SyncKind kind) => kind.ToString().ToLowerInvariant();

    private static string Checksum(ClusterState state) => Digest(Json(json => WriteState(json, state, "")).Span);

    // FNV-1a, 64 bits: it tells damage and difference; who may speak at all the link has proved. SHA-256 would load OpenSSL into
    // a process that counts its megabytes.
    private static string Digest(ReadOnlySpan<byte> bytes)
    {
        var hash = 0xcbf29ce484222325UL;
        foreach (var one in bytes)
        {
            hash = (hash ^ one) * 0x100000001b3UL;
        }

        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }

    private static void WriteState(Utf8JsonWriter json, ClusterState state, string checksum)
    {
        json.WriteStartObject();
        json.WriteString("cluster_id", state.ClusterId);
        json.WriteNumber("version", state.Version);
        WriteTime(json, "last_update_time", state.LastUpdateUnixMs);
        json.WriteString("author_node_id", state.AuthorNodeId);
        json.WriteStartObject("nodes");
        foreach (var node in state.Nodes)
        {
            json.WritePropertyName(node.NodeId);
            WriteNode(json, node);
        }

        json.WriteEndObject();
        json.WriteString("primary_node_id", state.PrimaryNodeId);
        json.WritePropertyName("vip_status");
        WriteVip(json, state.Vip);
        json.WriteNumber("election_term", state.ElectionTerm);
        json.WriteBoolean("election_in_progress", state.ElectionInProgress);
        json.WriteNumber("config_version", state.ConfigVersion);
        json.WriteBoolean("auto_switch_enabled", state.AutoSwitchEnabled);
        json.WriteStartObject("sync_status");
        foreach (var sync in state.Sync)
        {
            json.WritePropertyName(DataType(sync.Kind));
            WriteSync(json, sync);
        }

        json.WriteEndObject();
        json.WriteString("checksum", checksum);
        json.WriteEndObject();
    }

    private static ClusterState ReadState(JsonElement root)
    {
        var nodes = root.GetProperty("nodes").EnumerateObject().Take(MaxNodes + 1).Select(node => ReadNode(node.Value)).ToArray();
        if (nodes.Length is 0 or > MaxNodes)
        {
            throw new FormatException($"a cluster has 1 to {MaxNodes} nodes");
        }

        return new ClusterState
        {
            ClusterId = Word(root, "cluster_id"),
            Version = root.GetProperty("version").GetInt64(),
            LastUpdateUnixMs = ReadTime(root, "last_update_time"),
            AuthorNodeId = Word(root, "author_node_id"),
            Nodes = nodes,
            PrimaryNodeId = Word(root, "primary_node_id"),
            Vip = ReadVip(root.GetProperty("vip_status")),
            ElectionTerm = root.GetProperty("election_term").GetInt64(),
            ElectionInProgress = root.GetProperty("election_in_progress").GetBoolean(),
            ConfigVersion = root.GetProperty("config_version").GetInt64(),
            AutoSwitchEnabled = root.GetProperty("auto_switch_enabled").GetBoolean(),
            Sync = [.. root.GetProperty("sync_status").EnumerateObject().Take(MaxLists).Select(sync => ReadSync(sync.Value))],
            Checksum = Word(root, "checksum"),
        };
    }

    private static ClusterState.NodeDetail ReadNode(JsonElement node) => new(
        Word(node, "node_id"),
        Enum.Parse<NodeState>(Word(node, "state"), ignoreCase: true),
        Word(node, "ip_address"),
        node.GetProperty("port").GetInt32(),
        node.GetProperty("is_healthy").GetBoolean(),
        ReadTime(node, "last_heartbeat"),
        TimeSpan.FromMilliseconds(double.Parse(Word(node, "heartbeat_latency").TrimEnd('m', 's'), CultureInfo.InvariantCulture)),
        ReadShare(node, "cpu_usage"),
        ReadShare(node, "memory_usage"),
        ReadShare(node, "disk_usage"),
        Word(node, "version"),
        node.GetProperty("config_version").GetInt64(),
        ReadTime(node, "state_change_time"),
        ReadTime(node, "last_update_time"));

    private static ClusterState.VipDetail ReadVip(JsonElement vip) => new(
        Word(vip, "vip_address"),
        Enum.Parse<VipState>(Word(vip, "state"), ignoreCase: true),
        Word(vip, "bound_node_id"),
        Word(vip, "network_interface"),
        [
            .. vip.GetProperty("bind_history").EnumerateArray().Take(MaxLists).Select(record => new ClusterState.BindRecord(
                Word(record, "node_id"),
                ReadTime(record, "bind_time"),
                record.TryGetProperty("unbind_time", out _) ? ReadTime(record, "unbind_time") : null,
                Word(record, "reason"))),
        ],
        ReadTime(vip, "last_bind_time"),
        ReadTime(vip, "last_update_time"));

    private static SyncStatus ReadSync(JsonElement sync) => new(
        Enum.Parse<SyncKind>(Word(sync, "data_type"), ignoreCase: true),
        Word(sync, "status"),
        sync.GetProperty("total_files").GetInt32(),
        sync.GetProperty("synced_files").GetInt32(),
        [.. sync.GetProperty("failed_files").EnumerateArray().Take(MaxLists).Select(file => file.GetString() ?? "")],
        ReadTime(sync, "start_time"),
        sync.TryGetProperty("end_time", out _) ? ReadTime(sync, "end_time") : 0,
        sync.TryGetProperty("error_message", out _) ? Word(sync, "error_message") : "");

    private static ReadOnlyMemory<byte> Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        return buffer.WrittenMemory;
    }

    private static string Word(JsonElement of, string name) => of.GetProperty(name).GetString() ?? "";

    private static string Name(NodeState state) => state.ToString().ToUpperInvariant();

    // 0 is "never" in this program; the specification's times have no such value.
    private static void WriteTime(Utf8JsonWriter json, string name, long unixMs)
    {
        if (unixMs <= 0)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteString(name, DateTimeOffset.FromUnixTimeMilliseconds(unixMs).UtcDateTime);
        }
    }

    private static long ReadTime(JsonElement of, string name) =>
        of.GetProperty(name) is { ValueKind: JsonValueKind.String } text ? text.GetDateTimeOffset().ToUnixTimeMilliseconds() : 0;

    private static void WriteShare(Utf8JsonWriter json, string name, double? percent)
    {
        if (percent is { } known)
        {
            json.WriteNumber(name, Math.Round(known, 1));
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static double? ReadShare(JsonElement of, string name) =>
        of.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;
}
