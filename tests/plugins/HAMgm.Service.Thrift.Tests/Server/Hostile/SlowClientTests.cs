using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace HAMgm.Service.Thrift.Tests.Server.Hostile;

/// <summary>A thousand clients that begin a call and do not go on must not be felt by one that does.</summary>
[TestClass]
public sealed class SlowClientTests
{
    private const int SlowClients = 1000;
    private static readonly TimeSpan MostDelay = TimeSpan.FromMilliseconds(10);

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [Timeout(60_000)]
    public async Task FastClient_WhoComesAfterAThousandSlowOnes_IsServed()
    {
        await using var test = await ServerUnderTest.StartAsync();
        using var slow = await SlowCrowd.ConnectAsync(test.Port, SlowClients);

        using var client = test.Client(compact: true, framed: true);
        await client.OpenTransportAsync(TestContext.CancellationToken);

        Assert.IsTrue((await client.GetAutoSwitchStatus(TestContext.CancellationToken)).Enabled);
        Assert.IsGreaterThan(0L, test.Server.DisplacedConnections);

        // One that was displaced is counted until it has ended.
        Assert.IsTrue(SpinWait.SpinUntil(() => test.Server.ActiveConnections <= 257, TimeSpan.FromSeconds(10)), $"{test.Server.ActiveConnections} connections");
    }

    [TestMethod]
    [Timeout(60_000)]
    public async Task FastClient_WhoWasThereBefore_KeepsItsPlace()
    {
        await using var test = await ServerUnderTest.StartAsync();
        using var client = test.Client();
        await client.OpenTransportAsync(TestContext.CancellationToken);
        await client.GetAutoSwitchStatus(TestContext.CancellationToken);

        using var slow = await SlowCrowd.ConnectAsync(test.Port, SlowClients);

        Assert.IsTrue((await client.GetAutoSwitchStatus(TestContext.CancellationToken)).Enabled);
    }

    /// <summary>Measured, so with the long tests: all of the thousand are let in, and each sends another byte now and then.</summary>
    [TestMethod]
    [TestCategory("Long")]
    [Timeout(120_000)]
    public async Task FastClient_BesideAThousandSlowOnes_IsDelayedByLessThanTenMilliseconds()
    {
        await using var test = await ServerUnderTest.StartAsync(new()
        {
            EndPoints = ServerUnderTest.AnyPort,
            LocalSocket = false,
            MaxConnections = SlowClients + 10,
            MessageTimeout = TimeSpan.FromMinutes(1),
            FirstByteTimeout = TimeSpan.FromMinutes(1),
        });
        using var client = test.Client(compact: false, framed: true);
        await client.OpenTransportAsync(TestContext.CancellationToken);
        await MeasureAsync(client);
        var alone = await MeasureAsync(client);

        using var slow = await SlowCrowd.ConnectAsync(test.Port, SlowClients);
        using var stop = new CancellationTokenSource();
        var dripping = slow.DripAsync(stop.Token);
        var beside = await MeasureAsync(client);
        await stop.CancelAsync();
        await dripping;

        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"FIGURE thrift.slow_clients {SlowClients} half-open clients: p50 {alone.Middle.TotalMilliseconds:0.000} -> {beside.Middle.TotalMilliseconds:0.000} ms, p99 {alone.High.TotalMilliseconds:0.000} -> {beside.High.TotalMilliseconds:0.000} ms");
        TestContext.WriteLine(text);
        Assert.AreEqual(SlowClients + 1, test.Server.ActiveConnections, "all of them are there");
        Assert.IsLessThan(MostDelay, beside.Middle - alone.Middle, text);
        Assert.IsLessThan(MostDelay, beside.High - alone.High, text);
    }

    private static async Task<(TimeSpan Middle, TimeSpan High)> MeasureAsync(HAMgm.Thrift.HamgmService.Client client)
    {
        const int Calls = 3000;
        var times = new TimeSpan[Calls];
        for (var i = 0; i < Calls; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            await client.GetAutoSwitchStatus();
            times[i] = Stopwatch.GetElapsedTime(begun);
        }

        Array.Sort(times);
        return (times[Calls / 2], times[Calls * 99 / 100]);
    }

    /// <summary>Clients that have each sent the beginning of a call.</summary>
    private sealed class SlowCrowd : IDisposable
    {
        private readonly List<Socket> _sockets = [];

        public static async Task<SlowCrowd> ConnectAsync(int port, int count)
        {
            var crowd = new SlowCrowd();
            for (var i = 0; i < count; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(IPAddress.Loopback, port);
                crowd._sockets.Add(socket);
                Send(socket, i % 3 == 0 ? [0x80, 0x01] : [0x00, 0x00, 0x10, 0x00, 0x80, 0x01]);
            }

            return crowd;
        }

        public Task DripAsync(CancellationToken cancellationToken) => Task.Run(async () =>
        {
            // Everybody another byte of a name that never ends, about a thousand bytes a second.
            for (var i = 0; !cancellationToken.IsCancellationRequested; i++)
            {
                Send(_sockets[i % _sockets.Count], i < _sockets.Count ? [0x00, 0x01, 0x00, 0x00, 0x0f, 0x00, 0x41] : [0x41]);
                if (i % 10 == 0)
                {
                    await Task.Delay(10, CancellationToken.None);
                }
            }
        }, CancellationToken.None);

        public void Dispose() => _sockets.ForEach(socket => socket.Dispose());

        private static void Send(Socket socket, byte[] bytes)
        {
            try
            {
                socket.Send(bytes);
            }
            catch (SocketException)
            {
                // Displaced, which is what this is about.
            }
        }
    }
}
