using System.Diagnostics;
using System.Globalization;
using Thrift;
using Thrift.Protocol;
using Thrift.Transport.Client;

namespace HAMgm.Thrift.Benchmarks;

/// <summary>Nanoseconds and bytes allocated for writing and for reading the constant answer in memory.</summary>
internal static class CodecBenchmark
{
    private const int Operations = 200_000;
    private const int Rounds = 5;

    public static async Task RunAsync()
    {
        var reply = ConstantReply.Make();
        Console.WriteLine("codec (two-node ClusterStatusResponse)   ns/op   bytes/op");
        foreach (var (name, make) in new (string, Func<TMemoryBufferTransport, TProtocol>)[]
        {
            ("binary", static memory => new TBinaryProtocol(memory)),
            ("compact", static memory => new TCompactProtocol(memory)),
            ("json", static memory => new TJsonProtocol(memory)),
        })
        {
            var memory = new TMemoryBufferTransport(new TConfiguration());
            var protocol = make(memory);
            await MeasureAsync($"{name} write", async () =>
            {
                memory.Seek(0, SeekOrigin.Begin);
                await reply.WriteAsync(protocol, CancellationToken.None);
            });
            var bytes = memory.GetBuffer();
            var input = new TMemoryBufferTransport(bytes, new TConfiguration());
            var reader = make(input);
            await MeasureAsync($"{name} read", async () =>
            {
                input.Seek(0, SeekOrigin.Begin);
                input.ResetConsumedMessageSize();
                await new ClusterStatusResponse().ReadAsync(reader, CancellationToken.None);
            });
        }
    }

    private static async Task MeasureAsync(string name, Func<Task> operation)
    {
        var best = double.MaxValue;
        long bytes = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var begun = Stopwatch.GetTimestamp();
            for (var i = 0; i < Operations; i++)
            {
                await operation();
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(begun).TotalNanoseconds / Operations);
            bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / Operations;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-38} {best,8:0} {bytes,10}"));
    }
}
