using HAMgm.Thrift;
using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thrift.Protocol.Utilities;
using Thrift.Transport;
using Thrift.Transport.Client;

namespace Thrift.Runtime.Tests.Protocol;

/// <summary>Whatever comes: an exception of the TException family, or a value; soon, and with little memory.</summary>
[TestClass]
public sealed class RandomBytesTests
{
    private const int Inputs = 50_000;

    [TestMethod]
    [DataRow(ProtocolKind.Binary, 1)]
    [DataRow(ProtocolKind.Compact, 2)]
    [DataRow(ProtocolKind.Json, 5)]
    [Timeout(120_000)]
    public async Task Read_RandomBytes_ThrowsOnlyTException(ProtocolKind kind, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < Inputs; i++)
        {
            var bytes = new byte[random.Next(0, 200)];
            random.NextBytes(bytes);
            await ReadAllWaysAsync(kind, bytes, i % 4);
        }
    }

    [TestMethod]
    [DataRow(ProtocolKind.Binary, 3)]
    [DataRow(ProtocolKind.Compact, 4)]
    [DataRow(ProtocolKind.Json, 6)]
    [Timeout(120_000)]
    public async Task Read_RealMessageWithFlippedBits_ThrowsOnlyTException(ProtocolKind kind, int seed)
    {
        var random = new Random(seed);
        var message = await SampleAsync(kind);
        for (var i = 0; i < Inputs; i++)
        {
            var bytes = (byte[])message.Clone();
            for (var flips = random.Next(1, 4); flips > 0; flips--)
            {
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            }

            await ReadAllWaysAsync(kind, bytes, 1);
        }
    }

    [TestMethod]
    [DataRow(ProtocolKind.Binary)]
    [DataRow(ProtocolKind.Compact)]
    [DataRow(ProtocolKind.Json)]
    public async Task Read_MessageCutAnywhere_ThrowsTException(ProtocolKind kind)
    {
        var message = await SampleAsync(kind);
        for (var length = 0; length < message.Length; length++)
        {
            var input = new TMemoryBufferTransport(message[..length], new TConfiguration());
            await Assert.ThrowsAsync<TException>(() => new ClusterStatus().ReadAsync(kind.Over(input), CancellationToken.None));
        }
    }

    private static async Task ReadAllWaysAsync(ProtocolKind kind, byte[] bytes, int way)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        TTransport transport = new TMemoryBufferTransport(bytes, new TConfiguration());
        if (way == 3)
        {
            transport = new TFramedTransport(transport);
        }

        var protocol = kind.Over(transport);
        try
        {
            switch (way)
            {
                case 0:
                    await protocol.ReadMessageBeginAsync(CancellationToken.None);
                    await TProtocolUtil.SkipAsync(protocol, TType.Struct, CancellationToken.None);
                    break;
                case 1:
                    await new ClusterStatus().ReadAsync(protocol, CancellationToken.None);
                    break;
                default:
                    await TProtocolUtil.SkipAsync(protocol, TType.Struct, CancellationToken.None);
                    break;
            }
        }
        catch (TException)
        {
            // What is asked for.
        }

        Assert.IsLessThan(2_000_000, GC.GetAllocatedBytesForCurrentThread() - before, Convert.ToHexString(bytes));
    }

    private static async Task<byte[]> SampleAsync(ProtocolKind kind)
    {
        var status = new ClusterStatus(
            "hamgm-cluster-001",
            [
                new NodeInfo("node-001", "192.168.1.101", 9090, NodeState.PRIMARY) { IsHealthy = true, CpuUsage = 12.5 },
                new NodeInfo("node-002", "192.168.1.102", 9090, NodeState.STANDBY) { Version = "0.1.0", LastHeartbeat = 1_705_312_200_000 },
            ],
            new VIPInfo("192.168.1.200", VIPState.BOUND) { BoundNodeId = "node-001" },
            "node-001",
            1_705_312_200_000)
        {
            AutoSwitchEnabled = true,
            TotalNodes = 2,
        };
        var transport = new TMemoryBufferTransport(new TConfiguration());
        await status.WriteAsync(kind.Over(transport), CancellationToken.None);
        return transport.GetBuffer();
    }
}
