using System.Runtime.CompilerServices;
using HAMgm.Thrift;
using Thrift.Protocol;
using Thrift.Transport;
using Thrift.Transport.Client;

namespace Thrift.Runtime.Tests.Protocol;

/// <summary>The codec allocates nothing beyond the objects that generated code makes, which are counted one by one.</summary>
[TestClass]
public sealed class AllocationTests
{
    private const int Runs = 1000;

    [TestMethod]
    [DataRow(ProtocolKind.Binary)]
    [DataRow(ProtocolKind.Compact)]
    public async Task Write_OfTheTwoNodeStatus_AllocatesNothing(ProtocolKind kind)
    {
        var memory = new TMemoryBufferTransport(new TConfiguration());
        var protocol = kind.Over(memory);
        var status = Status();

        Assert.AreEqual(0, await AllocatedAsync(() =>
        {
            memory.Seek(0, SeekOrigin.Begin);
            return status.WriteAsync(protocol, CancellationToken.None);
        }));
    }

    [TestMethod]
    [DataRow(ProtocolKind.Binary)]
    [DataRow(ProtocolKind.Compact)]
    public async Task Write_IntoAFrame_AllocatesNothing(ProtocolKind kind)
    {
        var memory = new TMemoryBufferTransport(new TConfiguration());
        TTransport framed = new TFramedTransport(memory);
        var protocol = kind.Over(framed);
        var status = Status();

        Assert.AreEqual(0, await AllocatedAsync(async () =>
        {
            memory.Seek(0, SeekOrigin.Begin);
            await status.WriteAsync(protocol, CancellationToken.None);
            await framed.FlushAsync(CancellationToken.None);
        }));
    }

    [TestMethod]
    [DataRow(ProtocolKind.Binary)]
    [DataRow(ProtocolKind.Compact)]
    public async Task Read_OfTheTwoNodeStatus_AllocatesTheObjectsAlone(ProtocolKind kind)
    {
        var memory = new TMemoryBufferTransport(new TConfiguration());
        var status = Status();
        await status.WriteAsync(kind.Over(memory), CancellationToken.None);
        var input = new TMemoryBufferTransport(memory.GetBuffer(), new TConfiguration());
        var protocol = kind.Over(input);

        // What the generated ReadAsync makes: six structures, a list with its array, and the texts.
        var expected = SizeOf<ClusterStatusResponse>() + SizeOf<BaseResponse>() + SizeOf<ClusterStatus>() + SizeOf<VIPInfo>()
            + (2 * SizeOf<NodeInfo>()) + Allocated(static () => Keep(new List<NodeInfo>(2))) + Texts(status);

        Assert.AreEqual(expected, await AllocatedAsync(() =>
        {
            input.Seek(0, SeekOrigin.Begin);
            input.ResetConsumedMessageSize();
            return new ClusterStatusResponse().ReadAsync(protocol, CancellationToken.None);
        }));
    }

    [TestMethod]
    [DataRow(ProtocolKind.Binary)]
    [DataRow(ProtocolKind.Compact)]
    public async Task ReadMessageHead_OfAKnownMethod_AllocatesNothing(ProtocolKind kind)
    {
        var memory = new TMemoryBufferTransport(new TConfiguration());
        await kind.Over(memory).WriteMessageBeginAsync(new("GetClusterStatus", global::Thrift.Protocol.Entities.TMessageType.Call, 7), CancellationToken.None);
        var input = new TMemoryBufferTransport(memory.GetBuffer(), new TConfiguration());
        var protocol = kind.Over(input);

        Assert.AreEqual(0, await AllocatedAsync(() =>
        {
            input.Seek(0, SeekOrigin.Begin);
            var head = protocol.ReadMessageBeginAsync(CancellationToken.None);
            return head.IsCompletedSuccessfully && head.Result.SeqID == 7 ? Task.CompletedTask : throw new InvalidOperationException();
        }));
    }

    private static ClusterStatusResponse Status() => new(new BaseResponse(true, 1_705_312_200_000) { Message = "操作成功", ErrorCode = 0 })
    {
        ClusterStatus = new ClusterStatus(
            "hamgm-cluster-001",
            [Node("node-001"), Node("node-002")],
            new VIPInfo("192.168.1.200", VIPState.BOUND) { BoundNodeId = "node-001", NetworkInterface = "eth0", LastUpdateTime = 1 },
            "node-001",
            1_705_312_200_000) { AutoSwitchEnabled = true, TotalNodes = 2, HealthyNodes = 2 },
    };

    private static NodeInfo Node(string id) => new(id, "192.168.1.101", 9090, NodeState.PRIMARY)
    {
        IsHealthy = true,
        CpuUsage = 15.5,
        MemoryUsage = 42,
        LastHeartbeat = 1,
        Version = "0.1.0",
    };

    private static long Texts(ClusterStatusResponse status) => new[]
    {
        status.Base.Message, status.ClusterStatus.ClusterId, status.ClusterStatus.PrimaryNodeId, status.ClusterStatus.VipInfo.VipAddress,
        status.ClusterStatus.VipInfo.BoundNodeId, status.ClusterStatus.VipInfo.NetworkInterface,
    }.Concat(status.ClusterStatus.Nodes.SelectMany(node => new[] { node.NodeId, node.IpAddress, node.Version }))
        .Sum(text => Allocated(() => Keep(new string('x', text.Length))));

    private static long SizeOf<T>()
        where T : new() => Allocated(static () => Keep(new T()));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Keep(object made) => GC.KeepAlive(made);

    private static long Allocated(Action make)
    {
        make();
        var before = GC.GetAllocatedBytesForCurrentThread();
        make();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>Bytes allocated for one run, after enough runs that everything is compiled and as large as it gets.</summary>
    private static async Task<long> AllocatedAsync(Func<Task> run)
    {
        for (var i = 0; i < Runs; i++)
        {
            await run();
        }

        // The least of several, since a compilation in the background may be charged to this thread.
        var least = long.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Runs; i++)
            {
                await run();
            }

            least = Math.Min(least, (GC.GetAllocatedBytesForCurrentThread() - before) / Runs);
        }

        return least;
    }
}
