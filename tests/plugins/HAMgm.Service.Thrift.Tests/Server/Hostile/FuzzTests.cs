using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using HAMgm.Service.Thrift.Server;
using HAMgm.Thrift;
using HAMgm.Thrift.Benchmarks.Fuzzing;
using HAMgm.Thrift.Local;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HAMgm.Service.Thrift.Tests.Server.Hostile;

/// <summary>
/// Hostile messages against the real server in this process: no crash, no hang, no fault of the server's
/// own, memory below twice what it is when idle. HAMGM_FUZZ_FRAMES (default 200,000) and
/// HAMGM_FUZZ_SECONDS (default 40) bound it; tests/Benchmarks/fuzz does the same, ten million by
/// default, with the server in a process of its own.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class FuzzTests
{
    private const long DefaultFrames = 50_000;
    private const long DefaultSeconds = 40;
    private const int WarmUpFrames = 5_000;
    private const int Parallel = 4;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [Timeout(4 * 3600 * 1000)]
    public async Task HostileMessages_OfEveryProtocolAndFraming_BringNothingDown()
    {
        var log = new ConcurrentQueue<string>();
        var processor = new HamgmService.AsyncProcessor(new FuzzService(), NullLogger<HamgmService.AsyncProcessor>.Instance);
        var socket = ServerUnderTest.FreshSocketName();
        await using var server = new ThriftServer(
            new ThriftServerOptions { EndPoints = ServerUnderTest.AnyPort, LocalSocketName = socket },
            _ => processor,
            (level, text) =>
            {
                if (level >= LogLevel.Error)
                {
                    log.Enqueue(text);
                }
            });
        await server.StartAsync(TestContext.CancellationToken);
        var seed = Environment.TickCount;
        var run = new FuzzRun(LocalSocket.EndPoint(socket), seed);
        await run.RunAsync(WarmUpFrames, TimeSpan.FromMinutes(1), Parallel);
        var idleHeap = Heap();
        var idle = Resident();
        var peak = idle;
        var next = 0L;

        await run.RunAsync(WarmUpFrames + Setting("HAMGM_FUZZ_FRAMES", DefaultFrames), TimeSpan.FromSeconds(Setting("HAMGM_FUZZ_SECONDS", DefaultSeconds)), Parallel, () =>
        {
            if (run.Frames >= next)
            {
                next = run.Frames + 1000;
                peak = Math.Max(peak, Resident());
            }
        });

        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"FIGURE thrift.fuzz {run.Frames} frames (seed {seed}), {run.Connections} connections; resident {idle >> 20} MiB idle, {peak >> 20} MiB at most");
        TestContext.WriteLine(text);
        Assert.IsTrue(log.IsEmpty, string.Join('\n', log.Take(3)));
        Assert.IsLessThan(2 * idle, peak, text);
        Assert.IsLessThan(2 * idleHeap, Heap(), text);
        using var client = ServerUnderTest.ClientOver(
            new global::Thrift.Transport.Client.TSocketTransport("127.0.0.1", server.EndPoints[0].Port, new global::Thrift.TConfiguration(), timeout: 10_000), compact: true, framed: true);
        await client.OpenTransportAsync(TestContext.CancellationToken);
        Assert.IsTrue((await client.GetAutoSwitchStatus(TestContext.CancellationToken)).Enabled, "it serves on");
    }

    // Not GC.GetTotalMemory, which has been seen below zero.
    private static long Heap()
    {
        GC.Collect();
        return GC.GetGCMemoryInfo(GCKind.FullBlocking).HeapSizeBytes;
    }

    private static long Resident()
    {
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }

    private static long Setting(string name, long otherwise) =>
        long.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
