using System.Net;
using HAMgm.TestSupport;
using HAMgm.Thrift;
using Thrift.Protocol;
using Thrift.Transport;
using Thrift.Transport.Client;

namespace Thrift.Runtime.Tests.Transport;

[TestClass]
public sealed class THttpTransportTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [Timeout(20_000)]
    public async Task Call_OverHttp_IsPostedAndAnswered()
    {
        using var server = Listen(out var address);
        var serving = Task.Run(async () =>
        {
            for (var call = 0; call < 2; call++)
            {
                var context = await server.GetContextAsync();
                Assert.AreEqual("application/x-thrift", context.Request.ContentType);
                Assert.AreEqual("yes", context.Request.Headers["X-Test"]);
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                var reply = new TMemoryBufferTransport(new TConfiguration());
                var processor = new ClusterManagementService.AsyncProcessor(new OneAnswer());
                await processor.ProcessAsync(
                    new TBinaryProtocol(new TMemoryBufferTransport(body.ToArray(), new TConfiguration())), new TBinaryProtocol(reply));
                await context.Response.OutputStream.WriteAsync(reply.GetBuffer());
                context.Response.Close();
            }
        });
        using var client = new ClusterManagementService.Client(new TBinaryProtocol(new TBufferedTransport(
            new THttpTransport(address, new TConfiguration(), new Dictionary<string, string> { ["X-Test"] = "yes" }))));

        Assert.IsTrue((await client.GetAutoSwitchStatus(TestContext.CancellationToken)).Enabled);
        Assert.IsTrue((await client.GetAutoSwitchStatus(TestContext.CancellationToken)).Enabled);
        await serving;
    }

    [TestMethod]
    [Timeout(20_000)]
    public async Task Call_AnsweredWithAnotherStatus_SaysWhich()
    {
        using var server = Listen(out var address);
        var serving = Task.Run(async () =>
        {
            var context = await server.GetContextAsync();
            context.Response.StatusCode = 503;
            context.Response.Close();
        });
        using var client = new ClusterManagementService.Client(new TBinaryProtocol(new THttpTransport(address, new TConfiguration())));

        var refused = await Assert.ThrowsExactlyAsync<TTransportException>(() => client.GetAutoSwitchStatus(TestContext.CancellationToken));

        Assert.Contains("503", refused.Message);
        await serving;
    }

    [TestMethod]
    [Timeout(20_000)]
    public async Task Call_WhereNobodyListens_SaysWhere()
    {
        var address = new Uri($"http://127.0.0.1:{PortBlock.Next()}/");
        using var client = new ClusterManagementService.Client(new TBinaryProtocol(new THttpTransport(address, new TConfiguration())));

        var refused = await Assert.ThrowsExactlyAsync<TTransportException>(() => client.GetAutoSwitchStatus(TestContext.CancellationToken));

        Assert.AreEqual(TTransportException.ExceptionType.NotOpen, refused.Type);
        Assert.Contains(address.ToString(), refused.Message);
    }

    private static HttpListener Listen(out Uri address)
    {
        address = new Uri($"http://127.0.0.1:{PortBlock.Next()}/");
        var server = new HttpListener();
        server.Prefixes.Add(address.ToString());
        server.Start();
        return server;
    }

    private sealed class OneAnswer : ClusterManagementServiceStub
    {
        public override Task<AutoSwitchResponse> GetAutoSwitchStatus(CancellationToken cancellationToken = default) =>
            Task.FromResult(new AutoSwitchResponse(new BaseResponse(true, 1)) { Enabled = true });
    }
}
