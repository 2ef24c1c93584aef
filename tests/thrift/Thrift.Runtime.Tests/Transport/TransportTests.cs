using System.Net;
using System.Net.Sockets;
using HAMgm.TestSupport;
using Thrift.Transport;
using Thrift.Transport.Client;

namespace Thrift.Runtime.Tests.Transport;

[TestClass]
public sealed class TransportTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [TestMethod]
    public async Task Framed_TwoMessages_KeepTheirBounds()
    {
        var memory = new TMemoryBufferTransport(new TConfiguration());
        var writer = new TFramedTransport(memory);
        await writer.WriteAsync([1, 2, 3], None);
        await writer.FlushAsync(None);
        await writer.WriteAsync([4], None);
        await writer.FlushAsync(None);
        Assert.AreEqual("00000003" + "010203" + "00000001" + "04", Convert.ToHexString(memory.GetBuffer()));

        memory.Seek(0, SeekOrigin.Begin);
        var reader = new TFramedTransport(memory);
        var buffer = new byte[8];

        Assert.AreEqual(3, await reader.ReadAsync(buffer, 0, 8, None));
        Assert.AreEqual(1, await reader.ReadAsync(buffer, 0, 8, None));
        Assert.AreEqual(4, buffer[0]);
        await Assert.ThrowsExactlyAsync<TTransportException>(() => reader.ReadAsync(buffer, 0, 8, None).AsTask());
    }

    [TestMethod]
    [DataRow("01000001", DisplayName = "one byte above 16 MiB")]
    [DataRow("FFFFFFFF", DisplayName = "negative")]
    [DataRow("0000000A00", DisplayName = "more than there is")]
    public async Task Framed_ImpossibleLength_IsRefused(string hex)
    {
        var reader = new TFramedTransport(new TMemoryBufferTransport(Convert.FromHexString(hex), new TConfiguration()));

        await Assert.ThrowsExactlyAsync<TTransportException>(() => reader.ReadAsync(new byte[1], 0, 1, None).AsTask());
    }

    [TestMethod]
    public async Task Framed_AnswerAboveTheLimit_IsRefusedBeforeItIsSent()
    {
        var memory = new TMemoryBufferTransport(new TConfiguration { MaxFrameSize = 10 });
        var writer = new TFramedTransport(memory);

        await Assert.ThrowsExactlyAsync<TTransportException>(() => writer.WriteAsync(new byte[11], None));

        Assert.AreEqual(0, memory.Length);
    }

    [TestMethod]
    public async Task Framed_LargeFrame_ComesWhole()
    {
        var bytes = new byte[300_000];
        new Random(1).NextBytes(bytes);
        var memory = new TMemoryBufferTransport(new TConfiguration());
        var writer = new TFramedTransport(memory);
        await writer.WriteAsync(bytes, None);
        await writer.FlushAsync(None);
        memory.Seek(0, SeekOrigin.Begin);
        var read = new byte[bytes.Length];

        await new TFramedTransport(memory).ReadAllAsync(read, 0, read.Length, None);

        CollectionAssert.AreEqual(bytes, read);
    }

    [TestMethod]
    public async Task Buffered_ManySmallWrites_ReachTheInnerOneAtTheFlush()
    {
        var memory = new TMemoryBufferTransport(new TConfiguration());
        var buffered = new TBufferedTransport(memory, bufSize: 4);
        for (byte i = 0; i < 10; i++)
        {
            await buffered.WriteAsync([i], None);
        }

        Assert.AreEqual(0, memory.Length);
        await buffered.FlushAsync(None);
        Assert.AreEqual(10, memory.Length);

        memory.Seek(0, SeekOrigin.Begin);
        var read = new byte[10];
        await new TBufferedTransport(memory, bufSize: 4).ReadAllAsync(read, 0, 10, None);
        CollectionAssert.AreEqual(Enumerable.Range(0, 10).Select(i => (byte)i).ToArray(), read);
    }

    [TestMethod]
    public async Task Buffered_MessageAboveTheLimit_IsRefused()
    {
        var memory = new TMemoryBufferTransport(new byte[100], new TConfiguration());
        var small = new TStreamTransport(new MemoryStream(new byte[100]), null, new TConfiguration { MaxMessageSize = 10 });
        var buffered = new TBufferedTransport(small);

        await Assert.ThrowsExactlyAsync<TTransportException>(() => buffered.ReadAllAsync(new byte[11], 0, 11, None).AsTask());
        Assert.ThrowsExactly<TTransportException>(() => memory.CheckReadBytesAvailable(101));
    }

    [TestMethod]
    public async Task Socket_NobodyListens_SaysWhere()
    {
        var port = PortBlock.Next();
        using var socket = new TSocketTransport(IPAddress.Loopback, port, new TConfiguration(), timeout: 2000);

        var refused = await Assert.ThrowsExactlyAsync<TTransportException>(() => socket.OpenAsync(None));

        Assert.AreEqual(TTransportException.ExceptionType.NotOpen, refused.Type);
        Assert.Contains($"127.0.0.1:{port}", refused.Message);
    }

    [TestMethod]
    public async Task Socket_SilentServer_TimesOutAndCloses()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var socket = new TSocketTransport("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port, new TConfiguration(), timeout: 100);
        await socket.OpenAsync(None);

        var late = await Assert.ThrowsExactlyAsync<TTransportException>(() => socket.ReadAsync(new byte[1], 0, 1, None).AsTask());

        Assert.AreEqual(TTransportException.ExceptionType.TimedOut, late.Type);
        Assert.IsFalse(socket.IsOpen);
    }
}
