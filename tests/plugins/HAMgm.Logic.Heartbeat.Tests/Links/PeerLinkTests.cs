using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Peer;
using HAMgm.Logic.Heartbeat.Tests.Fakes;
using HAMgm.TestSupport;

namespace HAMgm.Logic.Heartbeat.Tests.Links;

[TestClass]
public sealed class PeerLinkTests
{
    [TestMethod]
    public async Task Start_TwoNodes_ConnectAndMeasureEachOther()
    {
        int port = PortBlock.Next();
        await using TestNode first = await TestNode.First(port).StartAsync();
        await using TestNode second = await TestNode.Second(port).StartAsync();
        await first.UntilConnected();
        await second.UntilConnected();

        ConnectionStatus status = first.Module.GetConnectionStatus();
        Assert.AreEqual("address-only", status.Authentication);
        Assert.HasCount(1, status.Links);
        Assert.IsTrue(status.Links[0].IsConnected);
        Assert.IsGreaterThan(TimeSpan.Zero, status.Links[0].Latency);
        Assert.AreNotEqual(0UL, status.Links[0].LastSequence);
        Assert.AreNotEqual(0u, status.Links[0].LastCrc32);
        Assert.AreNotEqual(0L, status.LastHeardUnixMs);
        Assert.IsNotNull(status.LastHeardAge);
        Assert.AreEqual(0, status.RefusedFrames);
        Assert.AreEqual(ModuleState.Running, first.Module.GetStatus().State);
        Assert.Contains((0, true), first.Sink.Connections);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("a secret")]
    public async Task Send_Datagram_ArrivesOnceAndUnchanged(string secret)
    {
        int port = PortBlock.Next();
        await using TestNode first = await TestNode.First(port, c => c["cluster.secret"] = secret).StartAsync();
        await using TestNode second = await TestNode.Second(port, c => c["cluster.secret"] = secret).StartAsync();
        await first.UntilConnected();
        await second.UntilConnected();

        Assert.IsTrue(first.Module.Send(SampleState.Create(sequence: 1)));
        Assert.IsTrue(first.Module.Send(SampleState.Create(sequence: 2)));
        await TestNode.Until(() => second.Sink.States.Count >= 2, "both states");

        // TCP carries the latest beside every beat; the copies are dropped.
        ulong beat = second.Module.GetConnectionStatus().Links[0].LastSequence;
        await TestNode.Until(() => second.Module.GetConnectionStatus().Links[0].LastSequence > beat + 3, "more beats");
        CollectionAssert.AreEqual(
            new[] { SampleState.Create(sequence: 1), SampleState.Create(sequence: 2) }, second.Sink.States.Select(s => s.State).ToArray());
        Assert.AreEqual(0, second.Module.GetConnectionStatus().RefusedFrames);
    }

    [TestMethod]
    public async Task Send_BeforeThePeerRuns_ArrivesByTcpBesideABeat()
    {
        int port = PortBlock.Next();
        await using TestNode first = await TestNode.First(port).StartAsync();
        _ = first.Module.Send(SampleState.Create(sequence: 5));
        await using TestNode second = await TestNode.Second(port).StartAsync();

        await TestNode.Until(() => !second.Sink.States.IsEmpty, "the state");
        Assert.IsTrue(second.Sink.States.TryPeek(out (PeerState State, int Link, Contracts.Time.MonotonicTime At) got));
        Assert.AreEqual(SampleState.Create(sequence: 5), got.State);
        Assert.IsLessThanOrEqualTo(BootTimeClock.Now(), got.At);
    }

    [TestMethod]
    public async Task Send_TwoLinks_UsesBothAndOneIsEnough()
    {
        int port = PortBlock.Next();
        await using TestNode first = await TestNode.First(port, c => c["peer.links"] = "[127.0.1.2, 127.0.1.3]").StartAsync();
        await using TestNode second = await TestNode.Second(port, c => c["peer.links"] = "127.0.1.3,127.0.1.2").StartAsync();
        await TestNode.Until(() => first.Module.GetConnectionStatus().Links.All(l => l.IsConnected), "both links");

        Assert.HasCount(2, first.Module.Endpoints);
        Assert.IsTrue(first.Module.Send(SampleState.Create(sequence: 1)));
        await TestNode.Until(() => !second.Sink.States.IsEmpty, "the state");
        Assert.HasCount(1, second.Sink.States);
    }

    [TestMethod]
    public async Task Secret_DifferentOnBothNodes_NothingIsDelivered()
    {
        int port = PortBlock.Next();
        await using TestNode first = await TestNode.First(port, c => c["cluster.secret"] = "one").StartAsync();
        await using TestNode second = await TestNode.Second(port, c => c["cluster.secret"] = "two").StartAsync();
        second.Module.HandleRequests((body, _) => Task.FromResult(body));
        ulong number = 1;
        await TestNode.Until(
            () =>
            {
                _ = first.Module.Send(SampleState.Create(sequence: number++));
                return second.Module.GetConnectionStatus().RefusedFrames > 5;
            },
            "refusals");

        Assert.IsEmpty(second.Sink.States);
        Assert.IsTrue(second.Log.Lines.Any(line => line.Contains("Mac", StringComparison.Ordinal)));
        Assert.AreEqual("hmac-secret", second.Module.GetConnectionStatus().Authentication);
        _ = await Assert.ThrowsExactlyAsync<HamgmException>(
            () => first.Module.RequestAsync(new byte[10], TimeSpan.FromMilliseconds(300), CancellationToken.None));
    }

    [TestMethod]
    public async Task Stop_OneSideAndStartAgain_IsSeenAndMended()
    {
        int port = PortBlock.Next();
        await using TestNode first = await TestNode.First(port).StartAsync();
        await using TestNode second = await TestNode.Second(port).StartAsync();
        await first.UntilConnected();

        await second.StopAsync();
        await TestNode.Until(() => first.Sink.Connections.Contains((0, false)), "the connection's end");
        Assert.AreEqual(ModuleState.Stopped, second.Module.GetStatus().State);
        await second.StopAsync();

        _ = await second.StartAsync();
        await first.UntilConnected();
        await second.UntilConnected();
        Assert.AreEqual(2, first.Sink.Connections.Count(c => c.IsUp));
    }

    [TestMethod]
    public async Task Send_PeerInANewLife_IsHeardAndItsOldLifeIsNot()
    {
        int port = PortBlock.Next();
        await using TestNode second = await TestNode.Second(port).StartAsync();
        byte[] oldWords = new byte[512];
        await using (TestNode first = await TestNode.First(port).StartAsync())
        {
            oldWords = oldWords[..first.Module.EncodeDatagram(SampleState.Create(incarnation: 1, sequence: 1000), oldWords)];
            _ = first.Module.Send(SampleState.Create(incarnation: 1, sequence: 999));
            await TestNode.Until(() => second.Sink.States.Count == 1, "the first life");
        }

        await using TestNode again = await TestNode.First(port).StartAsync();
        _ = again.Module.Send(SampleState.Create(incarnation: 2, sequence: 1));
        await TestNode.Until(() => second.Sink.States.Count == 2, "the second life");
        RawPeer.SendDatagram(TestNode.FirstAddress, TestNode.SecondAddress, port, oldWords);
        await TestNode.Until(() => second.Module.GetConnectionStatus().RefusedFrames > 0, "the old life's refusal");

        Assert.HasCount(2, second.Sink.States);
    }

    [TestMethod]
    public async Task EncodeDatagram_LastWord_IsDeliveredFromAnyPortOfThePeer()
    {
        int port = PortBlock.Next();
        TestNode first = TestNode.First(port, c => c["cluster.secret"] = "s");
        await using TestNode second = await TestNode.Second(port, c => c["cluster.secret"] = "s").StartAsync();
        await first.Module.InitializeAsync(CancellationToken.None);
        byte[] datagram = new byte[512];
        PeerState lastWord = SampleState.Create(sequence: ulong.MaxValue) with { Flags = PeerStateFlags.Released };
        int length = first.Module.EncodeDatagram(lastWord, datagram);
        for (int copy = 0; copy < 3; copy++)
        {
            RawPeer.SendDatagram(TestNode.FirstAddress, TestNode.SecondAddress, port, datagram[..length]);
        }

        await TestNode.Until(() => !second.Sink.States.IsEmpty, "the last word");
        Assert.IsTrue(second.Sink.States.TryPeek(out (PeerState State, int Link, Contracts.Time.MonotonicTime At) got));
        Assert.AreEqual(lastWord, got.State);
        await first.DisposeAsync();
    }

    [TestMethod]
    public async Task StopHeartbeat_ForADrill_StillAnswers()
    {
        int port = PortBlock.Next();
        await using TestNode first = await TestNode.First(port).StartAsync();
        await using TestNode second = await TestNode.Second(port).StartAsync();
        await first.UntilConnected();
        await second.UntilConnected();

        first.Module.StopHeartbeat();
        ulong last = first.Module.GetConnectionStatus().Links[0].LastSequence;
        ulong peers = second.Module.GetConnectionStatus().Links[0].LastSequence;
        await TestNode.Until(() => second.Module.GetConnectionStatus().Links[0].LastSequence > peers + 5, "the other's beats");
        Assert.IsLessThanOrEqualTo(last + 1, first.Module.GetConnectionStatus().Links[0].LastSequence);

        first.Module.StartHeartbeat();
        await TestNode.Until(() => first.Module.GetConnectionStatus().Links[0].LastSequence > last + 2, "beats again");
    }

    [TestMethod]
    public async Task Silence_LongerThanTheTimeout_RaisesOneAlert()
    {
        int port = PortBlock.Next();
        await using TestNode first = await TestNode.First(port, c => c["cluster.heartbeat_timeout"] = "150").StartAsync();

        await TestNode.Until(() => !first.Bus.Published.IsEmpty, "the alert");
        Assert.IsTrue(first.Bus.Published.TryDequeue(out IEvent? raised));
        Assert.AreEqual(AlertSeverity.High, ((AlertEvent)raised).Severity);

        await using TestNode second = await TestNode.Second(port).StartAsync();
        await TestNode.Until(() => !first.Bus.Published.IsEmpty, "the all-clear");
        Assert.IsTrue(first.Bus.Published.TryDequeue(out IEvent? cleared));
        Assert.AreEqual(AlertSeverity.Info, ((AlertEvent)cleared).Severity);
        Assert.AreEqual((((AlertEvent)raised).Key, true), (((AlertEvent)cleared).Key, ((AlertEvent)cleared).Resolves));
    }

    [TestMethod]
    public async Task Links_OneSilentTheOtherNot_AlertNamesItAndNothingElseChanges()
    {
        int port = PortBlock.Next();
        await using TestNode first = await TestNode.First(port, c => c["peer.links"] = "127.0.1.2,127.0.1.3").StartAsync();
        await using TestNode second = await TestNode.Second(port).StartAsync();

        // The second node knows one link only, so the other one stays silent.
        await TestNode.Until(() => !first.Bus.Published.IsEmpty, "the alert");
        AlertEvent alert = first.Bus.Published.OfType<AlertEvent>().First(static one => one.Type == "peer_link_down");
        Assert.AreEqual(AlertSeverity.High, alert.Severity);
        Assert.Contains("127.0.1.2 - 127.0.1.3", alert.Title);
        ConnectionStatus status = first.Module.GetConnectionStatus();
        Assert.IsTrue(status.IsConnected);
        Assert.IsNotNull(status.Links[0].LastHeardAge);
        Assert.IsLessThan(TimeSpan.FromSeconds(1), status.Links[0].LastHeardAge!.Value);
        Assert.IsNull(status.Links[1].LastHeardAge);

        await second.StopAsync();
        await using TestNode both = await TestNode.Second(port, c => c["peer.links"] = "127.0.1.3,127.0.1.2").StartAsync();
        await TestNode.Until(
            () => first.Bus.Published.OfType<AlertEvent>().Any(static one => one is { Type: "peer_link_down", Severity: AlertSeverity.Info }), "the all-clear");
    }

    [TestMethod]
    public async Task Send_TwoLinks_DeliveredOnceAndHeardOnBoth()
    {
        int port = PortBlock.Next();
        await using TestNode first = await TestNode.First(port, c => c["peer.links"] = "127.0.1.2,127.0.1.3").StartAsync();
        await using TestNode second = await TestNode.Second(port, c => c["peer.links"] = "127.0.1.3,127.0.1.2").StartAsync();
        await TestNode.Until(() => second.Module.GetConnectionStatus().Links.All(static link => link.IsConnected), "both links");
        for (ulong number = 1; number <= 20; number++)
        {
            Assert.IsTrue(first.Module.Send(SampleState.Create(sequence: number)));
            await TestNode.Until(() => second.Sink.States.Any(got => got.State.Sequence == number), "it comes");
        }

        await TestNode.Until(() => second.Module.GetConnectionStatus().Links.All(static link => link.LastHeardAge is not null), "heard on both");
        Assert.HasCount(20, second.Sink.States);
    }

    [TestMethod]
    public async Task Start_PortInUse_NamesItAndLeavesNothingOpen()
    {
        int port = PortBlock.Next();
        await using TestNode owner = await TestNode.First(port).StartAsync();
        TestNode other = TestNode.First(port, c => c["peer.links"] = "127.0.1.2,127.0.1.3");
        await other.Module.InitializeAsync(CancellationToken.None);

        HamgmException error = await Assert.ThrowsExactlyAsync<HamgmException>(() => other.Module.StartAsync(CancellationToken.None));

        Assert.AreEqual((ErrorKind.ServiceUnavailable, ErrorCodes.Unavailable, $"127.0.0.2:{port}"), (error.Kind, error.Code, error.Subject));
        Assert.Contains("heartbeat.port", error.Message);
        await other.DisposeAsync();
    }

    [TestMethod]
    public async Task Start_LaterLinksPortInUse_ClosesTheEarlierOnes()
    {
        int port = PortBlock.Next();
        using System.Net.Sockets.UdpClient owner = new(new System.Net.IPEndPoint(System.Net.IPAddress.Parse("127.0.1.2"), port));
        TestNode other = TestNode.First(port, c => c["peer.links"] = "127.0.1.2,127.0.1.3");
        await other.Module.InitializeAsync(CancellationToken.None);
        _ = await Assert.ThrowsExactlyAsync<HamgmException>(() => other.Module.StartAsync(CancellationToken.None));

        await using TestNode first = await TestNode.First(port).StartAsync();
        owner.Dispose();
        await other.DisposeAsync();
    }

    [TestMethod]
    public async Task Start_AddressNotOnThisHostYet_Succeeds()
    {
        int port = PortBlock.Next();
        TestNode node = new(new FakeConfig("node-001", "203.0.113.7", "node-002", "203.0.113.8", port));
        await node.StartAsync();

        _ = node.Module.Send(SampleState.Create());
        Assert.IsFalse(node.Module.GetConnectionStatus().IsConnected);
        await node.DisposeAsync();
    }

    [TestMethod]
    public async Task Start_SingleNode_ProvidesTheContractsAndDoesNothing()
    {
        await using TestNode node = new(new FakeConfig("node-001", "127.0.0.2", string.Empty, string.Empty, 1));
        await node.StartAsync();

        Assert.IsEmpty(node.Module.Endpoints);
        Assert.IsFalse(node.Module.Send(SampleState.Create()));
        Assert.AreEqual(0, node.Module.EncodeDatagram(SampleState.Create(), new byte[512]));
        Assert.IsFalse(node.Module.GetConnectionStatus().IsConnected);
        HamgmException error = await Assert.ThrowsExactlyAsync<HamgmException>(
            () => node.Module.RequestAsync(default, TimeSpan.FromSeconds(1), CancellationToken.None));
        Assert.AreEqual(ErrorKind.ServiceUnavailable, error.Kind);
    }

    [TestMethod]
    [DataRow("peer.links", "10.0.0.1")]
    [DataRow("peer.links", "10.0.0.1,nonsense")]
    [DataRow("peer.ip", "::1")]
    [DataRow("peer.id", "an-id-that-is-too-long")]
    public async Task Initialize_SettingThatCannotBe_NamesIt(string key, string value)
    {
        TestNode node = TestNode.First(1, c => c[key] = value);

        HamgmException error = await Assert.ThrowsExactlyAsync<HamgmException>(
            () => node.Module.InitializeAsync(CancellationToken.None));

        Assert.AreEqual(key, error.Subject);
    }
}
