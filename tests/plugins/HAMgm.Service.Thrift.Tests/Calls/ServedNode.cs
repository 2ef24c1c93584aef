using System.Net;
using System.Net.Sockets;
using HAMgm.Contracts.Cluster;
using HAMgm.Contracts.Kernel;
using HAMgm.Contracts.Vip;
using HAMgm.Management.Cluster;
using HAMgm.Service.Thrift.Tests.Server;
using HAMgm.TestSupport;
using HAMgm.Thrift;
using HAMgm.Thrift.Local;
using HAMgm.Tls;
using Thrift;
using Thrift.Transport.Client;
using NodeState = HAMgm.Contracts.Cluster.NodeState;

namespace HAMgm.Service.Thrift.Tests.Calls;

/// <summary>One node with a real cluster manager and a real Thrift server on a free loopback port.</summary>
internal sealed class ServedNode : IAsyncDisposable
{
    private readonly ClusterModule _clusterModule;

    private ServedNode(string id, string ip, string peerId, string peerIp, FakePeerChannel channel, bool insecureWrites, TlsFiles? tls = null)
    {
        // The time-out is long because these tests are not about time, and the machine that runs them may be busy.
        Config = new FakeConfig(id, ip, peerId, peerIp).With("thrift.port", "0").With("cluster.heartbeat_timeout", "600s").With("thrift.insecure_writes", insecureWrites ? "true" : "false");
        if (tls is not null)
        {
            Config.With("thrift.tls.ca", tls.Authority).With("thrift.tls.cert", tls.Certificate).With("thrift.tls.key", tls.Key)
                .With("data_dir", Path.GetDirectoryName(tls.Certificate)!);
        }

        Channel = channel;
        Manager = new ClusterManager(Config, new FakeDataStore(), channel, StateMachine, Vip, Bus, new FakeHost(), Log);
        _clusterModule = new ClusterModule(Manager, channel, new NoFaults());
        Operations = new PluginOperations(Manager, Plugins, log: null);
        Module = new ThriftModule(Config, Manager, Operations, new FakeHost(), Log, Bus);
    }

    public FakeConfig Config { get; }

    public FakePeerChannel Channel { get; }

    public FakeStateMachine StateMachine { get; } = new();

    public FakeVipControl Vip { get; } = new();

    public FakeBus Bus { get; } = new();

    public RecordingLogger Log { get; } = new();

    public ClusterManager Manager { get; }

    public FakePluginManager Plugins { get; } = new();

    public PluginOperations Operations { get; }

    public ThriftModule Module { get; }

    public int Port => Module.Server!.EndPoints[0].Port;

    /// <summary>Starts node-a as PRIMARY and node-b as STANDBY, and waits until they know each other.</summary>
    public static async Task<(ServedNode A, ServedNode B)> StartPairAsync(bool insecureWrites = true)
    {
        var (left, right) = FakePeerChannel.Pair();
        var a = new ServedNode("node-a", "10.0.0.1", "node-b", "10.0.0.2", left, insecureWrites);
        var b = new ServedNode("node-b", "10.0.0.2", "node-a", "10.0.0.1", right, insecureWrites);
        a.StateMachine.Become(NodeState.Primary, 4);
        a.Vip.Status = a.Vip.Status with { State = VipState.Bound };
        await a.StartAsync();
        await b.StartAsync();
        foreach (var node in new[] { a, b })
        {
            using var client = await node.ClientAsync();
            while ((await client.GetClusterStatus()).ClusterStatus.HealthyNodes < 2)
            {
                await Task.Yield();
            }
        }

        return (a, b);
    }

    /// <summary>Starts node-a alone, a single PRIMARY, with TLS on its port; data_dir is the certificates' folder.</summary>
    public static async Task<ServedNode> StartWithTlsAsync(TlsFiles tls)
    {
        var (channel, _) = FakePeerChannel.Pair();
        var node = new ServedNode("node-a", "10.0.0.1", "", "", channel, insecureWrites: false, tls);
        node.StateMachine.Become(NodeState.Primary, 4);
        await node.StartAsync();
        return node;
    }

    /// <summary>A client over loopback TCP.</summary>
    public async Task<HamgmService.Client> ClientAsync()
    {
        var client = ServerUnderTest.ClientOver(
            new TSocketTransport(IPAddress.Loopback, Port, new TConfiguration(), timeout: 20_000), compact: false, framed: false);
        await client.OpenTransportAsync();
        return client;
    }

    /// <summary>A client over the local socket.</summary>
    public async Task<HamgmService.Client> LocalClientAsync()
    {
        var socket = await LocalSocket.ConnectAsync(Module.Server!.LocalSocketName!, CancellationToken.None);
        var stream = new NetworkStream(socket, ownsSocket: true);
        return ServerUnderTest.ClientOver(new TStreamTransport(stream, stream, new TConfiguration()), compact: false, framed: false);
    }

    public async ValueTask DisposeAsync()
    {
        await Module.StopAsync(CancellationToken.None);
        await _clusterModule.StopAsync(CancellationToken.None);
        _clusterModule.Dispose();
    }

    private async Task StartAsync()
    {
        await _clusterModule.InitializeAsync(CancellationToken.None);
        await _clusterModule.StartAsync(CancellationToken.None);
        await Module.InitializeAsync(CancellationToken.None);
        await Module.StartAsync(CancellationToken.None);
    }

    private sealed class NoFaults : IFaultReporter
    {
        public void Report(Exception exception) => throw new InvalidOperationException("a fault in the background", exception);
    }
}
