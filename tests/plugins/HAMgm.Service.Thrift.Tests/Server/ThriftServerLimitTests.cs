using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using HAMgm.Service.Thrift.Server;
using Thrift;
using Thrift.Protocol;
using Thrift.Transport.Client;

namespace HAMgm.Service.Thrift.Tests.Server;

[TestClass]
public sealed class ThriftServerLimitTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(150);

    [TestMethod]
    [DataRow("", DisplayName = "nothing at all")]
    [DataRow("000000", DisplayName = "part of a frame's head")]
    [DataRow("80010001", DisplayName = "part of a message")]
    [DataRow("0000100080010001", DisplayName = "part of a frame")]
    [Timeout(20_000)]
    public async Task SlowClient_IsCutOff(string hex)
    {
        await using var test = await ServerUnderTest.StartAsync(Options(firstByte: Short, message: Short));
        await using var raw = await test.RawAsync();
        await raw.WriteAsync(Convert.FromHexString(hex));

        Assert.AreEqual(0, await ReadToEndAsync(raw));
    }

    [TestMethod]
    [Timeout(20_000)]
    public async Task DrippingClient_IsCutOffByTheMessagesDeadlineNotTheLastByte()
    {
        await using var test = await ServerUnderTest.StartAsync(Options(message: Short));
        await using var raw = await test.RawAsync();
        await raw.WriteAsync(Convert.FromHexString("8001000100100000"));
        var drip = Task.Run(async () =>
        {
            try
            {
                while (true)
                {
                    await raw.WriteAsync(new byte[] { 65 });
                    await Task.Delay(20);
                }
            }
            catch (IOException)
            {
                // Cut off.
            }
        });

        await ReadToEndAsync(raw);
        await drip;
    }

    [TestMethod]
    [Timeout(20_000)]
    public async Task IdleClient_AfterACall_IsClosedAtTheIdleTimeout()
    {
        await using var test = await ServerUnderTest.StartAsync(Options(idle: Short));
        await using var raw = await test.RawAsync();
        await raw.WriteAsync(await CallAsync("GetAutoSwitchStatus"));

        Assert.IsGreaterThan(0, await ReadToEndAsync(raw));
    }

    [TestMethod]
    [DataRow("474554202F20485454502F312E310D0A0D0A", "HTTP")]
    [DataRow("1603010200010001FC0303", "TLS")]
    [DataRow("FFFFFFFFFFFFFFFF", "0xff")]
    [DataRow("7FFFFFFF80010001", "0x7f")]
    [Timeout(20_000)]
    public async Task Foreigner_IsClosedAndNamed(string hex, string expected)
    {
        await using var test = await ServerUnderTest.StartAsync();
        await using var raw = await test.RawAsync();
        await raw.WriteAsync(Convert.FromHexString(hex));

        Assert.AreEqual(0, await ReadToEndAsync(raw));

        Assert.IsTrue(test.Log.Any(line => line.Contains(expected, StringComparison.Ordinal)), string.Join('\n', test.Log));
    }

    [TestMethod]
    [Timeout(20_000)]
    public async Task Frame_AboveTheLimit_ClosesTheConnection()
    {
        await using var test = await ServerUnderTest.StartAsync(Options(maxMessageBytes: 1000));
        await using var raw = await test.RawAsync();
        var frame = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(frame, 1001);
        frame[4] = 0x80;
        await raw.WriteAsync(frame);

        Assert.AreEqual(0, await ReadToEndAsync(raw));
    }

    [TestMethod]
    [Timeout(20_000)]
    public async Task Message_UnframedAboveTheLimit_IsToldSoAndClosed()
    {
        await using var test = await ServerUnderTest.StartAsync(Options(maxMessageBytes: 1000));
        using var client = test.Client();
        await client.OpenTransportAsync();

        var told = await Assert.ThrowsExactlyAsync<TApplicationException>(() => client.SetConfig("a", new string('x', 2000)));
        Assert.AreEqual(TApplicationException.ExceptionType.ProtocolError, told.Type);
        Assert.Contains("1000 bytes", told.Message);

        Assert.IsEmpty(test.Service.Settings);
        using var other = test.Client();
        await other.OpenTransportAsync();
        Assert.IsTrue((await other.GetAutoSwitchStatus()).Enabled);
    }

    [TestMethod]
    [Timeout(20_000)]
    public async Task Call_WithoutARequiredField_IsToldSoAndClosed()
    {
        await using var test = await ServerUnderTest.StartAsync();
        await using var raw = await test.RawAsync();

        // SyncData with a request that has no dataType: field 1, a structure, and two stops.
        var head = await CallAsync("SyncData");
        await raw.WriteAsync(head[..^1].Concat(Convert.FromHexString("0C00010000")).ToArray());

        using var answer = new MemoryStream();
        await raw.CopyToAsync(answer);
        var protocol = new TBinaryProtocol(new TMemoryBufferTransport(answer.ToArray(), new TConfiguration()));
        var message = await protocol.ReadMessageBeginAsync(CancellationToken.None);
        Assert.AreEqual("SyncData", message.Name);
        var told = await TApplicationException.ReadAsync(protocol, CancellationToken.None);
        Assert.AreEqual(TApplicationException.ExceptionType.ProtocolError, told.Type);
    }

    [TestMethod]
    [Timeout(20_000)]
    public async Task UnknownMethod_IsToldSo()
    {
        await using var test = await ServerUnderTest.StartAsync();
        await using var raw = await test.RawAsync();
        await raw.WriteAsync(await CallAsync("DropTheCluster"));
        raw.Socket.Shutdown(SocketShutdown.Send);

        using var answer = new MemoryStream();
        await raw.CopyToAsync(answer);
        Assert.Contains("Invalid method name", Encoding.UTF8.GetString(answer.ToArray()));
    }

    [TestMethod]
    [Timeout(30_000)]
    public async Task Connections_AboveTheCap_AreClosedAndRoomComesBack()
    {
        await using var test = await ServerUnderTest.StartAsync(Options(maxConnections: 2));
        using var first = test.Client();
        await first.OpenTransportAsync();
        await first.GetAutoSwitchStatus();
        using (var second = test.Client())
        {
            await second.OpenTransportAsync();
            await second.GetAutoSwitchStatus();
            await using var third = await test.RawAsync();
            Assert.AreEqual(0, await ReadToEndAsync(third));
            await UntilAsync(() => test.Server.RefusedConnections == 1);
        }

        await UntilAsync(() => test.Server.ActiveConnections == 1);
        using var fourth = test.Client();
        await fourth.OpenTransportAsync();
        Assert.IsTrue((await fourth.GetAutoSwitchStatus()).Enabled);
    }

    [TestMethod]
    [Timeout(60_000)]
    public async Task RandomBytes_OverManyConnections_BringNothingDown()
    {
        await using var test = await ServerUnderTest.StartAsync(Options(firstByte: Short, message: Short));
        var random = new Random(7);
        byte[] starts = [0x80, 0x82, 0x00];
        for (var i = 0; i < 300; i++)
        {
            var bytes = new byte[random.Next(1, 300)];
            random.NextBytes(bytes);
            bytes[0] = starts[i % 3];
            await using var raw = await test.RawAsync();
            try
            {
                await raw.WriteAsync(bytes);
                raw.Socket.Shutdown(SocketShutdown.Send);
                await ReadToEndAsync(raw);
            }
            catch (IOException)
            {
                // Cut off while it was still sending.
            }
            catch (SocketException)
            {
                // Cut off before it could say that it was done.
            }
        }

        using var client = test.Client();
        await client.OpenTransportAsync();
        Assert.IsTrue((await client.GetAutoSwitchStatus()).Enabled);
        Assert.IsFalse(test.Log.Any(line => line.StartsWith("Error", StringComparison.Ordinal)), string.Join('\n', test.Log));
    }

    private static ThriftServerOptions Options(
        TimeSpan? firstByte = null, TimeSpan? message = null, TimeSpan? idle = null, int maxConnections = 256, int maxMessageBytes = 1 << 20) => new()
    {
        EndPoints = ServerUnderTest.AnyPort,
        LocalSocket = false,
        FirstByteTimeout = firstByte ?? TimeSpan.FromSeconds(10),
        MessageTimeout = message ?? TimeSpan.FromSeconds(10),
        IdleTimeout = idle ?? TimeSpan.FromMinutes(10),
        MaxConnections = maxConnections,
        MaxMessageBytes = maxMessageBytes,
    };

    /// <summary>A call without arguments.</summary>
    private static async Task<byte[]> CallAsync(string method)
    {
        var memory = new TMemoryBufferTransport(new TConfiguration());
        var protocol = new TBinaryProtocol(memory);
        await protocol.WriteMessageBeginAsync(new(method, global::Thrift.Protocol.Entities.TMessageType.Call, 1), CancellationToken.None);
        await protocol.WriteFieldStopAsync(CancellationToken.None);
        return memory.GetBuffer();
    }

    private static async Task<long> ReadToEndAsync(NetworkStream raw)
    {
        using var rest = new MemoryStream();
        try
        {
            await raw.CopyToAsync(rest);
        }
        catch (IOException)
        {
            // Closed with unread bytes: a reset, which is an end as well.
        }

        return rest.Length;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(10);
        }
    }
}
