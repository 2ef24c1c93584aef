using System.Net;
using System.Net.Sockets;
using HAMgm.Contracts.Peer;
using HAMgm.Logic.Heartbeat.Tests.Fakes;
using HAMgm.Logic.Heartbeat.Wire;
using HAMgm.TestSupport;

namespace HAMgm.Logic.Heartbeat.Tests.Links;

[TestClass]
public sealed class HostilePeerTests
{
    private readonly FrameCodec _first = new("node-001", "node-002");
    private readonly FrameCodec _second = new("node-002", "node-001");

    [TestMethod]
    public async Task Beat_ByHand_IsAnsweredWithTheSameNumberAndARepeatAgain()
    {
        int port = PortBlock.Next();
        await using TestNode node = await TestNode.Second(port).StartAsync();
        using Socket socket = await RawPeer.ConnectAsync(TestNode.FirstAddress, TestNode.SecondAddress, port);
        for (int turn = 0; turn < 2; turn++)
        {
            _ = await socket.SendAsync(RawPeer.Beat(_first, 77));
            byte[] answer = await RawPeer.ReadAsync(socket, 64);
            Assert.AreEqual(Refusal.None, _first.ReadHeader(answer, out FrameHeader header));
            Assert.AreEqual((PeerMessageType.HeartbeatResponse, 77UL), (header.Type, header.Sequence));
        }

        _ = await socket.SendAsync(RawPeer.Beat(_first, 76));
        Assert.IsEmpty(await RawPeer.ReadAsync(socket, 1));
        await TestNode.Until(() => node.Module.GetConnectionStatus().RefusedFrames == 1, "the count");
    }

    [TestMethod]
    public async Task Connection_FromAStranger_IsClosedAtOnce()
    {
        int port = PortBlock.Next();
        await using TestNode node = await TestNode.Second(port).StartAsync();
        try
        {
            using Socket socket = await RawPeer.ConnectAsync("127.0.0.9", TestNode.SecondAddress, port);
            Assert.IsEmpty(await RawPeer.ReadAsync(socket, 1));
        }
        catch (SocketException)
        {
            // Closed before the call had returned.
        }

        await TestNode.Until(() => node.Module.GetConnectionStatus().RefusedFrames == 1, "the count");
    }

    [TestMethod]
    public async Task Connections_MoreThanFour_TheNewestIsServed()
    {
        int port = PortBlock.Next();
        await using TestNode node = await TestNode.Second(port).StartAsync();
        List<Socket> sockets = [];
        for (int i = 0; i < 12; i++)
        {
            sockets.Add(await RawPeer.ConnectAsync(TestNode.FirstAddress, TestNode.SecondAddress, port));
        }

        await TestNode.Until(() => node.Module.GetConnectionStatus().RefusedFrames == 8, "eight made room");
        _ = await sockets[^1].SendAsync(RawPeer.Beat(_first, 1));
        Assert.HasCount(64, await RawPeer.ReadAsync(sockets[^1], 64));
        Assert.IsEmpty(await RawPeer.ReadAsync(sockets[0], 1));
        sockets.ForEach(socket => socket.Dispose());
    }

    [TestMethod]
    public async Task Frame_BegunAndNotFinished_IsGivenUp()
    {
        int port = PortBlock.Next();
        await using TestNode node = await TestNode.Second(port, c => c["cluster.io_timeout"] = "100").StartAsync();
        using Socket socket = await RawPeer.ConnectAsync(TestNode.FirstAddress, TestNode.SecondAddress, port);
        _ = await socket.SendAsync(RawPeer.Beat(_first, 1).AsMemory(0, 63));

        Assert.IsEmpty(await RawPeer.ReadAsync(socket, 1));
        await TestNode.Until(() => node.Module.GetConnectionStatus().RefusedFrames == 1, "the count");
    }

    [TestMethod]
    public async Task Garbage_OverTcp_BringsNothingDown()
    {
        int port = PortBlock.Next();
        await using TestNode first = await TestNode.First(port).StartAsync();
        await using TestNode second = await TestNode.Second(port).StartAsync();
        await first.UntilConnected();
        Random random = new(5);
        for (int i = 0; i < 500; i++)
        {
            byte[] garbage = new byte[random.Next(1, 4096)];
            random.NextBytes(garbage);
            RawPeer.Beat(_first, (ulong)i).AsSpan(0, Math.Min(garbage.Length, random.Next(65))).CopyTo(garbage);
            using Socket socket = await RawPeer.ConnectAsync(TestNode.FirstAddress, TestNode.SecondAddress, port);
            try
            {
                _ = await socket.SendAsync(garbage);
            }
            catch (SocketException)
            {
                // Closed already.
            }
        }

        await first.UntilConnected();
        await second.UntilConnected();
        Assert.IsGreaterThan(100, second.Module.GetConnectionStatus().RefusedFrames);
        Assert.IsNull(second.Faults.Reported);
    }

    [TestMethod]
    public async Task Garbage_OverUdp_IsCountedAndLoggedRarely()
    {
        int port = PortBlock.Next();
        await using TestNode first = await TestNode.First(port).StartAsync();
        await using TestNode second = await TestNode.Second(port).StartAsync();
        await first.UntilConnected();
        Random random = new(6);
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(TestNode.FirstAddress), 0));
        IPEndPoint target = new(IPAddress.Parse(TestNode.SecondAddress), port);
        long started = Environment.TickCount64;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] garbage = new byte[random.Next(0, 1400)];
            random.NextBytes(garbage);
            _ = socket.SendTo(garbage, target);
        }

        RawPeer.SendDatagram("127.0.0.9", TestNode.SecondAddress, port, [1, 2, 3]);
        await TestNode.Until(() => second.Module.GetConnectionStatus().RefusedFrames > 1000, "the counts");
        long seconds = 1 + ((Environment.TickCount64 - started) / 1000);
        Assert.IsLessThanOrEqualTo(seconds + 1, second.Log.Lines.Count(line => line.StartsWith("refused", StringComparison.Ordinal)));
        _ = first.Module.Send(SampleState.Create());
        await TestNode.Until(() => !second.Sink.States.IsEmpty, "a good one among them");
    }

    [TestMethod]
    public async Task Peer_ThatAcceptsAndIsMute_GetsRepeatsThenANewConnection()
    {
        int port = PortBlock.Next();
        using TcpListener mute = new(IPAddress.Parse(TestNode.SecondAddress), port);
        mute.Start();
        await using TestNode node = await TestNode.First(port).StartAsync();

        using Socket socket = await mute.AcceptSocketAsync();
        byte[] beats = await RawPeer.ReadAsync(socket, 10 * 64);
        Assert.HasCount(4 * 64, beats);
        HashSet<ulong> numbers = [];
        for (int i = 0; i < 4; i++)
        {
            Assert.AreEqual(Refusal.None, _second.ReadHeader(beats.AsSpan(i * 64, 64), out FrameHeader header));
            _ = numbers.Add(header.Sequence);
        }

        Assert.HasCount(1, numbers);
        using Socket again = await mute.AcceptSocketAsync();
        LinkStatus link = node.Module.GetConnectionStatus().Links[0];
        Assert.AreEqual(100.0, link.LossPercent);
        Assert.AreEqual(TimeSpan.Zero, link.Latency);
        Assert.IsFalse(node.Module.GetConnectionStatus().IsConnected);
    }

    [TestMethod]
    public async Task Peer_ThatAnswersWhatWasNotAsked_IsClosed()
    {
        int port = PortBlock.Next();
        using TcpListener liar = new(IPAddress.Parse(TestNode.SecondAddress), port);
        liar.Start();
        await using TestNode node = await TestNode.First(port).StartAsync();
        using Socket socket = await liar.AcceptSocketAsync();
        _ = await socket.SendAsync(RawPeer.Beat(_second, ulong.MaxValue, PeerMessageType.HeartbeatResponse));

        await TestNode.Until(() => node.Module.GetConnectionStatus().RefusedFrames > 0, "the refusal");
        Assert.IsFalse(node.Module.GetConnectionStatus().IsConnected);
    }

    [TestMethod]
    public async Task Request_WithoutTheSecret_IsRefused()
    {
        int port = PortBlock.Next();
        await using TestNode node = await TestNode.Second(port, c => c["cluster.secret"] = "s").StartAsync();
        bool wasAsked = false;
        node.Module.HandleRequests((body, _) =>
        {
            wasAsked = true;
            return Task.FromResult(body);
        });
        using Socket socket = await RawPeer.ConnectAsync(TestNode.FirstAddress, TestNode.SecondAddress, port);
        Assert.HasCount(84, await RawPeer.ReadAsync(socket, 84));
        byte[] frame = new byte[FrameCodec.HeaderLength + 60 + FrameCodec.TrailerLength];
        _ = _first.Seal(frame, PeerMessageType.Request, 1, 1, 60);
        _ = await socket.SendAsync(frame);

        Assert.IsEmpty(await RawPeer.ReadAsync(socket, 1));
        Assert.IsFalse(wasAsked);
    }
}
