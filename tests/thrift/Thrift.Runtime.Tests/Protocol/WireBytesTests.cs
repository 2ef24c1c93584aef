using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thrift.Transport.Client;

namespace Thrift.Runtime.Tests.Protocol;

/// <summary>Bytes worked out by hand from the protocol specifications, so that both ends cannot be wrong alike.</summary>
[TestClass]
public sealed class WireBytesTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [TestMethod]
    [DataRow(ProtocolKind.Binary, "80010001" + "00000003" + "466F6F" + "00000007")]
    [DataRow(ProtocolKind.OldBinary, "00000003" + "466F6F" + "01" + "00000007")]
    [DataRow(ProtocolKind.Compact, "82" + "21" + "07" + "03466F6F")]
    public async Task MessageHead_IsAsSpecified(ProtocolKind kind, string expected) =>
        Assert.AreEqual(expected, await HexAsync(kind, p => p.WriteMessageBeginAsync(new TMessage("Foo", TMessageType.Call, 7), None)));

    [TestMethod]
    [DataRow(ProtocolKind.Binary, "02000101" + "08001000000096" + "00")]
    [DataRow(ProtocolKind.Compact, "11" + "F5AC02" + "00")]
    public async Task BoolAndI32Fields_AreAsSpecified(ProtocolKind kind, string expected) =>
        Assert.AreEqual(expected, await HexAsync(kind, async p =>
        {
            await p.WriteStructBeginAsync(new TStruct("s"), None);
            await p.WriteFieldBeginAsync(new TField("b", TType.Bool, 1), None);
            await p.WriteBoolAsync(true, None);
            await p.WriteFieldBeginAsync(new TField("i", TType.I32, 16), None);
            await p.WriteI32Async(150, None);
            await p.WriteFieldStopAsync(None);
            await p.WriteStructEndAsync(None);
        }));

    [TestMethod]
    [DataRow(ProtocolKind.Binary, "3FF8000000000000")]
    [DataRow(ProtocolKind.Compact, "000000000000F83F")]
    public async Task Double_HasTheByteOrderOfItsProtocol(ProtocolKind kind, string expected) =>
        Assert.AreEqual(expected, await HexAsync(kind, p => p.WriteDoubleAsync(1.5, None)));

    [TestMethod]
    [DataRow(ProtocolKind.Binary, "08" + "00000002" + "00000001" + "FFFFFFFF")]
    [DataRow(ProtocolKind.Compact, "25" + "02" + "01")]
    public async Task List_IsAsSpecified(ProtocolKind kind, string expected)
    {
        var hex = await HexAsync(kind, async p =>
        {
            await p.WriteListBeginAsync(new TList(TType.I32, 2), None);
            await p.WriteI32Async(1, None);
            await p.WriteI32Async(-1, None);
        });

        Assert.AreEqual(expected, hex);
    }

    [TestMethod]
    public async Task CompactBool_WrittenAsZeroInAList_ReadsAsFalse()
    {
        // Some writers put 0 instead of 2 for false into containers; both are false.
        var transport = new TMemoryBufferTransport([0x31, 0x01, 0x00, 0x02], new TConfiguration());
        var protocol = new TCompactProtocol(transport);

        var list = await protocol.ReadListBeginAsync(None);

        Assert.AreEqual(3, list.Count);
        Assert.IsTrue(await protocol.ReadBoolAsync(None));
        Assert.IsFalse(await protocol.ReadBoolAsync(None));
        Assert.IsFalse(await protocol.ReadBoolAsync(None));
    }

    private static async Task<string> HexAsync(ProtocolKind kind, Func<TProtocol, Task> write)
    {
        var transport = new TMemoryBufferTransport(new TConfiguration());
        await write(kind.Over(transport));
        return Convert.ToHexString(transport.GetBuffer());
    }
}
