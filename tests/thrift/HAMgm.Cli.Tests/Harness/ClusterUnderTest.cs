using System.Globalization;
using System.Net;
using HAMgm.Service.Thrift.Server;
using HAMgm.Thrift;

namespace HAMgm.Cli.Tests.Harness;

/// <summary>A fake cluster behind the real Thrift server.</summary>
internal sealed class ClusterUnderTest : IAsyncDisposable
{
    private readonly ThriftServer _server;

    private ClusterUnderTest(ThriftServer server, FakeCluster cluster)
    {
        _server = server;
        Cluster = cluster;
    }

    public FakeCluster Cluster { get; }

    public string Port => _server.EndPoints[0].Port.ToString(CultureInfo.InvariantCulture);

    /// <summary>Starts one on a free port of the loopback.</summary>
    public static async Task<ClusterUnderTest> StartAsync(bool localSocket = false)
    {
        var cluster = new FakeCluster();
        var options = new ThriftServerOptions
        {
            EndPoints = [new IPEndPoint(IPAddress.Loopback, 0)],
            LocalSocket = localSocket,
            DrainTimeout = TimeSpan.Zero,
        };
        var server = new ThriftServer(options, _ => new HamgmService.AsyncProcessor(cluster));
        await server.StartAsync(CancellationToken.None);
        return new ClusterUnderTest(server, cluster);
    }

    /// <summary>Runs the program against it.</summary>
    public Task<CliResult> RunAsync(params string[] args) =>
        CliUnderTest.RunAsync(["--host", "127.0.0.1", "--port", Port, .. args]);

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
