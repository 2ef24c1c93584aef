using System.Text;
using HAMgm.Thrift;
using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thrift.Protocol.Utilities;
using Thrift.Transport.Client;

namespace Thrift.Runtime.Tests.Protocol;

[TestClass]
public sealed class JsonProtocolTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [TestMethod]
    public async Task Message_IsAsSpecified()
    {
        var text = await WriteAsync(async p =>
        {
            await p.WriteMessageBeginAsync(new TMessage("Foo", TMessageType.Call, 7), None);
            await new BaseResponse(true, 1_705_312_200_000) { Message = "a\"b\\c\n\u0001é", ErrorCode = -3 }.WriteAsync(p, None);
            await p.WriteMessageEndAsync(None);
        });

        Assert.AreEqual(
            """[1,"Foo",1,7,{"1":{"tf":1},"2":{"str":"a\"b\\c\n\u0001é"},"3":{"i32":-3},"4":{"i64":1705312200000}}]""", text);
    }

    [TestMethod]
    public async Task Containers_AreAsSpecified_AndComeBack()
    {
        var text = await WriteAsync(async p =>
        {
            await p.WriteMapBeginAsync(new TMap(TType.I32, TType.List, 1), None);
            await p.WriteI32Async(5, None);
            await p.WriteListBeginAsync(new TList(TType.Double, 3), None);
            await p.WriteDoubleAsync(1.5, None);
            await p.WriteDoubleAsync(double.NegativeInfinity, None);
            await p.WriteDoubleAsync(double.NaN, None);
            await p.WriteListEndAsync(None);
            await p.WriteMapEndAsync(None);
        });
        Assert.AreEqual("""["i32","lst",1,{"5":["dbl",3,1.5,"-Infinity","NaN"]}]""", text);

        var protocol = Over(text);
        Assert.AreEqual(1, (await protocol.ReadMapBeginAsync(None)).Count);
        Assert.AreEqual(5, await protocol.ReadI32Async(None));
        Assert.AreEqual(TType.Double, (await protocol.ReadListBeginAsync(None)).ElementType);
        Assert.AreEqual(1.5, await protocol.ReadDoubleAsync(None));
        Assert.AreEqual(double.NegativeInfinity, await protocol.ReadDoubleAsync(None));
        Assert.IsTrue(double.IsNaN(await protocol.ReadDoubleAsync(None)));
        await protocol.ReadListEndAsync(None);
        await protocol.ReadMapEndAsync(None);
    }

    [TestMethod]
    [DataRow("\"\\ud83d\\ude00\"", "😀", DisplayName = "a surrogate pair")]
    [DataRow("\"\\u00e9\\/\\b\\f\\t\"", "é/\b\f\t", DisplayName = "every escape")]
    [DataRow("\"\"", "", DisplayName = "nothing")]
    public async Task Text_WithEscapes_IsResolved(string json, string expected) =>
        Assert.AreEqual(expected, await Over(json).ReadStringAsync(None));

    [TestMethod]
    public async Task Binary_OfEveryLength_ComesBack()
    {
        for (var length = 0; length < 10; length++)
        {
            var bytes = Enumerable.Range(250, length).Select(i => unchecked((byte)i)).ToArray();
            var text = await WriteAsync(p => p.WriteBinaryAsync(bytes, None));
            Assert.DoesNotContain("=", text);

            CollectionAssert.AreEqual(bytes, await Over(text).ReadBinaryAsync(None));
        }

        CollectionAssert.AreEqual(new byte[] { 1 }, await Over("\"AQ==\"").ReadBinaryAsync(None));
    }

    [TestMethod]
    public async Task Skip_OfUnknownFields_EndsAtTheNextValue()
    {
        var protocol = Over("""{"1":{"str":"no Base64 !"},"2":{"rec":{"1":{"lst":["map",1,["str","set",1,{"k":["i8",2,1,-1]}]]}}},"3":{"dbl":"NaN"},"4":{"uid":"00112233-4455-6677-8899-aabbccddeeff"}}4711""");

        await TProtocolUtil.SkipAsync(protocol, TType.Struct, None);

        Assert.AreEqual("4711", Rest(protocol));
    }

    [TestMethod]
    [DataRow("\"\\ud83d\"", DisplayName = "half a surrogate pair")]
    [DataRow("\"\\ude00\"", DisplayName = "the other half")]
    [DataRow("\"\\ud83dx\"", DisplayName = "half a pair and a letter")]
    [DataRow("\"\\x\"", DisplayName = "unknown escape")]
    [DataRow("\"\\u12g4\"", DisplayName = "no digit")]
    [DataRow("\"abc", DisplayName = "no end")]
    [DataRow("abc", DisplayName = "no beginning")]
    [DataRow("", DisplayName = "nothing")]
    public async Task Text_Broken_IsRefused(string json) =>
        await Assert.ThrowsAsync<TException>(() => Over(json).ReadStringAsync(None).AsTask());

    [TestMethod]
    [DataRow("99999999999", DisplayName = "too large")]
    [DataRow("1.5,", DisplayName = "a fraction")]
    [DataRow("--1,", DisplayName = "two signs")]
    [DataRow(",", DisplayName = "nothing")]
    [DataRow("\"\"", DisplayName = "nothing in quotes")]
    [DataRow("\"1x\"", DisplayName = "more than a number")]
    public async Task Number_Broken_IsRefused(string json) =>
        await Assert.ThrowsAsync<TException>(() => Over(json).ReadI32Async(None).AsTask());

    [TestMethod]
    public async Task Number_WithoutEnd_IsRefusedEarly()
    {
        var refused = await Assert.ThrowsExactlyAsync<TProtocolException>(() => Over(new string('1', 100_000)).ReadI64Async(None).AsTask());

        Assert.Contains("without end", refused.Message);
    }

    [TestMethod]
    [DataRow("""["rec",2147483647,""", DisplayName = "2^31-1 structures")]
    [DataRow("""["rec",-1,""", DisplayName = "negative")]
    [DataRow("""["xyz",1,""", DisplayName = "unknown type")]
    [DataRow("""{"rec",1""", DisplayName = "no array")]
    public async Task List_WithImpossibleHead_IsRefused(string json) =>
        await Assert.ThrowsAsync<TException>(() => Over(json).ReadListBeginAsync(None).AsTask());

    [TestMethod]
    public async Task Text_AboveTheConfiguredLimit_IsRefused()
    {
        var memory = new TMemoryBufferTransport(Encoding.UTF8.GetBytes($"\"{new string('x', 2000)}\""), new TConfiguration { MaxStringSize = 1000 });

        var refused = await Assert.ThrowsExactlyAsync<TProtocolException>(() => new TJsonProtocol(memory).ReadStringAsync(None).AsTask());

        Assert.AreEqual(TProtocolException.SIZE_LIMIT, refused.GetExceptionType());
    }

    private static TJsonProtocol Over(string text) =>
        new(new TMemoryBufferTransport(Encoding.UTF8.GetBytes(text), new TConfiguration()));

    private static string Rest(TJsonProtocol protocol)
    {
        var memory = (TMemoryBufferTransport)protocol.Transport;
        return Encoding.UTF8.GetString(memory.GetBuffer()[memory.Position..]);
    }

    private static async Task<string> WriteAsync(Func<TJsonProtocol, Task> write)
    {
        var memory = new TMemoryBufferTransport(new TConfiguration());
        await write(new TJsonProtocol(memory));
        return Encoding.UTF8.GetString(memory.GetBuffer());
    }
}
