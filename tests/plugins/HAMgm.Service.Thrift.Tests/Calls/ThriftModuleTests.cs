using System.Net;
using System.Net.Sockets;
using HAMgm.Contracts.Errors;
using HAMgm.Contracts.Kernel;
using HAMgm.Management.Cluster;
using HAMgm.TestSupport;

namespace HAMgm.Service.Thrift.Tests.Calls;

[TestClass]
public class ThriftModuleTests
{
    private static ThriftModule Module(params (string Key, string Value)[] settings)
    {
        var config = new FakeConfig("node-a", "10.0.0.1", "", "");
        foreach (var (key, value) in settings)
        {
            config.With(key, value);
        }

        var (channel, _) = FakePeerChannel.Pair();
        var log = new RecordingLogger();
        var manager = new ClusterManager(config, new FakeDataStore(), channel, new FakeStateMachine(), new FakeVipControl(), new FakeBus(), new FakeHost(), log);
        return new ThriftModule(config, manager, new PluginOperations(manager, new FakePluginManager(), log: null), new FakeHost(), log, new FakeBus());
    }

    [TestMethod]
    [DataRow("0.0.0.0")]
    [DataRow("192.0.2.1")]
    [DataRow("::")]
    public async Task Initialize_NotLoopback_IsRefusedEvenWithInsecureWrites(string address)
    {
        var module = Module(("thrift.listen", address), ("thrift.insecure_writes", "true"));

        var error = await Assert.ThrowsAsync<HamgmException>(() => module.InitializeAsync(CancellationToken.None));

        Assert.AreEqual((ErrorKind.Configuration, "thrift.listen"), (error.Kind, error.Subject));
        Assert.Contains("127.0.0.1", error.Message);
    }

    [TestMethod]
    [DataRow("thrift.tls.ca")]
    [DataRow("thrift.tls.cert")]
    [DataRow("thrift.tls.key")]
    public async Task Initialize_TlsHalfAskedFor_IsRefusedRatherThanServedWithout(string key)
    {
        var error = await Assert.ThrowsAsync<HamgmException>(() => Module((key, "/etc/hamgm/pki/x.pem")).InitializeAsync(CancellationToken.None));

        Assert.AreEqual(ErrorKind.Configuration, error.Kind);
        Assert.Contains("set all three or none", error.Message);
    }

    [TestMethod]
    public async Task Start_PortInUse_NamesAddressPortAndKey()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var module = Module(("thrift.port", port.ToString(System.Globalization.CultureInfo.InvariantCulture)));

        var error = await Assert.ThrowsAsync<HamgmException>(() => module.StartAsync(CancellationToken.None));

        Assert.AreEqual((ErrorKind.Configuration, 409, "thrift.port"), (error.Kind, error.Code, error.Subject));
        Assert.Contains($"127.0.0.1:{port}", error.Message);
        Assert.Contains("thrift.port", error.Message);
        Assert.AreEqual(ModuleState.Stopped, module.GetStatus().State);
    }

    [TestMethod]
    public async Task StartStop_TwiceAndAgain_ListensAndLetsGo()
    {
        var module = Module(("thrift.port", "0"));

        for (var i = 0; i < 2; i++)
        {
            await module.StartAsync(CancellationToken.None);
            Assert.Contains("127.0.0.1:", module.GetStatus().Detail);
            await module.StopAsync(CancellationToken.None);
            await module.StopAsync(CancellationToken.None);
            Assert.AreEqual(ModuleState.Stopped, module.GetStatus().State);
        }
    }
}
