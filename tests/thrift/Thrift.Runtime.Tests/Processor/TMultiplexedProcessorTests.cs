using Thrift.Processor;
using Thrift.Protocol;
using Thrift.Protocol.Entities;
using Thrift.Transport.Client;

namespace Thrift.Runtime.Tests.Processor;

[TestClass]
public sealed class TMultiplexedProcessorTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [TestMethod]
    [DataRow("first", "one")]
    [DataRow("second", "two")]
    public async Task Call_OfAService_ReachesItsProcessorUnderItsOwnName(string service, string expected)
    {
        var request = new TMemoryBufferTransport(new TConfiguration());
        using (var client = new TMultiplexedProtocol(new TCompactProtocol(request), service))
        {
            await client.WriteMessageBeginAsync(new TMessage("Ping", TMessageType.Call, 3), None);
            await WriteEmptyAsync(client);
        }

        var (served, answer) = await ServeAsync(request, withDefault: false);

        Assert.IsTrue(served);
        Assert.AreEqual("Ping", answer.Head.Name);
        Assert.AreEqual(expected, answer.Message);
    }

    [TestMethod]
    public async Task Call_WithoutAService_ReachesTheDefault()
    {
        var (_, answer) = await ServeAsync(await PlainAsync("Ping"), withDefault: true);

        Assert.AreEqual("default", answer.Message);
    }

    [TestMethod]
    [DataRow("Ping", DisplayName = "no service and no default")]
    [DataRow("third:Ping", DisplayName = "unknown service")]
    public async Task Call_ThatNobodyServes_IsToldSo(string name)
    {
        var (served, answer) = await ServeAsync(await PlainAsync(name), withDefault: false);

        Assert.IsTrue(served, "the connection goes on");
        Assert.AreEqual(TMessageType.Exception, answer.Head.Type);
        Assert.Contains(name, answer.Message);
    }

    private static async Task<TMemoryBufferTransport> PlainAsync(string name)
    {
        var request = new TMemoryBufferTransport(new TConfiguration());
        var protocol = new TCompactProtocol(request);
        await protocol.WriteMessageBeginAsync(new TMessage(name, TMessageType.Call, 3), None);
        await WriteEmptyAsync(protocol);
        return request;
    }

    private static async Task WriteEmptyAsync(TProtocol protocol)
    {
        await protocol.WriteStructBeginAsync(default, None);
        await protocol.WriteFieldStopAsync(None);
        await protocol.WriteStructEndAsync(None);
        await protocol.WriteMessageEndAsync(None);
    }

    private static async Task<(bool Served, (TMessage Head, string Message) Answer)> ServeAsync(TMemoryBufferTransport request, bool withDefault)
    {
        request.Seek(0, SeekOrigin.Begin);
        var reply = new TMemoryBufferTransport(new TConfiguration());
        var processor = new TMultiplexedProcessor();
        processor.RegisterProcessor("first", new Answering("one"));
        processor.RegisterProcessor("second", new Answering("two"));
        if (withDefault)
        {
            processor.RegisterDefault(new Answering("default"));
        }

        var served = await processor.ProcessAsync(new TCompactProtocol(request), new TCompactProtocol(reply), None);
        reply.Seek(0, SeekOrigin.Begin);
        var input = new TCompactProtocol(reply);
        var head = await input.ReadMessageBeginAsync(None);
        return (served, (head, (await TApplicationException.ReadAsync(input, None)).Message));
    }

    private sealed class Answering(string text) : ITAsyncProcessor
    {
        public async Task<bool> ProcessAsync(TProtocol iprot, TProtocol oprot, CancellationToken cancellationToken = default)
        {
            var head = await iprot.ReadMessageBeginAsync(cancellationToken);
            await oprot.WriteMessageBeginAsync(new TMessage(head.Name, TMessageType.Reply, head.SeqID), cancellationToken);
            await new TApplicationException(TApplicationException.ExceptionType.Unknown, text).WriteAsync(oprot, cancellationToken);
            await oprot.WriteMessageEndAsync(cancellationToken);
            return true;
        }
    }
}
