using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thrift.Protocol.Utilities;
using Thrift.Transport.Client;

namespace Thrift.Runtime.Tests.Protocol;

[TestClass]
public sealed class RoundTripTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [TestMethod]
    [DataRow(ProtocolKind.Binary)]
    [DataRow(ProtocolKind.OldBinary)]
    [DataRow(ProtocolKind.Compact)]
    public async Task Message_EveryKindAndSequenceId_ComesBack(ProtocolKind kind)
    {
        foreach (var type in Enum.GetValues<TMessageType>())
        {
            foreach (var seqId in new[] { 0, 1, -1, 127, 128, int.MaxValue, int.MinValue })
            {
                var read = await RoundTripAsync(
                    kind,
                    p => p.WriteMessageBeginAsync(new TMessage("Ünïcode方法", type, seqId), None),
                    async p => await p.ReadMessageBeginAsync(None));

                Assert.AreEqual("Ünïcode方法", read.Name);
                Assert.AreEqual(type, read.Type);
                Assert.AreEqual(seqId, read.SeqID);
            }
        }
    }

    [TestMethod]
    [DataRow(ProtocolKind.Binary)]
    [DataRow(ProtocolKind.Compact)]
    public async Task Numbers_AtTheirEnds_ComeBack(ProtocolKind kind)
    {
        foreach (var value in new sbyte[] { 0, 1, -1, sbyte.MinValue, sbyte.MaxValue })
        {
            Assert.AreEqual(value, await RoundTripAsync(kind, p => p.WriteByteAsync(value, None), async p => await p.ReadByteAsync(None)));
        }

        foreach (var value in new short[] { 0, 1, -1, 63, 64, -65, short.MinValue, short.MaxValue })
        {
            Assert.AreEqual(value, await RoundTripAsync(kind, p => p.WriteI16Async(value, None), async p => await p.ReadI16Async(None)));
        }

        foreach (var value in new[] { 0, 1, -1, 8191, 8192, -8193, int.MinValue, int.MaxValue })
        {
            Assert.AreEqual(value, await RoundTripAsync(kind, p => p.WriteI32Async(value, None), async p => await p.ReadI32Async(None)));
        }

        foreach (var value in new[] { 0, 1, -1, 1L << 40, -(1L << 40), long.MinValue, long.MaxValue })
        {
            Assert.AreEqual(value, await RoundTripAsync(kind, p => p.WriteI64Async(value, None), async p => await p.ReadI64Async(None)));
        }

        foreach (var value in new[] { 0.0, -0.0, 1.5, double.Epsilon, double.MaxValue, double.NaN, double.NegativeInfinity })
        {
            var read = await RoundTripAsync(kind, p => p.WriteDoubleAsync(value, None), async p => await p.ReadDoubleAsync(None));
            Assert.AreEqual(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(read));
        }
    }

    [TestMethod]
    [DataRow(ProtocolKind.Binary)]
    [DataRow(ProtocolKind.Compact)]
    public async Task Bytes_EmptySmallAndOverOneChunk_ComeBack(ProtocolKind kind)
    {
        foreach (var size in new[] { 0, 1, 127, 128, 65536, 65537, 300_000 })
        {
            var value = new byte[size];
            new Random(size).NextBytes(value);

            CollectionAssert.AreEqual(
                value,
                await RoundTripAsync(kind, p => p.WriteBinaryAsync(value, None), async p => await p.ReadBinaryAsync(None)));
        }
    }

    [TestMethod]
    [DataRow(ProtocolKind.Binary)]
    [DataRow(ProtocolKind.Compact)]
    public async Task TextAndUuid_ComeBack(ProtocolKind kind)
    {
        foreach (var value in new[] { string.Empty, "a", "中文与 😀", new string('x', 70_000) })
        {
            Assert.AreEqual(value, await RoundTripAsync(kind, p => p.WriteStringAsync(value, None), async p => await p.ReadStringAsync(None)));
        }

        var uuid = Guid.NewGuid();
        Assert.AreEqual(uuid, await RoundTripAsync(kind, p => p.WriteUuidAsync(uuid, None), async p => await p.ReadUuidAsync(None)));
    }

    [TestMethod]
    [DataRow(ProtocolKind.Binary)]
    [DataRow(ProtocolKind.Compact)]
    public async Task Containers_OfEveryLength_ComeBack(ProtocolKind kind)
    {
        foreach (var count in new[] { 0, 1, 14, 15, 16, 200 })
        {
            var read = await RoundTripAsync(
                kind,
                async p =>
                {
                    await p.WriteListBeginAsync(new TList(TType.Bool, count), None);
                    for (var i = 0; i < count; i++)
                    {
                        await p.WriteBoolAsync(i % 3 == 0, None);
                    }

                    await p.WriteMapBeginAsync(new TMap(TType.I32, TType.String, count), None);
                    for (var i = 0; i < count; i++)
                    {
                        await p.WriteI32Async(i, None);
                        await p.WriteStringAsync($"v{i}", None);
                    }
                },
                async p =>
                {
                    var list = await p.ReadListBeginAsync(None);
                    Assert.AreEqual(TType.Bool, list.ElementType);
                    for (var i = 0; i < list.Count; i++)
                    {
                        Assert.AreEqual(i % 3 == 0, await p.ReadBoolAsync(None));
                    }

                    var map = await p.ReadMapBeginAsync(None);
                    for (var i = 0; i < map.Count; i++)
                    {
                        Assert.AreEqual(i, await p.ReadI32Async(None));
                        Assert.AreEqual($"v{i}", await p.ReadStringAsync(None));
                    }

                    return (list.Count, map.Count);
                });

            Assert.AreEqual((count, count), read);
        }
    }

    [TestMethod]
    [DataRow(ProtocolKind.Binary)]
    [DataRow(ProtocolKind.Compact)]
    public async Task Fields_WithGapsNegativeAndNestedIds_ComeBack(ProtocolKind kind)
    {
        short[] ids = [1, 2, 16, 17, 40, -5, 3, short.MaxValue, short.MinValue];
        var read = await RoundTripAsync(
            kind,
            async p =>
            {
                await p.WriteStructBeginAsync(new TStruct("outer"), None);
                foreach (var id in ids)
                {
                    await p.WriteFieldBeginAsync(new TField("inner", TType.Struct, id), None);
                    await p.WriteStructBeginAsync(new TStruct("inner"), None);
                    await p.WriteFieldBeginAsync(new TField("flag", TType.Bool, 9), None);
                    await p.WriteBoolAsync(id > 0, None);
                    await p.WriteFieldStopAsync(None);
                    await p.WriteStructEndAsync(None);
                }

                await p.WriteFieldStopAsync(None);
                await p.WriteStructEndAsync(None);
            },
            async p =>
            {
                var seen = new List<short>();
                await p.ReadStructBeginAsync(None);
                for (var field = await p.ReadFieldBeginAsync(None); field.Type != TType.Stop; field = await p.ReadFieldBeginAsync(None))
                {
                    seen.Add(field.ID);
                    await p.ReadStructBeginAsync(None);
                    var flag = await p.ReadFieldBeginAsync(None);
                    Assert.AreEqual((short)9, flag.ID);
                    Assert.AreEqual(field.ID > 0, await p.ReadBoolAsync(None));
                    Assert.AreEqual(TType.Stop, (await p.ReadFieldBeginAsync(None)).Type);
                    await p.ReadStructEndAsync(None);
                }

                await p.ReadStructEndAsync(None);
                return seen;
            });

        CollectionAssert.AreEqual(ids, read);
    }

    [TestMethod]
    [DataRow(ProtocolKind.Binary)]
    [DataRow(ProtocolKind.Compact)]
    public async Task Skip_OfEveryType_EndsAtTheNextValue(ProtocolKind kind)
    {
        var after = await RoundTripAsync(
            kind,
            async p =>
            {
                await p.WriteStructBeginAsync(new TStruct("all"), None);
                await WriteEveryTypeAsync(p);
                await p.WriteFieldStopAsync(None);
                await p.WriteStructEndAsync(None);
                await p.WriteI32Async(4711, None);
            },
            async p =>
            {
                await TProtocolUtil.SkipAsync(p, TType.Struct, None);
                return await p.ReadI32Async(None);
            });

        Assert.AreEqual(4711, after);
    }

    private static async Task WriteEveryTypeAsync(TProtocol p)
    {
        await p.WriteFieldBeginAsync(new TField("bool", TType.Bool, 1), None);
        await p.WriteBoolAsync(true, None);
        await p.WriteFieldBeginAsync(new TField("byte", TType.Byte, 2), None);
        await p.WriteByteAsync(1, None);
        await p.WriteFieldBeginAsync(new TField("i16", TType.I16, 3), None);
        await p.WriteI16Async(1, None);
        await p.WriteFieldBeginAsync(new TField("i64", TType.I64, 4), None);
        await p.WriteI64Async(-1, None);
        await p.WriteFieldBeginAsync(new TField("double", TType.Double, 5), None);
        await p.WriteDoubleAsync(1, None);
        await p.WriteFieldBeginAsync(new TField("bytes", TType.String, 6), None);
        await p.WriteBinaryAsync([0xff, 0xfe], None);
        await p.WriteFieldBeginAsync(new TField("uuid", TType.Uuid, 7), None);
        await p.WriteUuidAsync(Guid.Empty, None);
        await p.WriteFieldBeginAsync(new TField("set", TType.Set, 8), None);
        await p.WriteSetBeginAsync(new TSet(TType.I32, 2), None);
        await p.WriteI32Async(1, None);
        await p.WriteI32Async(2, None);
        await p.WriteFieldBeginAsync(new TField("list", TType.List, 9), None);
        await p.WriteListBeginAsync(new TList(TType.Bool, 1), None);
        await p.WriteBoolAsync(false, None);
        await p.WriteFieldBeginAsync(new TField("map", TType.Map, 10), None);
        await p.WriteMapBeginAsync(new TMap(TType.Byte, TType.Struct, 1), None);
        await p.WriteByteAsync(1, None);
        await p.WriteStructBeginAsync(new TStruct("empty"), None);
        await p.WriteFieldStopAsync(None);
        await p.WriteStructEndAsync(None);
    }

    private static async Task<T> RoundTripAsync<T>(ProtocolKind kind, Func<TProtocol, Task> write, Func<TProtocol, Task<T>> read)
    {
        var transport = new TMemoryBufferTransport(new TConfiguration());
        await write(kind.Over(transport));
        var input = new TMemoryBufferTransport(transport.GetBuffer(), new TConfiguration());
        var value = await read(kind.Over(input));
        Assert.AreEqual(input.Length, input.Position, "everything that was written has been read");
        return value;
    }
}
