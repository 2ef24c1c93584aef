using System.Net;
using HAMgm.Contracts.Management;
using HAMgm.Service.Thrift.Calls;
using HAMgm.Service.Thrift.Server;
using HAMgm.Thrift;
using HAMgm.Thrift.Local;

namespace HAMgm.Service.Thrift.Tests.Calls;

[TestClass]
public class CallerPolicyTests
{
    private static ThriftConnection Tcp() => new()
    {
        Id = 1,
        RemoteEndPoint = new IPEndPoint(IPAddress.Loopback, 40000),
        Protocol = "binary unframed",
        Stopping = CancellationToken.None,
    };

    private static ThriftConnection Local(uint uid) => new()
    {
        Id = 1,
        LocalPeer = new PeerCredentials(4711, uid, uid),
        Protocol = "binary unframed",
        Stopping = CancellationToken.None,
    };

    [TestMethod]
    [DataRow(0u, CallerRole.Admin, "root@local")]
    [DataRow(1u, CallerRole.Viewer, "uid:1@local")]
    [DataRow(uint.MaxValue, CallerRole.Viewer, "uid:4294967295@local")]
    public void Identify_LocalSocket_OnlyRootIsAdmin(uint uid, CallerRole role, string name)
    {
        // thrift.insecure_writes is about the TCP port: it makes no other user admin.
        foreach (var insecureWrites in new[] { false, true })
        {
            Assert.AreEqual(new CallerIdentity(name, role, "@hamgm-9090 pid 4711"), CallerPolicy.Identify(Local(uid), "hamgm-9090", insecureWrites));
        }
    }

    [TestMethod]
    public void Identify_LoopbackTcp_IsAdminOnlyWithInsecureWrites()
    {
        Assert.AreEqual(new CallerIdentity("127.0.0.1", CallerRole.Viewer, "127.0.0.1:40000"), CallerPolicy.Identify(Tcp(), "", insecureWrites: false));
        Assert.AreEqual(CallerRole.Admin, CallerPolicy.Identify(Tcp(), "", insecureWrites: true).Role);
    }

    [TestMethod]
    public async Task ChangingCalls_OverLoopbackTcp_AreRefused()
    {
        var (a, b) = await ServedNode.StartPairAsync(insecureWrites: false);
        await using var stopA = a;
        await using var stopB = b;
        using var client = await a.ClientAsync();
        Func<Task>[] calls =
        [
            () => client.ForceSwitch(),
            () => client.Switch(true),
            () => client.SyncData(new SyncRequest(SyncDataType.ALL)),
            () => client.SetConfig("log.level", "debug"),
            () => client.SetAutoSwitch(false),
            () => client.AddNode(new NodeInfo("node-b", "10.0.0.2", 9090, NodeState.UNKNOWN)),
            () => client.RemoveNode("node-b"),
            () => client.RemoveNodeForced("node-b"),
            () => client.SetMaintenance("node-b", true, false),
            () => client.SetFrozen(true, false),
        ];

        foreach (var call in calls)
        {
            var error = await Assert.ThrowsExactlyAsync<AuthenticationException>(call);
            Assert.Contains("needs the role admin", error.Message);
        }

        Assert.IsEmpty(a.StateMachine.Calls);
        Assert.AreEqual(calls.Length, a.Log.Lines.Count(line => line.StartsWith("warn audit", StringComparison.Ordinal)));
    }

    [TestMethod]
    public async Task ChangingCalls_OverTheLocalSocketAsRoot_AreAllowed()
    {
        if (LocalSocket.CurrentUserId != 0)
        {
            Assert.Inconclusive("Needs root: the kernel's SO_PEERCRED decides.");
        }

        var (a, b) = await ServedNode.StartPairAsync(insecureWrites: false);
        await using var stopA = a;
        await using var stopB = b;
        using var client = await b.LocalClientAsync();

        await client.SetConfig("quorum.on_isolation", "keep");

        Assert.AreEqual("keep", a.Config.GetString("quorum.on_isolation"));
        Assert.IsTrue(a.Log.Lines.Any(line => line.Contains("caller=root@local", StringComparison.Ordinal)));
    }
}
