using HAMgm.Service.Thrift.Server;
using HAMgm.Thrift;
using HAMgm.Thrift.Local;
using Thrift;
using Thrift.Transport.Client;

namespace HAMgm.Service.Thrift.Tests.Server;

[TestClass]
public sealed class ThriftServerCallTests
{
    [TestMethod]
    [DataRow(false, false, false, "binary unframed")]
    [DataRow(false, true, false, "binary framed")]
    [DataRow(true, false, false, "compact unframed")]
    [DataRow(true, true, false, "compact framed")]
    [DataRow(false, false, true, "binary (old) unframed")]
    [DataRow(false, true, true, "binary (old) framed")]
    public async Task Call_EveryProtocolAndFraming_IsAnswered(bool compact, bool framed, bool old, string expected)
    {
        await using var test = await ServerUnderTest.StartAsync();
        using var client = test.Client(compact, framed, old);
        await client.OpenTransportAsync();

        var status = await client.GetClusterStatus();
        Assert.AreEqual("node-001", status.ClusterStatus.PrimaryNodeId);
        Assert.AreEqual("操作成功", status.Base.Message);
        Assert.HasCount(2, status.ClusterStatus.Nodes);

        var missing = await Assert.ThrowsExactlyAsync<NodeNotFoundException>(() => client.GetNodeInfo("nobody"));
        Assert.AreEqual("nobody", missing.NodeId);

        // The connection goes on after a declared exception.
        var synced = await client.SyncData(new SyncRequest(SyncDataType.ALL) { SpecificFiles = ["a", "b"] });
        CollectionAssert.AreEqual(new[] { "a", "b" }, synced.FailedFiles);

        await client.SetConfig("cluster.heartbeat_interval", "5s");
        Assert.AreEqual("5s", (await client.GetConfig("cluster.heartbeat_interval")).ConfigValue);
        Assert.HasCount(200_000, (await client.CheckNodeHealth("node-001")).HealthDetails);
        Assert.AreEqual(250, (await client.GetNodeStatus(string.Empty)).Status.LeaseRemainingMs);
        Assert.AreEqual(42, (await client.GetEvents(41, 0)).NextCursor);

        Assert.HasCount(1, test.Connections);
        Assert.AreEqual(expected, test.Connections.First().Protocol);
        Assert.IsNotNull(test.Connections.First().RemoteEndPoint);
    }

    [TestMethod]
    [DataRow(false, false)]
    [DataRow(false, true)]
    [DataRow(true, false)]
    [DataRow(true, true)]
    public async Task Call_WhoseAnswerBreaksOffHalfWay_GivesAnErrorAndTheConnectionGoesOn(bool compact, bool framed)
    {
        await using var test = await ServerUnderTest.StartAsync();
        using var client = test.Client(compact, framed);
        await client.OpenTransportAsync();

        var fault = await Assert.ThrowsExactlyAsync<TApplicationException>(() => client.SyncData(new SyncRequest(SyncDataType.ALL) { SpecificFiles = ["a", "null"] }));
        Assert.AreEqual(TApplicationException.ExceptionType.InternalError, fault.Type);
        fault = await Assert.ThrowsExactlyAsync<TApplicationException>(() => client.RemoveNode("node-001"));
        Assert.AreEqual(TApplicationException.ExceptionType.InternalError, fault.Type);

        Assert.IsTrue((await client.GetAutoSwitchStatus()).Enabled);
    }

    [TestMethod]
    public async Task Call_OfTheSpecificationsServiceAlone_IsAnswered()
    {
        await using var test = await ServerUnderTest.StartAsync();
        using var own = test.Client();
        await own.OpenTransportAsync();
        using var client = new ClusterManagementService.Client(own.InputProtocol);

        Assert.HasCount(2, (await client.GetAllNodes()).Nodes);
        await Assert.ThrowsExactlyAsync<AuthenticationException>(() => client.SetAutoSwitch(true));
    }

    [TestMethod]
    public async Task Call_OverTheUnixSocket_BringsTheCallersUser()
    {
        var name = ServerUnderTest.FreshSocketName();
        await using var test = await ServerUnderTest.StartAsync(
            new ThriftServerOptions { EndPoints = ServerUnderTest.AnyPort, LocalSocketName = name });
        Assert.AreEqual(name, test.Server.LocalSocketName);
        var socket = await LocalSocket.ConnectAsync(name, CancellationToken.None);
        var stream = new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
        using var client = ServerUnderTest.ClientOver(new TStreamTransport(stream, stream, new TConfiguration()), compact: true, framed: false);

        Assert.IsTrue((await client.GetAutoSwitchStatus()).Enabled);

        var connection = test.Connections.Single();
        Assert.AreEqual(LocalSocket.CurrentUserId, connection.LocalPeer!.Value.UserId);
        Assert.AreEqual(Environment.ProcessId, connection.LocalPeer.Value.ProcessId);
        Assert.IsNull(connection.RemoteEndPoint);
    }

    [TestMethod]
    public async Task Call_OverTheUnixSocketByAUserWhoMayNot_IsRefused()
    {
        var name = ServerUnderTest.FreshSocketName();
        await using var test = await ServerUnderTest.StartAsync(
            new ThriftServerOptions { EndPoints = ServerUnderTest.AnyPort, LocalSocketName = name, LocalUserAllowed = _ => false });
        var socket = await LocalSocket.ConnectAsync(name, CancellationToken.None);
        var stream = new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
        using var client = ServerUnderTest.ClientOver(new TStreamTransport(stream, stream, new TConfiguration()), compact: true, framed: false);

        await Assert.ThrowsExactlyAsync<global::Thrift.Transport.TTransportException>(() => client.GetAutoSwitchStatus());

        Assert.AreEqual(1, test.Server.RefusedConnections);
    }

    [TestMethod]
    public async Task Calls_OfManyClientsAtOnce_AreAllAnswered()
    {
        await using var test = await ServerUnderTest.StartAsync();
        var clients = Enumerable.Range(0, 40).Select(async i =>
        {
            using var client = test.Client(compact: i % 2 == 0, framed: i % 3 == 0);
            await client.OpenTransportAsync();
            for (var call = 0; call < 25; call++)
            {
                var id = $"node-{i}-{call}";
                Assert.AreEqual(id, (await client.GetNodeInfo(id)).NodeInfo.NodeId);
            }
        });

        await Task.WhenAll(clients);

        Assert.AreEqual(40, test.Server.AcceptedConnections);
    }
}
