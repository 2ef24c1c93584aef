using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using HAMgm.Logic.Heartbeat.Tcp;
using HAMgm.Logic.Heartbeat.Tls;
using HAMgm.TestSupport;
using HAMgm.Tls;

namespace HAMgm.Logic.Heartbeat.Tests.Tls;

/// <summary>A tunnel through two sockets of the loopback, both ends on the test's own thread.</summary>
[TestClass]
public sealed class TlsTunnelTests : IDisposable
{
    // A beat and the STATE behind it.
    private const int BeatLength = 64 + 64 + 150 + 4;

    private readonly TestPki _pki = new();
    private readonly Socket _left = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Socket _right;

    public TlsTunnelTests()
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        _left.Connect(listener.LocalEndPoint!);
        _right = listener.Accept();
        _right.NoDelay = true;
    }

    public TestContext TestContext { get; set; } = null!;

    public void Dispose()
    {
        _left.Dispose();
        _right.Dispose();
        _pki.Dispose();
    }

    [TestMethod]
    [Timeout(60_000)]
    public async Task Write_MoreThanTheSocketTakes_ArrivesWholeOnceItIsFlushed()
    {
        (TlsTunnel left, TlsTunnel right) = await OpenAsync();
        byte[] sent = new byte[8 * 1024 * 1024];
        new Random(1).NextBytes(sent);

        int state = left.TryWrite(_left.SafeHandle, sent, 0, sent.Length);

        Assert.AreEqual(0, state);
        Assert.IsTrue(left.HasOutput);
        List<byte> got = [];
        while (got.Count < sent.Length)
        {
            Assert.IsGreaterThanOrEqualTo(0, left.Flush(_left.SafeHandle));
            Read(right, got);
        }

        Assert.IsTrue(got.SequenceEqual(sent));
        Assert.IsFalse(left.HasOutput);
        left.Dispose();
        right.Dispose();
    }

    [TestMethod]
    [Timeout(60_000)]
    public async Task Read_WhatWasTamperedWith_EndsTheConnection()
    {
        (TlsTunnel left, TlsTunnel right) = await OpenAsync();
        _ = _left.Send((byte[])[23, 3, 3, 0, 32, .. new byte[32]]);

        bool isOpen = true;
        while (isOpen)
        {
            Assert.IsTrue(right.Receive(_right.SafeHandle));
            isOpen = right.TryRead(out ReadOnlySpan<byte> plain);
            Assert.IsTrue(plain.IsEmpty);
        }

        left.Dispose();
        right.Dispose();
    }

    [TestMethod]
    [Timeout(120_000)]
    public async Task Beat_ThereAndBack_AllocatesNothingAndItsCostIsPrinted()
    {
        const int Rounds = 5_000;
        byte[] beat = new byte[BeatLength];
        double plain = Measure(Rounds, () =>
        {
            Plain(_left, _right, beat);
            Plain(_right, _left, beat);
        });

        // Behind the plain bytes: with TLS the sockets carry words of its own.
        (TlsTunnel left, TlsTunnel right) = await OpenAsync();
        long allocated = 0;
        double tls = Measure(Rounds, () =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Through(left, _left, right, _right, beat);
            Through(right, _right, left, _left, beat);
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        });

        TestContext.WriteLine($"a beat with STATE there and back: plain {plain:F1} µs, mutual TLS {tls:F1} µs, {(double)allocated / (2 * Rounds):F1} bytes allocated");
        Assert.IsLessThan(2 * Rounds * 8, allocated);
        left.Dispose();
        right.Dispose();
    }

    // Microseconds a round, of the second of two runs: the first one warms up.
    private static double Measure(int rounds, Action round)
    {
        double last = 0;
        for (int run = 0; run < 2; run++)
        {
            long begun = Stopwatch.GetTimestamp();
            for (int i = 0; i < rounds; i++)
            {
                round();
            }

            last = Stopwatch.GetElapsedTime(begun).TotalMicroseconds / rounds;
        }

        return last;
    }

    private static void Plain(Socket from, Socket to, byte[] beat)
    {
        Assert.AreEqual(beat.Length, NativeStream.Send(from.SafeHandle, beat));
        Span<byte> room = stackalloc byte[BeatLength];
        int got = 0;
        while (got < beat.Length)
        {
            _ = NativeStream.TryReceive(to.SafeHandle, room[got..], out int count);
            got += count;
        }
    }

    private static void Through(TlsTunnel from, Socket fromSocket, TlsTunnel to, Socket toSocket, byte[] beat)
    {
        Assert.AreEqual(1, from.TryWrite(fromSocket.SafeHandle, beat, 0, beat.Length));
        int got = 0;
        while (got < beat.Length)
        {
            Assert.IsTrue(to.Receive(toSocket.SafeHandle));
            while (to.TryRead(out ReadOnlySpan<byte> plain) && !plain.IsEmpty)
            {
                got += plain.Length;
            }
        }
    }

    private void Read(TlsTunnel tunnel, List<byte> got)
    {
        Assert.IsTrue(tunnel.Receive(_right.SafeHandle));
        while (tunnel.TryRead(out ReadOnlySpan<byte> plain) && !plain.IsEmpty)
        {
            got.AddRange(plain);
        }
    }

    private async Task<(TlsTunnel Left, TlsTunnel Right)> OpenAsync()
    {
        TlsMaterial one = TlsMaterial.Load(_pki.Issue("urn:hamgm:node:one"));
        TlsMaterial two = TlsMaterial.Load(_pki.Issue("urn:hamgm:node:two"));
        TlsTunnel left = new(() => { });
        TlsTunnel right = new(() => { });
        Task connected = left.GreetAsync(one.ForClient("two", seen => seen.Problem == TlsProblem.None, TimeProvider.System));
        Task accepted = right.GreetAsync(two.ForServer(seen => seen.Problem == TlsProblem.None, TimeProvider.System));
        while (!connected.IsCompleted || !accepted.IsCompleted || left.HasOutput || right.HasOutput)
        {
            _ = left.Flush(_left.SafeHandle);
            _ = right.Flush(_right.SafeHandle);
            if (!connected.IsCompleted)
            {
                _ = left.Receive(_left.SafeHandle);
            }

            if (!accepted.IsCompleted)
            {
                _ = right.Receive(_right.SafeHandle);
            }

            await Task.Delay(1, TestContext.CancellationToken);
        }

        await connected;
        await accepted;
        left.Open();
        right.Open();
        return (left, right);
    }
}
