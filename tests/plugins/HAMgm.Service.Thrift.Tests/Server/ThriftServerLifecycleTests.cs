using System.Net;
using System.Net.Sockets;
using HAMgm.Service.Thrift.Server;
using HAMgm.Thrift.Local;
using Thrift.Transport;

namespace HAMgm.Service.Thrift.Tests.Server;

[TestClass]
public sealed class ThriftServerLifecycleTests
{
    [TestMethod]
    public async Task Start_PortInUse_NamesAddressAndPortAndLeavesNothingBehind()
    {
        using var squatter = new TcpListener(IPAddress.Loopback, 0);
        squatter.Start();
        var taken = (IPEndPoint)squatter.LocalEndpoint;
        var free = FreeEndPoint();
        await using var server = new ThriftServer(
            new ThriftServerOptions { EndPoints = [free, taken], LocalSocket = false }, _ => throw new InvalidOperationException());

        var refused = await Assert.ThrowsExactlyAsync<ThriftServerException>(() => server.StartAsync(CancellationToken.None));

        Assert.Contains($"127.0.0.1:{taken.Port}", refused.Message);
        Assert.Contains("in use", refused.Message);
        using var again = new TcpListener(free);
        again.Start();
    }

    [TestMethod]
    public async Task Start_AddressThatIsNotHere_NamesIt()
    {
        await using var server = new ThriftServer(
            new ThriftServerOptions { EndPoints = [new IPEndPoint(IPAddress.Parse("192.0.2.1"), 9090)], LocalSocket = false },
            _ => throw new InvalidOperationException());

        var refused = await Assert.ThrowsExactlyAsync<ThriftServerException>(() => server.StartAsync(CancellationToken.None));

        Assert.Contains("192.0.2.1", refused.Message);
        Assert.Contains("thrift.listen", refused.Message);
    }

    [TestMethod]
    public async Task Start_SocketNameTaken_GoesOnOverTcpAndSaysSo()
    {
        var name = ServerUnderTest.FreshSocketName();
        using var squatter = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        squatter.Bind(LocalSocket.EndPoint(name));
        squatter.Listen();

        await using var test = await ServerUnderTest.StartAsync(
            new ThriftServerOptions { EndPoints = ServerUnderTest.AnyPort, LocalSocketName = name });

        Assert.IsNull(test.Server.LocalSocketName);
        Assert.Contains(name, test.Server.LocalSocketProblem!);
        using var client = test.Client();
        await client.OpenTransportAsync();
        Assert.IsTrue((await client.GetAutoSwitchStatus()).Enabled);
    }

    [TestMethod]
    public async Task Start_Default_NamesTheSocketAfterThePort()
    {
        await using var test = await ServerUnderTest.StartAsync(new ThriftServerOptions { EndPoints = ServerUnderTest.AnyPort });

        Assert.AreEqual($"hamgm-{test.Port}", test.Server.LocalSocketName);
    }

    [TestMethod]
    [Timeout(20_000)]
    public async Task Stop_WithACallInProgress_LetsItEndAndClosesIdleOnes()
    {
        await using var test = await ServerUnderTest.StartAsync();
        using var busy = test.Client();
        using var idle = test.Client();
        await busy.OpenTransportAsync();
        await idle.OpenTransportAsync();
        await idle.GetAutoSwitchStatus();
        var call = busy.ForceSwitch();
        await test.Service.SwitchBegan.Task;

        var stop = test.Server.StopAsync(CancellationToken.None);
        while (test.Server.ActiveConnections > 1)
        {
            await Task.Yield();
        }

        await Assert.ThrowsAsync<TTransportException>(() => idle.GetAutoSwitchStatus());
        Assert.IsFalse(stop.IsCompleted, "it waits for the call");
        Assert.IsTrue(test.Connections.All(connection => connection.Stopping.IsCancellationRequested));
        test.Service.SwitchMayEnd.SetResult();

        Assert.AreEqual("node-002", (await call).NewPrimaryNodeId);
        await stop;
        Assert.AreEqual(0, test.Server.ActiveConnections);
        using var late = test.Client();
        await Assert.ThrowsExactlyAsync<TTransportException>(() => late.OpenTransportAsync());
    }

    [TestMethod]
    [Timeout(20_000)]
    public async Task Stop_WithACallThatDoesNotEnd_BreaksItOffAfterTheDrainTime()
    {
        await using var test = await ServerUnderTest.StartAsync(
            new ThriftServerOptions { EndPoints = ServerUnderTest.AnyPort, LocalSocket = false, DrainTimeout = TimeSpan.FromMilliseconds(100) });
        using var busy = test.Client();
        await busy.OpenTransportAsync();
        var call = busy.ForceSwitch();
        await test.Service.SwitchBegan.Task;

        await test.Server.StopAsync(CancellationToken.None);

        await Assert.ThrowsAsync<global::Thrift.TException>(() => call);
        Assert.AreEqual(0, test.Server.ActiveConnections);
    }

    [TestMethod]
    [Timeout(20_000)]
    public async Task Stop_ClientThatDoesNotReadItsAnswers_DoesNotHoldItUp()
    {
        var test = await ServerUnderTest.StartAsync(new ThriftServerOptions
        {
            EndPoints = ServerUnderTest.AnyPort,
            LocalSocket = false,
            WriteTimeout = TimeSpan.FromMilliseconds(200),
            DrainTimeout = TimeSpan.FromMilliseconds(200),
        });
        using var client = test.Client(compact: true, framed: true);
        await client.OpenTransportAsync();
        for (var i = 0; i < 200; i++)
        {
            try
            {
                await client.send_CheckNodeHealth("node-001");
            }
            catch (TTransportException)
            {
                break;
            }
        }

        await test.DisposeAsync();

        Assert.AreEqual(0, test.Server.ActiveConnections);
    }

    private static IPEndPoint FreeEndPoint()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (IPEndPoint)listener.LocalEndpoint;
    }
}
