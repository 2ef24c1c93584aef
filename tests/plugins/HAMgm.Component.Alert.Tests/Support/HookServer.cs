using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace HAMgm.Component.Alert.Tests.Support;

/// <summary>A real HTTP server (Kestrel) that answers as the test wants.</summary>
internal sealed class HookServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HookServer(WebApplication app) => _app = app;

    /// <summary>What came, oldest first.</summary>
    public ConcurrentQueue<ReceivedPost> Posts { get; } = new();

    /// <summary>How to answer; after the post was noted.</summary>
    public Func<HttpContext, ReceivedPost, Task> Answer { get; set; } = (context, _) => context.Response.WriteAsync("ok");

    public string Url { get; private set; } = "";

    public int Port => new Uri(Url).Port;

    public static async Task<HookServer> StartAsync(TestAuthority? tls = null, int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(options => options.Listen(IPAddress.Loopback, port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            if (tls is not null)
            {
                listen.UseHttps(tls.Load());
            }
        }));
        var app = builder.Build();
        var server = new HookServer(app);
        app.Run(server.HandleAsync);
        await app.StartAsync();
        server.Url = app.Urls.Single().Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal);
        return server;
    }

    /// <summary>Waits for so many posts.</summary>
    public async Task<ReceivedPost[]> ReceiveAsync(int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (Posts.Count < count)
        {
            await Task.Delay(20, limit.Token);
        }

        return [.. Posts];
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var post = new ReceivedPost(
            context.Request.Method, context.Request.Host.ToString(), context.Request.Path + context.Request.QueryString.ToString(),
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray());
        Posts.Enqueue(post);
        await Answer(context, post);
    }
}
