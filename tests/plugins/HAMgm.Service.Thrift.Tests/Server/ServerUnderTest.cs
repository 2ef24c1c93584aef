using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using HAMgm.Service.Thrift.Server;
using HAMgm.Thrift;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Thrift;
using Thrift.Protocol;
using Thrift.Transport;
using Thrift.Transport.Client;

namespace HAMgm.Service.Thrift.Tests.Server;

/// <summary>A server on a free loopback port, and clients for it.</summary>
internal sealed class ServerUnderTest : IAsyncDisposable
{
    private static int _number;

    private ServerUnderTest(ThriftServerOptions options)
    {
        Server = new ThriftServer(
            options,
            connection =>
            {
                Connections.Enqueue(connection);
                return new HamgmService.AsyncProcessor(Service, NullLogger<HamgmService.AsyncProcessor>.Instance);
            },
            (level, text) => Log.Enqueue($"{level}: {text}"));
    }

    public ThriftServer Server { get; }

    public FakeService Service { get; } = new();

    public ConcurrentQueue<ThriftConnection> Connections { get; } = new();

    public ConcurrentQueue<string> Log { get; } = new();

    public int Port => Server.EndPoints[0].Port;

    /// <summary>An abstract name that no other test uses.</summary>
    public static string FreshSocketName() => $"hamgm-test-{Environment.ProcessId}-{Interlocked.Increment(ref _number)}";

    public static IReadOnlyList<IPEndPoint> AnyPort => [new IPEndPoint(IPAddress.Loopback, 0)];

    public static async Task<ServerUnderTest> StartAsync(ThriftServerOptions? options = null)
    {
        var server = new ServerUnderTest(options ?? new ThriftServerOptions { EndPoints = AnyPort, LocalSocket = false });
        await server.Server.StartAsync(CancellationToken.None);
        return server;
    }

    public HamgmService.Client Client(bool compact = false, bool framed = false, bool old = false) =>
        ClientOver(new TSocketTransport(IPAddress.Loopback, Port, new TConfiguration(), timeout: 20_000), compact, framed, old);

    public static HamgmService.Client ClientOver(TTransport transport, bool compact, bool framed, bool old = false)
    {
        TTransport layered = framed ? new TFramedTransport(transport) : new TBufferedTransport(transport);
        return new HamgmService.Client(compact
            ? new TCompactProtocol(layered)
            : new TBinaryProtocol(layered, strictRead: false, strictWrite: !old));
    }

    public async Task<NetworkStream> RawAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, Port);
        return new NetworkStream(socket, ownsSocket: true);
    }

    public async ValueTask DisposeAsync() => await Server.DisposeAsync();
}
