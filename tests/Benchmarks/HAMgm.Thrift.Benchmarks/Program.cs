using System.Globalization;
using System.Net;
using HAMgm.Service.Thrift.Server;
using HAMgm.Thrift;
using HAMgm.Thrift.Benchmarks;

// serve: HAMgm's server with a constant handler; prints "port N" and serves until its input ends.
// codec: nanoseconds and bytes allocated for an operation.
switch (args)
{
    case ["serve"]:
        await ServeAsync();
        return 0;
    case ["codec"]:
        await CodecBenchmark.RunAsync();
        return 0;
    default:
        Console.Error.WriteLine("usage: hamgm-thrift-bench serve | codec");
        return 2;
}

static async Task ServeAsync()
{
    var processor = new ClusterManagementService.AsyncProcessor(new ConstantHandler());
    await using var server = new ThriftServer(
        new ThriftServerOptions { EndPoints = [new IPEndPoint(IPAddress.Loopback, 0)], LocalSocket = false },
        _ => processor,
        (level, text) => Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{level}: {text}")));
    await server.StartAsync(CancellationToken.None);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"port {server.EndPoints[0].Port}"));
    while (await Console.In.ReadLineAsync() is not null)
    {
    }
}
