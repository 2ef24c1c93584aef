using System.Net;
using System.Net.Sockets;
using HAMgm.Logic.Sync.Peer;

namespace HAMgm.Logic.Sync.Tests;

/// <summary>What two programs say to each other through a relay of real sockets.</summary>
[TestClass]
public sealed class SpliceRelayTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [TestMethod]
    public async Task Run_MuchBothWaysAtOnce_ArrivesAsItWasSentAndTheEndToo()
    {
        using var wire = await Wire.OpenAsync();
        var relay = Task.Run(() => SpliceRelay.Run(wire.OneEnd, wire.OtherEnd, Grace));
        var (there, back) = (RandomBytes(24 * 1024 * 1024 + 7), RandomBytes(9 * 1024 * 1024 + 1));

        var readThere = ReadAllAsync(wire.Other);
        var readBack = ReadAllAsync(wire.One);
        await Task.WhenAll(SendAllAsync(wire.One, there), SendAllAsync(wire.Other, back)).WaitAsync(Patience);

        CollectionAssert.AreEqual(there, await readThere.WaitAsync(Patience));
        CollectionAssert.AreEqual(back, await readBack.WaitAsync(Patience));
        await relay.WaitAsync(Patience);
    }

    [TestMethod]
    public async Task Run_OneSideHasEnded_TheOtherMayStillSayItsLast()
    {
        using var wire = await Wire.OpenAsync();
        var relay = Task.Run(() => SpliceRelay.Run(wire.OneEnd, wire.OtherEnd, Grace));
        var answer = RandomBytes(100_000);

        await SendAllAsync(wire.One, "bye"u8.ToArray());
        CollectionAssert.AreEqual("bye"u8.ToArray(), await ReadAllAsync(wire.Other).WaitAsync(Patience));
        await SendAllAsync(wire.Other, answer);

        CollectionAssert.AreEqual(answer, await ReadAllAsync(wire.One).WaitAsync(Patience));
        await relay.WaitAsync(Patience);
    }

    [TestMethod]
    public async Task Run_OneSideHasEndedAndTheOtherStays_EndsAfterTheGrace()
    {
        using var wire = await Wire.OpenAsync();
        var relay = Task.Run(() => SpliceRelay.Run(wire.OneEnd, wire.OtherEnd, TimeSpan.FromMilliseconds(50)));

        wire.One.Shutdown(SocketShutdown.Send);

        await relay.WaitAsync(Patience);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Run_OneSideIsBroken_EndsAlthoughNobodyReads(bool isStuffed)
    {
        using var wire = await Wire.OpenAsync();
        var relay = Task.Run(() => SpliceRelay.Run(wire.OneEnd, wire.OtherEnd, Grace));
        if (isStuffed)
        {
            // Until nothing more goes in: nobody reads at the other side.
            wire.One.Blocking = false;
            var bytes = new byte[64 * 1024];
            for (var quiet = 0; quiet < 5; quiet++)
            {
                while (wire.One.Send(bytes, SocketFlags.None, out _) > 0)
                {
                    quiet = 0;
                }

                await Task.Delay(20);
            }
        }

        wire.Other.Close(0);

        await relay.WaitAsync(Patience);
    }

    [TestMethod]
    public async Task Run_SocketsThatWereAwaited_AreShutDown_Ends()
    {
        using var wire = await Wire.OpenAsync();
        await wire.Other.SendAsync("x"u8.ToArray());
        await wire.OtherEnd.ReceiveAsync(new byte[1]);
        using var given = new CancellationTokenSource();
        await using var peer = new PeerConnection(wire.OtherEnd, new NetworkStream(wire.OtherEnd), key: [1], isCaller: true);
        var relay = TunnelRelay.RunAsync(wire.OneEnd, peer, given.Token);
        await SendAsync(wire.One, "through"u8.ToArray());
        var first = new byte[7];
        var count = await wire.Other.ReceiveAsync(first).WaitAsync(Patience);

        await given.CancelAsync();

        await relay.WaitAsync(Patience);
        CollectionAssert.AreEqual("through"u8.ToArray(), first[..count]);
    }

    private static byte[] RandomBytes(int count)
    {
        var bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    private static async Task SendAllAsync(Socket socket, byte[] bytes)
    {
        await SendAsync(socket, bytes);
        socket.Shutdown(SocketShutdown.Send);
    }

    // In pieces of all sizes, so that the pipe is filled by many small ones, too.
    private static async Task SendAsync(Socket socket, byte[] bytes)
    {
        var random = new Random(bytes.Length);
        for (var sent = 0; sent < bytes.Length;)
        {
            var piece = Math.Min(bytes.Length - sent, random.Next(4) == 0 ? random.Next(1, 200) : random.Next(1, 300_000));
            sent += await socket.SendAsync(bytes.AsMemory(sent, piece));
        }
    }

    private static async Task<byte[]> ReadAllAsync(Socket socket)
    {
        using var all = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (var count = 0; (count = await socket.ReceiveAsync(buffer)) > 0;)
        {
            all.Write(buffer, 0, count);
        }

        return all.ToArray();
    }

    /// <summary>Two connections: a program's socket each, and the relay's end of it.</summary>
    private sealed class Wire : IDisposable
    {
        public required Socket One { get; init; }

        public required Socket OneEnd { get; init; }

        public required Socket Other { get; init; }

        public required Socket OtherEnd { get; init; }

        public static async Task<Wire> OpenAsync()
        {
            var (one, oneEnd) = await ConnectAsync();
            var (other, otherEnd) = await ConnectAsync();
            return new Wire { One = one, OneEnd = oneEnd, Other = other, OtherEnd = otherEnd };
        }

        public void Dispose()
        {
            One.Dispose();
            OneEnd.Dispose();
            Other.Dispose();
            OtherEnd.Dispose();
        }

        private static async Task<(Socket There, Socket Here)> ConnectAsync()
        {
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen(1);
            var there = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await there.ConnectAsync(listener.LocalEndPoint!);
            return (there, await listener.AcceptAsync());
        }
    }
}
