using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Peer;
using HAMgm.Logic.Heartbeat.Messages;
using HAMgm.Logic.Heartbeat.Tests.Fakes;
using HAMgm.TestSupport;

namespace HAMgm.Logic.Heartbeat.Tests.Links;

[TestClass]
public sealed class PeerChannelTests
{
    private const int MaxBody = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [TestMethod]
    [DataRow("", 0)]
    [DataRow("", 1)]
    [DataRow("", 65536)]
    [DataRow("", 65537)]
    [DataRow("", MaxBody)]
    [DataRow("a secret", 0)]
    [DataRow("a secret", MaxBody)]
    public async Task Request_AnyLength_ComesBackAsItWas(string secret, int length)
    {
        (TestNode first, TestNode second) = await StartAsync(secret);
        await using TestNode one = first;
        await using TestNode two = second;
        second.Module.HandleRequests((body, _) => Task.FromResult(body));
        byte[] sent = new byte[length];
        new Random(length).NextBytes(sent);

        ReadOnlyMemory<byte> got = await first.Module.RequestAsync(sent, Patience, CancellationToken.None);

        Assert.IsTrue(got.Span.SequenceEqual(sent));
    }

    [TestMethod]
    public async Task Request_ManyAtOnceInBothDirections_EachGetsItsOwnReply()
    {
        (TestNode first, TestNode second) = await StartAsync("s");
        await using TestNode one = first;
        await using TestNode two = second;
        int running = 0;
        int most = 0;
        async Task<ReadOnlyMemory<byte>> Handle(ReadOnlyMemory<byte> body, CancellationToken token)
        {
            int now = Interlocked.Increment(ref running);
            most = Math.Max(most, now);
            await Task.Delay(body.Span[0] % 5, token);
            _ = Interlocked.Decrement(ref running);
            return body;
        }

        second.Module.HandleRequests(Handle);
        first.Module.HandleRequests((body, _) => Task.FromResult(body));
        await Task.WhenAll(Enumerable.Range(0, 60).SelectMany(i => new[] { AskAsync(first, i), AskAsync(second, i) }));

        Assert.IsLessThanOrEqualTo(RequestServer.MaxRunning, most);
        Assert.AreEqual(0, first.Module.GetConnectionStatus().RefusedFrames);
    }

    [TestMethod]
    public async Task Request_HandlerFailsKnowingly_GivesTheSameError()
    {
        (TestNode first, TestNode second) = await StartAsync(string.Empty);
        await using TestNode one = first;
        await using TestNode two = second;
        second.Module.HandleRequests((_, _) => throw new HamgmException(ErrorKind.Vip, ErrorCodes.Conflict, "192.0.2.1", "地址 is taken."));

        HamgmException error = await Assert.ThrowsExactlyAsync<HamgmException>(
            () => first.Module.RequestAsync(default, Patience, CancellationToken.None));

        Assert.AreEqual((ErrorKind.Vip, ErrorCodes.Conflict, "192.0.2.1", "地址 is taken."), (error.Kind, error.Code, error.Subject, error.Message));
    }

    [TestMethod]
    public async Task Request_HandlerBreaks_GivesAnErrorAndALogLine()
    {
        (TestNode first, TestNode second) = await StartAsync(string.Empty);
        await using TestNode one = first;
        await using TestNode two = second;
        second.Module.HandleRequests(async (_, _) =>
        {
            await Task.Yield();
            throw new InvalidOperationException("broken");
        });

        HamgmException error = await Assert.ThrowsExactlyAsync<HamgmException>(
            () => first.Module.RequestAsync(default, Patience, CancellationToken.None));

        Assert.AreEqual(ErrorCodes.Internal, error.Code);
        Assert.Contains("broken", error.Message);
        Assert.IsTrue(second.Log.Lines.Any(line => line.Contains("broken", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task Request_NoHandlerYet_SaysSo()
    {
        (TestNode first, TestNode second) = await StartAsync(string.Empty);
        await using TestNode one = first;
        await using TestNode two = second;

        HamgmException error = await Assert.ThrowsExactlyAsync<HamgmException>(
            () => first.Module.RequestAsync(default, Patience, CancellationToken.None));

        Assert.AreEqual(ErrorKind.ServiceUnavailable, error.Kind);
    }

    [TestMethod]
    public async Task Request_HandlerTakenAway_IsRefusedByTheChannelWhichHoldsOnToNothing()
    {
        (TestNode first, TestNode second) = await StartAsync(string.Empty);
        await using TestNode one = first;
        await using TestNode two = second;
        WeakReference plugin = Handle(second);
        _ = await first.Module.RequestAsync(new byte[] { 1 }, Patience, CancellationToken.None);

        second.Module.HandleRequests(null);

        HamgmException error = await Assert.ThrowsExactlyAsync<HamgmException>(
            () => first.Module.RequestAsync(default, Patience, CancellationToken.None));
        Assert.AreEqual((ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable), (error.Kind, error.Code));
        Assert.Contains("does not take requests", error.Message);

        // What the plugin's last call left on a pool thread's stack goes with the thread's next work.
        for (int i = 0; i < 100 && plugin.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Yield();
        }

        Assert.IsFalse(plugin.IsAlive);

        second.Module.HandleRequests((body, _) => Task.FromResult(body));
        Assert.AreEqual(1, (await first.Module.RequestAsync(new byte[] { 1 }, Patience, CancellationToken.None)).Length);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference Handle(TestNode node)
    {
        object plugin = new();
        node.Module.HandleRequests((body, _) =>
        {
            GC.KeepAlive(plugin);
            return Task.FromResult(body);
        });
        return new WeakReference(plugin);
    }

    [TestMethod]
    public async Task Request_NoReplyInTime_IsATimeoutAndTheNextOneWorks()
    {
        (TestNode first, TestNode second) = await StartAsync(string.Empty);
        await using TestNode one = first;
        await using TestNode two = second;
        TaskCompletionSource never = new();
        second.Module.HandleRequests(async (body, token) =>
        {
            await never.Task.WaitAsync(token);
            return body;
        });

        HamgmException error = await Assert.ThrowsExactlyAsync<HamgmException>(
            () => first.Module.RequestAsync(default, TimeSpan.FromMilliseconds(50), CancellationToken.None));

        Assert.AreEqual((ErrorKind.ServiceUnavailable, ErrorCodes.Timeout), (error.Kind, error.Code));
        second.Module.HandleRequests((body, _) => Task.FromResult(body));
        never.SetResult();
        Assert.AreEqual(1, (await first.Module.RequestAsync(new byte[1], Patience, CancellationToken.None)).Length);
    }

    [TestMethod]
    public async Task Request_PeerGoesMeanwhile_FailsAtOnce()
    {
        (TestNode first, TestNode second) = await StartAsync(string.Empty);
        await using TestNode one = first;
        TaskCompletionSource arrived = new();
        second.Module.HandleRequests(async (body, token) =>
        {
            arrived.SetResult();
            await Task.Delay(Timeout.Infinite, token);
            return body;
        });
        Task<ReadOnlyMemory<byte>> request = first.Module.RequestAsync(default, TimeSpan.FromMinutes(5), CancellationToken.None);
        await arrived.Task;
        await second.DisposeAsync();

        HamgmException error = await Assert.ThrowsExactlyAsync<HamgmException>(() => request);

        Assert.AreEqual((ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable), (error.Kind, error.Code));
        error = await Assert.ThrowsExactlyAsync<HamgmException>(
            () => first.Module.RequestAsync(default, Patience, CancellationToken.None));
        Assert.AreEqual("node-002", error.Subject);
    }

    [TestMethod]
    public async Task Request_TooLong_IsRefusedHere()
    {
        (TestNode first, TestNode second) = await StartAsync(string.Empty);
        await using TestNode one = first;
        await using TestNode two = second;
        second.Module.HandleRequests((_, _) => Task.FromResult<ReadOnlyMemory<byte>>(new byte[MaxBody + 1]));

        HamgmException tooLong = await Assert.ThrowsExactlyAsync<HamgmException>(
            () => first.Module.RequestAsync(new byte[MaxBody + 1], Patience, CancellationToken.None));
        Assert.AreEqual(ErrorCodes.BadRequest, tooLong.Code);
        HamgmException reply = await Assert.ThrowsExactlyAsync<HamgmException>(
            () => first.Module.RequestAsync(default, Patience, CancellationToken.None));
        Assert.AreEqual(ErrorCodes.Internal, reply.Code);
    }

    [TestMethod]
    public async Task Request_LargeOnesWithoutEnd_LoseNoBeat()
    {
        (TestNode first, TestNode second) = await StartAsync(string.Empty);
        await using TestNode one = first;
        await using TestNode two = second;
        second.Module.HandleRequests((body, _) => Task.FromResult(body));
        byte[] large = new byte[MaxBody];
        for (int i = 0; i < 20; i++)
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => first.Module.RequestAsync(large, Patience, CancellationToken.None)));
        }

        LinkStatus link = first.Module.GetConnectionStatus().Links[0];
        Assert.IsTrue(link.IsConnected);
        Assert.AreEqual(0.0, link.LossPercent);
        Assert.HasCount(1, first.Sink.Connections);
    }

    private static async Task<(TestNode First, TestNode Second)> StartAsync(string secret)
    {
        int port = PortBlock.Next();
        TestNode first = await TestNode.First(port, Change).StartAsync();
        TestNode second = await TestNode.Second(port, Change).StartAsync();
        await first.UntilConnected();
        await second.UntilConnected();
        return (first, second);

        // A machine under load may keep a beat waiting for long; what is tested here is not how long.
        void Change(FakeConfig config)
        {
            config["cluster.secret"] = secret;
            config["cluster.heartbeat_retries"] = "200";
            config["cluster.io_timeout"] = "20000";
        }
    }

    private static async Task AskAsync(TestNode node, int number)
    {
        byte[] sent = new byte[1 + (number * 3000)];
        Array.Fill(sent, (byte)number);
        ReadOnlyMemory<byte> got = await node.Module.RequestAsync(sent, Patience, CancellationToken.None);
        Assert.IsTrue(got.Span.SequenceEqual(sent));
    }
}
