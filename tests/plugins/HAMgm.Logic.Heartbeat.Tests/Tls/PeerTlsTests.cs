using System.Net;
using System.Net.Sockets;
using HAMgm.Contracts.Management;
using HAMgm.Contracts.Peer;
using HAMgm.Logic.Heartbeat.Tests.Fakes;
using HAMgm.TestSupport;
using HAMgm.Tls;

namespace HAMgm.Logic.Heartbeat.Tests.Tls;

/// <summary>The link under mutual TLS: between the right nodes it works as without, between others not at all.</summary>
[TestClass]
public sealed class PeerTlsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TestPki _pki = new();
    private readonly TestPki _stranger = new();

    public void Dispose()
    {
        _pki.Dispose();
        _stranger.Dispose();
    }

    [TestMethod]
    public async Task Link_BothNodesWithTheirCertificates_CarriesEverything()
    {
        int port = PortBlock.Next();
        await using TestNode first = await TestNode.First(port, With("node-001")).StartAsync();
        await using TestNode second = await TestNode.Second(port, With("node-002")).StartAsync();
        await first.UntilConnected();
        await second.UntilConnected();

        Assert.AreEqual("hmac-session", first.Module.GetConnectionStatus().Authentication);
        second.Module.HandleRequests((body, _) => Task.FromResult(body));
        first.Module.HandleRequests((body, _) => Task.FromResult(body));
        byte[] sent = new byte[1024 * 1024];
        new Random(1).NextBytes(sent);
        ReadOnlyMemory<byte>[] got = await Task.WhenAll(
            first.Module.RequestAsync(sent, Patience, CancellationToken.None),
            second.Module.RequestAsync(sent, Patience, CancellationToken.None),
            first.Module.RequestAsync(sent.AsMemory(0, 70_000), Patience, CancellationToken.None));
        Assert.IsTrue(got[0].Span.SequenceEqual(sent));
        Assert.IsTrue(got[1].Span.SequenceEqual(sent));
        Assert.IsTrue(got[2].Span.SequenceEqual(sent.AsSpan(0, 70_000)));
        Assert.AreEqual(0, first.Module.GetConnectionStatus().RefusedFrames);
    }

    [TestMethod]
    public async Task State_ByDatagram_IsAuthenticatedUnderTheSessionKey()
    {
        int port = PortBlock.Next();
        await using TestNode first = await TestNode.First(port, With("node-001")).StartAsync();
        await using TestNode second = await TestNode.Second(port, With("node-002")).StartAsync();
        await first.UntilConnected();
        await second.UntilConnected();
        first.Module.StopHeartbeat();
        second.Module.StopHeartbeat();

        Assert.IsTrue(first.Module.Send(SampleState.Create(sequence: 1)));
        await TestNode.Until(() => second.Sink.States.Any(seen => seen.State.Sequence == 1), "the state");

        // The same words once more, and changed: neither is taken.
        byte[] datagram = new byte[512];
        int length = first.Module.EncodeDatagram(SampleState.Create(sequence: 2), datagram);
        datagram[length - 1] ^= 1;
        long before = second.Module.GetConnectionStatus().RefusedFrames;
        SendFromFirst(datagram.AsSpan(0, length), port);
        await TestNode.Until(() => second.Module.GetConnectionStatus().RefusedFrames > before, "the refusal");
        datagram[length - 1] ^= 1;
        SendFromFirst(datagram.AsSpan(0, length), port);
        await TestNode.Until(() => second.Sink.States.Any(seen => seen.State.Sequence == 2), "the state");
        SendFromFirst(datagram.AsSpan(0, length), port);
        Assert.IsTrue(first.Module.Send(SampleState.Create(sequence: 3)));
        await TestNode.Until(() => second.Sink.States.Any(seen => seen.State.Sequence == 3), "the state");
        Assert.HasCount(3, second.Sink.States);
    }

    [TestMethod]
    public async Task Restart_OfOneNode_IsHeardUnderItsNewKey()
    {
        int port = PortBlock.Next();
        await using TestNode second = await TestNode.Second(port, With("node-002")).StartAsync();
        for (ulong life = 1; life <= 3; life++)
        {
            await using TestNode first = await TestNode.First(port, With("node-001")).StartAsync();
            await first.UntilConnected();
            await second.UntilConnected();
            ulong incarnation = life;
            Assert.IsTrue(first.Module.Send(SampleState.Create(sequence: 1) with { SenderIncarnation = incarnation }));
            await TestNode.Until(() => second.Sink.States.Any(seen => seen.State.SenderIncarnation == incarnation), "the state");
        }
    }

    [TestMethod]
    [DataRow("foreign", "foreign")]
    [DataRow("expired", "expired")]
    [DataRow("another node", "wrong-role")]
    [DataRow("an admin", "wrong-role")]
    [DataRow("no role", "no-role")]
    public async Task Link_APeerWithAnotherCertificate_IsRefusedAndAudited(string what, string reason)
    {
        int port = PortBlock.Next();
        TlsFiles files = what switch
        {
            "foreign" => _stranger.Issue("urn:hamgm:node:node-002") with { Authority = _pki.AuthorityFile },
            "expired" => _pki.Issue("urn:hamgm:node:node-002", age: TimeSpan.FromDays(9), left: TimeSpan.FromMinutes(-1)),
            "another node" => _pki.Issue("urn:hamgm:node:node-003"),
            "an admin" => _pki.Issue("urn:hamgm:admin:node-002"),
            _ => _pki.Issue("urn:example:node:node-002"),
        };
        await using TestNode first = await TestNode.First(port, With("node-001")).StartAsync();
        await using TestNode second = await TestNode.Second(port, config => Set(config, files)).StartAsync();

        await TestNode.Until(() => Refused(first).Any(seen => seen.Reason == reason), reason);

        Assert.IsFalse(first.Module.GetConnectionStatus().IsConnected);
        Assert.IsFalse(second.Module.GetConnectionStatus().IsConnected);
        AccessRefusedEvent refused = Refused(first).First(seen => seen.Reason == reason);
        Assert.AreEqual(("peer-link", TestNode.SecondAddress), (refused.Service, refused.Remote));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("a secret of the cluster")]
    public async Task Link_APeerWithoutTls_IsRefused(string secret)
    {
        int port = PortBlock.Next();
        await using TestNode first = await TestNode.First(port, With("node-001")).StartAsync();
        await using TestNode second = await TestNode.Second(port, config => config["cluster.secret"] = secret).StartAsync();

        await TestNode.Until(() => Refused(first).Any(seen => seen.Reason == "handshake"), "the refusal");
        await TestNode.Until(() => second.Module.GetConnectionStatus().RefusedFrames > 0, "the refusal there");

        Assert.IsTrue(second.Module.Send(SampleState.Create(sequence: 1)));
        await TestNode.Until(() => first.Module.GetConnectionStatus().RefusedFrames > 1, "the datagram");
        Assert.IsEmpty(first.Sink.States);
        Assert.IsFalse(first.Module.GetConnectionStatus().IsConnected);
    }

    [TestMethod]
    public async Task PeerTlsOff_WithCertificates_UsesTheSecret()
    {
        int port = PortBlock.Next();
        void Change(FakeConfig config, string id)
        {
            Set(config, _pki.Issue($"urn:hamgm:node:{id}"));
            config["peer.tls"] = "off";
            config["cluster.secret"] = "a secret of the cluster";
        }

        await using TestNode first = await TestNode.First(port, config => Change(config, "node-001")).StartAsync();
        await using TestNode second = await TestNode.Second(port, config => Change(config, "node-002")).StartAsync();
        await first.UntilConnected();

        Assert.AreEqual("hmac-secret", first.Module.GetConnectionStatus().Authentication);
    }

    [TestMethod]
    public async Task Certificates_ExchangedWhileItRuns_CountFromTheNextConnectionOn()
    {
        int port = PortBlock.Next();
        TlsFiles bad = _pki.Issue("urn:hamgm:node:node-009", "second");
        await using TestNode first = await TestNode.First(port, With("node-001")).StartAsync();
        await using TestNode second = await TestNode.Second(port, config => Set(config, bad)).StartAsync();
        await TestNode.Until(() => Refused(first).Length > 0, "the refusal");

        _ = _pki.Issue("urn:hamgm:node:node-002", "second");

        await first.UntilConnected();
        await second.UntilConnected();
    }

    [TestMethod]
    public async Task Start_WithoutTheFiles_SaysWhichIsMissing()
    {
        TlsFiles files = _pki.Issue("urn:hamgm:node:node-001");
        File.Delete(files.Key);
        TestNode node = TestNode.First(PortBlock.Next(), config => Set(config, files));

        Contracts.Errors.HamgmException error = await Assert.ThrowsAsync<Contracts.Errors.HamgmException>(() => node.StartAsync());

        Assert.Contains(files.Key, error.Message);
        await node.DisposeAsync();
    }

    private static AccessRefusedEvent[] Refused(TestNode node) => [.. node.Bus.Published.OfType<AccessRefusedEvent>()];

    private static void SendFromFirst(ReadOnlySpan<byte> datagram, int port)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(TestNode.FirstAddress), 0));
        _ = socket.SendTo(datagram, new IPEndPoint(IPAddress.Parse(TestNode.SecondAddress), port));
    }

    private static void Set(FakeConfig config, TlsFiles files)
    {
        config["thrift.tls.ca"] = files.Authority;
        config["thrift.tls.cert"] = files.Certificate;
        config["thrift.tls.key"] = files.Key;

        // A busy machine must not lose the connection over four late answers.
        config["cluster.heartbeat_interval"] = "100";
        config["cluster.heartbeat_retries"] = "50";
        config["cluster.io_timeout"] = "20000";
    }

    private Action<FakeConfig> With(string nodeId) => config => Set(config, _pki.Issue($"urn:hamgm:node:{nodeId}"));
}
