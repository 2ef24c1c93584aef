using System.Net;
using HAMgm.Service.Thrift.Server;
using HAMgm.Thrift;
using Microsoft.Extensions.Logging.Abstractions;
using Thrift;
using Thrift.Processor;
using Thrift.Protocol;
using Thrift.Transport.Client;

namespace HAMgm.Service.Thrift.Tests.Server;

/// <summary>Calls are served on the thread that receives them, so a handler that blocks it must not hold up the others.</summary>
[TestClass]
public sealed class BlockingHandlerTests
{
    private const int BlockedCalls = 6;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [Timeout(30_000)]
    public async Task Call_WhileMoreHandlersBlockThanThereAreThreads_IsServed()
    {
        using var release = new ManualResetEventSlim();
        using var blocked = new CountdownEvent(BlockedCalls);
        var processor = new Blocking(blocked, release);
        await using var server = new ThriftServer(
            new ThriftServerOptions { EndPoints = ServerUnderTest.AnyPort, LocalSocket = false }, _ => processor);
        await server.StartAsync(TestContext.CancellationToken);
        var calls = Enumerable.Range(0, BlockedCalls).Select(_ => CallAsync(server, "node-blocks")).ToArray();
        await Task.Run(() => blocked.Wait(TestContext.CancellationToken), TestContext.CancellationToken);

        Assert.AreEqual("node-quick", await CallAsync(server, "node-quick"));
        Assert.IsFalse(calls.Any(call => call.IsCompleted));

        release.Set();
        Assert.AreEqual(BlockedCalls, (await Task.WhenAll(calls)).Count(id => id == "node-blocks"));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    [Timeout(30_000)]
    public async Task Call_InJson_IsAnswered(bool framed)
    {
        await using var test = await ServerUnderTest.StartAsync();
        var socket = new TSocketTransport(IPAddress.Loopback, test.Port, new TConfiguration(), timeout: 20_000);
        using var client = new HamgmService.Client(new TJsonProtocol(framed
            ? new global::Thrift.Transport.TFramedTransport(socket)
            : new global::Thrift.Transport.TBufferedTransport(socket)));
        await client.OpenTransportAsync(TestContext.CancellationToken);

        Assert.HasCount(2, (await client.GetClusterStatus(TestContext.CancellationToken)).ClusterStatus.Nodes);
        var synced = await client.SyncData(new SyncRequest(SyncDataType.ALL) { SpecificFiles = ["a", "数据 \"b\""] }, TestContext.CancellationToken);
        CollectionAssert.AreEqual(new[] { "a", "数据 \"b\"" }, synced.FailedFiles);
        await Assert.ThrowsExactlyAsync<NodeNotFoundException>(() => client.GetNodeInfo("nobody", TestContext.CancellationToken));

        Assert.AreEqual(framed ? "JSON framed" : "JSON unframed", test.Connections.Single().Protocol);
    }

    private static async Task<string> CallAsync(ThriftServer server, string nodeId)
    {
        using var client = ServerUnderTest.ClientOver(
            new TSocketTransport(IPAddress.Loopback, server.EndPoints[0].Port, new TConfiguration(), timeout: 20_000), compact: true, framed: true);
        await client.OpenTransportAsync();
        return (await client.GetNodeInfo(nodeId)).NodeInfo.NodeId;
    }

    /// <summary>Blocks the thread of the first calls, then lets all pass.</summary>
    private sealed class Blocking(CountdownEvent blocked, ManualResetEventSlim release) : ITAsyncProcessor
    {
        private readonly HamgmService.AsyncProcessor _inner = new(new FakeService(), NullLogger<HamgmService.AsyncProcessor>.Instance);

        public Task<bool> ProcessAsync(TProtocol iprot, TProtocol oprot, CancellationToken cancellationToken = default)
        {
            if (!blocked.IsSet)
            {
                blocked.Signal();
                release.Wait(cancellationToken);
            }

            return _inner.ProcessAsync(iprot, oprot, cancellationToken);
        }
    }
}
