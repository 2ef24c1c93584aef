using System.Globalization;
using System.Net;
using HAMgm.Service.Thrift.Server;
using HAMgm.Thrift;
using HAMgm.Thrift.Benchmarks;
using HAMgm.Thrift.Benchmarks.Fuzzing;
using Microsoft.Extensions.Logging.Abstractions;
using Thrift.Processor;

// serve: HAMgm's server with a constant handler; prints "port N" and serves until its input ends.
// serve-all: the same with every method, for the fuzzer.
// codec: nanoseconds and bytes allocated for an operation.
// fuzz PORT FRAMES SECONDS: hostile messages to a server that runs.
switch (args)
{
    case ["serve"]:
        await ServeAsync(new ClusterManagementService.AsyncProcessor(new ConstantHandler()));
        return 0;
    case ["serve-all"]:
        await ServeAsync(new HamgmService.AsyncProcessor(new FuzzService(), NullLogger<HamgmService.AsyncProcessor>.Instance));
        return 0;
    case ["fuzz", var port, var frames, var seconds]:
        await FuzzAsync(Number(port), Number(frames), Number(seconds));
        return 0;
    case ["codec"]:
        await CodecBenchmark.RunAsync();
        return 0;
    default:
        Console.Error.WriteLine("usage: hamgm-thrift-bench serve | serve-all | codec | fuzz PORT FRAMES SECONDS");
        return 2;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static async Task FuzzAsync(int port, long frames, int seconds)
{
    var run = new FuzzRun(new IPEndPoint(IPAddress.Loopback, port), Environment.TickCount);
    await run.RunAsync(frames, TimeSpan.FromSeconds(seconds), Environment.ProcessorCount * 12);
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{run.Frames} frames, {run.Connections} connections, {run.Answers} answers to framed ones"));
}

static async Task ServeAsync(ITAsyncProcessor processor)
{
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
