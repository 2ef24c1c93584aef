using System.Net;
using Thrift;
using Thrift.Transport.Client;

namespace HAMgm.Service.Thrift.Tests.Server;

/// <summary>A connection that is busy has a thread of its own for as long as it is: its calls, the calls after it, and the server's stop are as ever.</summary>
[TestClass]
public sealed class BusyConnectionTests
{
    private const int Calls = 5000;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    [Timeout(60_000)]
    public async Task Calls_WithoutAPause_ServedOnAThreadOfTheirOwnUntilThePause(bool framed)
    {
        await using var test = await ServerUnderTest.StartAsync();
        using var client = Connect(test.Port, framed);
        await client.OpenTransportAsync(TestContext.CancellationToken);
        var busiest = 0;
        for (var call = 0; call < Calls; call++)
        {
            Assert.HasCount(2, (await client.GetClusterStatus(TestContext.CancellationToken)).ClusterStatus.Nodes);
            busiest = Math.Max(busiest, test.Server.BusyConnections);
        }

        Assert.AreEqual(1, busiest);
        while (test.Server.BusyConnections > 0)
        {
            await Task.Delay(5, TestContext.CancellationToken);
        }

        Assert.HasCount(2, (await client.GetClusterStatus(TestContext.CancellationToken)).ClusterStatus.Nodes);
    }

    [TestMethod]
    [Timeout(60_000)]
    public async Task Calls_OfMoreConnectionsThanThreads_AllAnsweredAndTheStopEndsThem()
    {
        await using var test = await ServerUnderTest.StartAsync();
        using var stop = new CancellationTokenSource();
        var answered = new int[12];
        var clients = answered.Select((_, index) => Task.Run(async () =>
        {
            using var client = Connect(test.Port, framed: index % 2 == 0);
            await client.OpenTransportAsync(CancellationToken.None);
            try
            {
                while (!stop.IsCancellationRequested)
                {
                    Assert.HasCount(2, (await client.GetClusterStatus(CancellationToken.None)).ClusterStatus.Nodes);
                    answered[index]++;
                }
            }
            catch (Exception ended) when (ended is TException or IOException)
            {
                // The server has stopped: between two calls, or before an answer.
            }
        })).ToArray();
        while (answered.Min() < 500)
        {
            await Task.Delay(5, TestContext.CancellationToken);
        }

        Assert.IsGreaterThan(0, test.Server.BusyConnections);
        await test.Server.StopAsync(TestContext.CancellationToken);
        await stop.CancelAsync();
        await Task.WhenAll(clients);
        Assert.AreEqual(0, test.Server.ActiveConnections);
    }

    private static HAMgm.Thrift.HamgmService.Client Connect(int port, bool framed) => ServerUnderTest.ClientOver(
        new TSocketTransport(IPAddress.Loopback, port, new TConfiguration(), timeout: 20_000), compact: false, framed);
}
