using System.Buffers.Binary;
using HAMgm.Thrift;
using Thrift;
using Thrift.Protocol;
using Thrift.Transport.Client;

namespace HAMgm.Thrift.Benchmarks.Fuzzing;

/// <summary>
/// Makes hostile messages: real calls of every method with bits, lengths, types and parts changed, and
/// now and then nothing but random bytes behind a likely beginning. The same seed makes the same ones.
/// </summary>
internal sealed class FrameMutator
{
    private const int MaxBytes = 2000;
    private const int MaxMutations = 4;

    private static readonly int[] TellingNumbers = [-1, 0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x10000, 0x100000, 0x100001, int.MaxValue, int.MinValue, 0x0c0c0c0c];
    private static readonly byte[] TellingBytes = [0, 1, 2, 3, 8, 10, 11, 12, 13, 14, 15, 0x1c, 0x7f, 0x80, 0x82, 0xf0, 0xff, (byte)'[', (byte)'{', (byte)'"', (byte)'\\'];

    private readonly Random _random;
    private readonly byte[][][] _calls;

    private FrameMutator(Random random, byte[][][] calls)
    {
        _random = random;
        _calls = calls;
    }

    /// <summary>Makes one.</summary>
    public static async Task<FrameMutator> CreateAsync(int seed) => new(new Random(seed), [
        await CallsAsync(static memory => new TBinaryProtocol(memory)),
        await CallsAsync(static memory => new TBinaryProtocol(memory, strictRead: false, strictWrite: false)),
        await CallsAsync(static memory => new TCompactProtocol(memory)),
        await CallsAsync(static memory => new TJsonProtocol(memory)),
    ]);

    /// <summary>The protocol of a next connection.</summary>
    public int NextProtocol() => _random.Next(_calls.Length);

    /// <summary>Whether a next connection frames its messages.</summary>
    public bool NextFramed() => _random.Next(4) != 0;

    /// <summary>A message, hostile nine times out of ten.</summary>
    public byte[] Next(int protocol)
    {
        var calls = _calls[protocol];
        var message = calls[_random.Next(calls.Length)].ToList();
        if (_random.Next(10) == 0)
        {
            return [.. message];
        }

        if (_random.Next(12) == 0)
        {
            return RandomBehind(message);
        }

        if (_random.Next(20) == 0)
        {
            return Nested(message, protocol);
        }

        for (var count = _random.Next(1, MaxMutations + 1); count > 0; count--)
        {
            Mutate(message, calls);
        }

        return [.. message.Take(MaxBytes)];
    }

    /// <summary>The message in a frame, whose length is wrong now and then if it is the last one.</summary>
    public byte[] Frame(byte[] message, bool last)
    {
        var frame = new byte[4 + message.Length];
        var length = last && _random.Next(8) == 0 ? Telling(message.Length) : message.Length;
        BinaryPrimitives.WriteInt32BigEndian(frame, length);
        message.CopyTo(frame, 4);
        return frame;
    }

    private static async Task<byte[][]> CallsAsync(Func<TMemoryBufferTransport, TProtocol> protocol)
    {
        Func<HamgmService.Client, Task>[] calls =
        [
            client => client.send_GetClusterStatus(),
            client => client.send_GetNodeInfo("node-001"),
            client => client.send_GetAllNodes(),
            client => client.send_GetVIPStatus(),
            client => client.send_ForceSwitch(),
            client => client.send_SyncData(new SyncRequest(SyncDataType.CONFIG) { TargetNodeId = "node-002", SpecificFiles = ["a.yaml", "数据"] }),
            client => client.send_GetConfig("cluster.heartbeat_interval"),
            client => client.send_SetConfig("cluster.heartbeat_interval", "100ms"),
            client => client.send_GetAutoSwitchStatus(),
            client => client.send_SetAutoSwitch(true),
            client => client.send_CheckNodeHealth("node-002"),
            client => client.send_AddNode(new NodeInfo("node-003", "192.168.1.103", 9090, NodeState.STANDBY) { CpuUsage = 1.5, IsHealthy = true }),
            client => client.send_RemoveNode("node-003"),
            client => client.send_Switch(false),
            client => client.send_RemoveNodeForced("node-003"),
            client => client.send_GetNodeStatus(string.Empty),
            client => client.send_GetHeartbeatInfo(),
            client => client.send_GetEvents(-1, 0),
            client => client.send_GetDecisions("node-001", 10),
            client => client.send_GetReadiness(),
            client => client.send_SetMaintenance("node-001", true, false),
            client => client.send_SetFrozen(true, false),
            client => client.send_GetAlerts(new AlertFilter { LeastSeverity = AlertSeverity.HIGH, NodeId = "node-002" }),
            client => client.send_GetAlertHistory("node-001", 0, 10),
            client => client.send_AcknowledgeAlert("alert-20240115-001", "已知"),
            client => client.send_TestAlert("email"),
            client => client.send_SilenceAlerts(new AlertSilence("", AlertSeverity.LOW) { DurationMs = 1000, AlertType = "stall" }),
            client => client.send_EndSilence("9f2c41aa"),
            client => client.send_GetLogStatus("node-001"),
            client => client.send_SetLogLevel("node-001", "logic", "debug"),
            client => client.send_RotateLog(""),
            client => client.send_GetHealthChecks("node-001"),
            client => client.send_GetPlugins("node-001"),
            client => client.send_GetPlugin("node-001", "logic.sync"),
            client => client.send_SetPluginEnabled("", "demo", true),
            client => client.send_ReloadPlugin("node-001", "demo"),
            client => client.send_GetPluginLog("node-001", "demo", "7", 100),
            client => client.send_GetConfigHistory("cluster.auto_switch", 10, false),
            client => client.send_DiffConfig(3, 4),
            client => client.send_DiffConfigWithPeer(),
            client => client.send_RollbackConfig(3),
            client => client.send_GetSyncStatus(),
            client => client.send_GetSyncHistory(10),
            client => client.send_SetSyncPaused(true),
            client => client.send_CompareSync(),
            client => client.send_StartUpgrade("2.0.0", "/root/hamgm_2.0.0.deb"),
            client => client.send_GetUpgradeStatus(),
            client => client.send_CompleteUpgrade(true),
            client => client.send_RollbackUpgrade(false),
            client => client.send_GetUpgradeHistory(10),
        ];
        var messages = new byte[calls.Length][];
        for (var i = 0; i < calls.Length; i++)
        {
            var memory = new TMemoryBufferTransport(new TConfiguration());
            using var client = new HamgmService.Client(protocol(memory));
            await calls[i](client);
            messages[i] = memory.GetBuffer();
        }

        return messages;
    }

    private void Mutate(List<byte> message, byte[][] calls)
    {
        if (message.Count == 0)
        {
            message.Add(0);
        }

        var at = _random.Next(message.Count);
        var most = Math.Min(message.Count - at, 16);
        switch (_random.Next(9))
        {
            case 0:
                message[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1:
                message[at] = TellingBytes[_random.Next(TellingBytes.Length)];
                break;
            case 2:
                Overwrite(message, at, Telling(message.Count));
                break;
            case 3:
                message.RemoveRange(at, _random.Next(1, most + 1));
                break;
            case 4:
                message.InsertRange(at, message.GetRange(at, _random.Next(1, most + 1)));
                break;
            case 5:
                message.RemoveRange(at, message.Count - at);
                break;
            case 6:
                var other = calls[_random.Next(calls.Length)];
                message.RemoveRange(at, message.Count - at);
                message.AddRange(other[_random.Next(other.Length)..]);
                break;
            case 7:
                message.Insert(at, (byte)_random.Next(256));
                break;
            default:
                // A number without end, in the compact protocol.
                message.InsertRange(at, Enumerable.Repeat((byte)0xff, _random.Next(1, 12)));
                break;
        }
    }

    private static void Overwrite(List<byte> message, int at, int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        for (var i = 0; i < bytes.Length && at + i < message.Count; i++)
        {
            message[at + i] = bytes[i];
        }
    }

    private int Telling(int length) => _random.Next(3) switch
    {
        0 => length + _random.Next(-3, 4),
        1 => _random.Next(),
        _ => TellingNumbers[_random.Next(TellingNumbers.Length)],
    };

    private byte[] RandomBehind(List<byte> message)
    {
        var bytes = new byte[_random.Next(1, 300)];
        _random.NextBytes(bytes);
        var kept = Math.Min(_random.Next(message.Count), bytes.Length);
        message.CopyTo(0, bytes, 0, kept);
        return bytes;
    }

    // Structures, lists or arrays in each other, far deeper than is allowed.
    private byte[] Nested(List<byte> message, int protocol)
    {
        byte[] level = protocol switch
        {
            2 => _random.Next(2) == 0 ? [0x1c] : [0x19, 0x19],
            3 => "{\"1\":{\"rec\":"u8.ToArray(),
            _ => _random.Next(2) == 0 ? [0x0c, 0, 1] : [0x0f, 0, 1, 0x0f, 0, 0, 0, 1],
        };
        var bytes = new List<byte>(message.Take(message.Count - 1));
        for (var depth = _random.Next(10, 200); depth > 0; depth--)
        {
            bytes.AddRange(level);
        }

        return [.. bytes];
    }
}
