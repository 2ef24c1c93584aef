using System.Net;
using System.Net.Sockets;
using HAMgm.Service.Thrift.Server.Polling;
using Microsoft.AspNetCore.Connections;

namespace HAMgm.Service.Thrift.Tests.Server;

/// <summary>What the loop's own threads run must not throw: nobody stands behind them, and the process would end.</summary>
[TestClass]
public sealed class PolledConnectionTests
{
    [TestMethod]
    [Timeout(20_000)]
    public async Task OnEvents_SocketClosedWhileAnAnswerIsSent_FailsTheAnswerAlone()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using var loop = new PollLoop(1);
        var connection = new PolledConnection(loop, await listener.AcceptSocketAsync(), 1 << 20);

        // Nobody reads: it waits for room.
        var answer = connection.Transport.Output.WriteAsync(new byte[32 * 1024 * 1024]).AsTask();
        Assert.IsFalse(answer.IsCompleted);

        // As Close does while the loop sends: it has seen nobody wait, and the socket goes.
        connection.Socket.Dispose();
        connection.OnEvents(Epoll.Out);

        await Assert.ThrowsExactlyAsync<ConnectionAbortedException>(() => answer);
    }
}
