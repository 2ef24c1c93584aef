using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thrift.Protocol.Utilities;
using Thrift.Transport.Client;

namespace Thrift.Runtime.Tests.Protocol;

[TestClass]
public sealed class LimitTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [TestMethod]
    [DataRow(ProtocolKind.Binary, "7FFFFFFF", DisplayName = "binary, 2 GiB")]
    [DataRow(ProtocolKind.Binary, "FFFFFFFF", DisplayName = "binary, negative")]
    [DataRow(ProtocolKind.Binary, "00000005AABB", DisplayName = "binary, more than there is")]
    [DataRow(ProtocolKind.Compact, "FFFFFFFF07", DisplayName = "compact, 2 GiB")]
    [DataRow(ProtocolKind.Compact, "FFFFFFFF0F", DisplayName = "compact, negative")]
    [DataRow(ProtocolKind.Compact, "FFFFFFFFFF7F", DisplayName = "compact, above 32 bits")]
    [DataRow(ProtocolKind.Compact, "FFFFFFFFFFFFFFFFFFFF01", DisplayName = "compact, above 64 bits")]
    public async Task String_WithImpossibleLength_IsRefusedWithoutAllocating(ProtocolKind kind, string hex)
    {
        var protocol = Over(kind, Convert.FromHexString(hex));
        var before = GC.GetAllocatedBytesForCurrentThread();

        await ThrowsAsync(() => protocol.ReadStringAsync(None).AsTask());

        Assert.IsLessThan(1_000_000, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    [DataRow(ProtocolKind.Binary, "0C7FFFFFFF", DisplayName = "binary, 2^31-1 structures")]
    [DataRow(ProtocolKind.Binary, "0CFFFFFFFF", DisplayName = "binary, negative")]
    [DataRow(ProtocolKind.Binary, "0A0000000200000000", DisplayName = "binary, more than there is")]
    [DataRow(ProtocolKind.Binary, "6300000001", DisplayName = "binary, unknown type")]
    [DataRow(ProtocolKind.Compact, "FCFFFFFFFF07", DisplayName = "compact, 2^31-1 structures")]
    [DataRow(ProtocolKind.Compact, "FCFFFFFFFF0F", DisplayName = "compact, 2^32-1 structures")]
    [DataRow(ProtocolKind.Compact, "2C00", DisplayName = "compact, more than there is")]
    [DataRow(ProtocolKind.Compact, "1F00", DisplayName = "compact, unknown type")]
    public async Task List_WithImpossibleHead_IsRefused(ProtocolKind kind, string hex) =>
        await ThrowsAsync(() => Over(kind, Convert.FromHexString(hex)).ReadListBeginAsync(None).AsTask());

    [TestMethod]
    public async Task List_AboveTheConfiguredLimit_IsRefusedEvenIfItsBytesAreThere()
    {
        var bytes = new byte[5 + 11];
        bytes[0] = (byte)TType.Byte;
        bytes[4] = 11;
        var limits = new TConfiguration { MaxContainerSize = 10 };

        var refused = await Assert.ThrowsExactlyAsync<TProtocolException>(() =>
            new TBinaryProtocol(new TMemoryBufferTransport(bytes, limits)).ReadListBeginAsync(None).AsTask());

        Assert.AreEqual(TProtocolException.SIZE_LIMIT, refused.GetExceptionType());
    }

    [TestMethod]
    public async Task String_AboveTheConfiguredLimit_IsRefusedEvenIfItsBytesAreThere()
    {
        var limits = new TConfiguration { MaxStringSize = 3 };

        var refused = await Assert.ThrowsExactlyAsync<TProtocolException>(() =>
            new TBinaryProtocol(new TMemoryBufferTransport([0, 0, 0, 4, 65, 65, 65, 65], limits)).ReadStringAsync(None).AsTask());

        Assert.AreEqual(TProtocolException.SIZE_LIMIT, refused.GetExceptionType());
    }

    [TestMethod]
    [DataRow(ProtocolKind.Binary)]
    [DataRow(ProtocolKind.Compact)]
    public async Task Skip_NestedDeeperThan64_IsRefused(ProtocolKind kind)
    {
        var transport = new TMemoryBufferTransport(new TConfiguration());
        var writer = kind.Over(transport);
        for (var depth = 0; depth < 100_000; depth++)
        {
            await writer.WriteListBeginAsync(new TList(TType.List, 1), None);
        }

        var refused = await Assert.ThrowsExactlyAsync<TProtocolException>(() =>
            TProtocolUtil.SkipAsync(Over(kind, transport.GetBuffer()), TType.List, None));

        Assert.AreEqual(TProtocolException.DEPTH_LIMIT, refused.GetExceptionType());
    }

    [TestMethod]
    public async Task Skip_ExactlyAtTheDepthLimit_Passes()
    {
        var transport = new TMemoryBufferTransport(new TConfiguration());
        var writer = new TBinaryProtocol(transport);
        for (var depth = 1; depth < TConfiguration.DEFAULT_RECURSION_DEPTH; depth++)
        {
            await writer.WriteListBeginAsync(new TList(TType.List, 1), None);
        }

        await writer.WriteListBeginAsync(new TList(TType.List, 0), None);
        var input = new TMemoryBufferTransport(transport.GetBuffer(), new TConfiguration());

        await TProtocolUtil.SkipAsync(new TBinaryProtocol(input), TType.List, None);

        Assert.AreEqual(input.Length, input.Position);
    }

    [TestMethod]
    [DataRow(ProtocolKind.Binary)]
    [DataRow(ProtocolKind.Compact)]
    public async Task String_ThatIsNotUtf8_IsRefused(ProtocolKind kind)
    {
        var transport = new TMemoryBufferTransport(new TConfiguration());
        await kind.Over(transport).WriteBinaryAsync([0x41, 0xc3, 0x28], None);

        var refused = await Assert.ThrowsExactlyAsync<TProtocolException>(() =>
            Over(kind, transport.GetBuffer()).ReadStringAsync(None).AsTask());

        Assert.AreEqual(TProtocolException.INVALID_DATA, refused.GetExceptionType());
    }

    [TestMethod]
    [DataRow(ProtocolKind.Binary, "8002000100000000", DisplayName = "binary, version 2")]
    [DataRow(ProtocolKind.Binary, "8001000900000001410000", DisplayName = "binary, message type 9")]
    [DataRow(ProtocolKind.Compact, "812100", DisplayName = "compact, other protocol")]
    [DataRow(ProtocolKind.Compact, "822200", DisplayName = "compact, version 2")]
    [DataRow(ProtocolKind.Compact, "82010003466F6F", DisplayName = "compact, message type 0")]
    public async Task Message_OfAnotherVersionOrType_IsRefused(ProtocolKind kind, string hex) =>
        await Assert.ThrowsExactlyAsync<TProtocolException>(() =>
            Over(kind, Convert.FromHexString(hex)).ReadMessageBeginAsync(None).AsTask());

    [TestMethod]
    public async Task Message_WithoutAVersionWhenStrict_IsRefused() =>
        await Assert.ThrowsExactlyAsync<TProtocolException>(() =>
            new TBinaryProtocol(
                new TMemoryBufferTransport(Convert.FromHexString("00000003466F6F0100000007"), new TConfiguration()),
                strictRead: true,
                strictWrite: true).ReadMessageBeginAsync(None).AsTask());

    private static async Task ThrowsAsync(Func<Task> read) => await Assert.ThrowsAsync<TException>(read);

    private static TProtocol Over(ProtocolKind kind, byte[] bytes) =>
        kind.Over(new TMemoryBufferTransport(bytes, new TConfiguration()));
}
