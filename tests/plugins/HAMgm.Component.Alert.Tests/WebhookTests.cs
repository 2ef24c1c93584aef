using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HAMgm.Component.Alert.Sending;
using HAMgm.Component.Alert.Settings;
using HAMgm.Component.Alert.Tests.Support;
using HAMgm.Contracts.Alerts;
using Microsoft.AspNetCore.Http;

namespace HAMgm.Component.Alert.Tests;

/// <summary>Web hooks, to a real server (Kestrel) that takes, fails, delays, redirects, over TLS and through a proxy.</summary>
[TestClass]
public sealed class WebhookTests : IDisposable
{
    private const string Token = "T0KEN-that-nobody-may-read";
    private const string Secret = "SEC-another-one";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hamgm-hook-");
    private readonly TestAuthority _authority = new();

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }

    [TestMethod]
    public async Task Send_PlainJsonOverTls_IsWholeAndSigned()
    {
        await using var server = await HookServer.StartAsync(_authority);

        var outcome = await SendAsync(Hook(server, ChannelKind.Json) with { AuthorityFile = _authority.AuthorityFile, SecretFile = Write(Secret) }, Notice("a"), Notice("b", "resolved"));

        Assert.IsTrue(outcome.IsDelivered, outcome.Answer);
        var post = server.Posts.Single();
        Assert.AreEqual("POST", post.Method);
        Assert.AreEqual("application/json; charset=utf-8", post.Headers["Content-Type"]);
        var signed = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.ASCII.GetBytes(post.Headers["X-HAMgm-Timestamp"] + ".").Concat(post.Body).ToArray());
        Assert.AreEqual("sha256=" + Convert.ToHexStringLower(signed), post.Headers["X-HAMgm-Signature"]);
        Assert.AreEqual(post.Json.GetProperty("id").GetString(), post.Headers["X-HAMgm-Delivery"]);
        Assert.AreEqual("test", post.Json.GetProperty("cluster_id").GetString());
        var alerts = post.Json.GetProperty("alerts").EnumerateArray().ToArray();
        CollectionAssert.AreEqual(new[] { "a/raised/x", "b/resolved/x" }, alerts.Select(alert => alert.GetProperty("delivery_id").GetString()).ToArray());
        Assert.AreEqual("peer_link_down", alerts[0].GetProperty("alert_type").GetString());
        Assert.AreEqual("high", alerts[0].GetProperty("severity").GetString());
    }

    [TestMethod]
    public async Task Send_Slack_IsItsIncomingWebHooksFormat()
    {
        await using var server = await HookServer.StartAsync();

        Assert.IsTrue((await SendAsync(Hook(server, ChannelKind.Slack), Notice("a <b> & c"), Notice("d", "resolved"))).IsDelivered);

        var json = server.Posts.Single().Json;
        Assert.AreEqual("[test] HIGH/高: a &lt;b&gt; &amp; c (+1)", json.GetProperty("text").GetString());
        CollectionAssert.AreEqual(new[] { "danger", "good" }, json.GetProperty("attachments").EnumerateArray().Select(one => one.GetProperty("color").GetString()).ToArray());
        Assert.IsTrue(json.GetProperty("attachments")[0].GetProperty("fields").EnumerateArray().Any(field => field.GetProperty("value").GetString() == "node-a"));
    }

    [TestMethod]
    public async Task Send_DingTalk_IsMarkdownAndSignedInTheAddress()
    {
        await using var server = await HookServer.StartAsync();
        server.Answer = (context, _) => context.Response.WriteAsync("""{"errcode":0,"errmsg":"ok"}""");

        Assert.IsTrue((await SendAsync(Hook(server, ChannelKind.DingTalk) with { SecretFile = Write(Secret) }, Notice("a"))).IsDelivered);

        var post = server.Posts.Single();
        var timestamp = post.Query("timestamp");
        Assert.IsLessThan(60_000, Math.Abs(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - long.Parse(timestamp, CultureInfo.InvariantCulture)));
        Assert.AreEqual(Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{timestamp}\n{Secret}"))), post.Query("sign"));
        Assert.AreEqual(Token, post.Query("access_token"));
        Assert.AreEqual("markdown", post.Json.GetProperty("msgtype").GetString());
        StringAssert.Contains(post.Json.GetProperty("markdown").GetProperty("text").GetString(), "HIGH/高: a");
        Assert.AreEqual("[test] HIGH/高: a", post.Json.GetProperty("markdown").GetProperty("title").GetString());
    }

    [TestMethod]
    public async Task Send_WeCom_IsMarkdownWithinItsLimit()
    {
        await using var server = await HookServer.StartAsync();
        server.Answer = (context, _) => context.Response.WriteAsync("""{"errcode":0,"errmsg":"ok"}""");

        Assert.IsTrue((await SendAsync(Hook(server, ChannelKind.WeCom), Notice("a", message: new string('长', 3000)))).IsDelivered);

        var json = server.Posts.Single().Json;
        Assert.AreEqual("markdown", json.GetProperty("msgtype").GetString());
        Assert.IsLessThanOrEqualTo(4096, Encoding.UTF8.GetByteCount(json.GetProperty("markdown").GetProperty("content").GetString()!));
    }

    [TestMethod]
    public async Task Send_Feishu_IsAPostAndSignedInTheBody()
    {
        await using var server = await HookServer.StartAsync();
        server.Answer = (context, _) => context.Response.WriteAsync("""{"code":0,"msg":"success"}""");

        Assert.IsTrue((await SendAsync(Hook(server, ChannelKind.Feishu) with { SecretFile = Write(Secret) }, Notice("a"))).IsDelivered);

        var json = server.Posts.Single().Json;
        var timestamp = json.GetProperty("timestamp").GetString();
        Assert.AreEqual(Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes($"{timestamp}\n{Secret}"), Array.Empty<byte>())), json.GetProperty("sign").GetString());
        Assert.AreEqual("post", json.GetProperty("msg_type").GetString());
        var post = json.GetProperty("content").GetProperty("post").GetProperty("zh_cn");
        Assert.AreEqual("[test] HIGH/高: a", post.GetProperty("title").GetString());
        Assert.AreEqual("text", post.GetProperty("content")[0][0].GetProperty("tag").GetString());
    }

    [TestMethod]
    [DataRow(ChannelKind.DingTalk, """{"errcode":310000,"errmsg":"sign not match"}""")]
    [DataRow(ChannelKind.WeCom, """{"errcode":93000,"errmsg":"invalid webhook url"}""")]
    [DataRow(ChannelKind.Feishu, """{"code":19021,"msg":"sign match fail"}""")]
    [DataRow(ChannelKind.DingTalk, "<html>a login page</html>")]
    public async Task Send_ARobotThatSaysNoWithStatus200_IsAFailureInItsWords(object kind, string answer)
    {
        await using var server = await HookServer.StartAsync();
        server.Answer = (context, _) => context.Response.WriteAsync(answer);

        var outcome = await SendAsync(Hook(server, (ChannelKind)kind), Notice("a"));

        Assert.IsFalse(outcome.IsDelivered);
        StringAssert.Contains(outcome.Answer, answer);
    }

    [TestMethod]
    public async Task Send_AServerThatFails_IsToldInItsWordsWithoutSecrets()
    {
        await using var server = await HookServer.StartAsync();
        server.Answer = async (context, post) =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "120";
            await context.Response.WriteAsync($"{post.PathAndQuery} is closed for repair");
        };

        var outcome = await SendAsync(Hook(server, ChannelKind.Slack), Notice("a"));

        Assert.IsFalse(outcome.IsDelivered);
        Assert.IsFalse(outcome.IsRefused);
        Assert.AreEqual(TimeSpan.FromMinutes(2), outcome.RetryAfter);
        StringAssert.Contains(outcome.Answer, "HTTP 503");
        StringAssert.Contains(outcome.Answer, "is closed for repair");
        Assert.DoesNotContain(Token, outcome.Answer);
    }

    [TestMethod]
    [DataRow(400, true)]
    [DataRow(404, false)]
    [DataRow(429, false)]
    [DataRow(500, false)]
    public async Task Send_Refusals_AreToldFromTroubles(int status, bool isRefused)
    {
        await using var server = await HookServer.StartAsync();
        server.Answer = (context, _) =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };

        Assert.AreEqual(isRefused, (await SendAsync(Hook(server, ChannelKind.Json), Notice("a"))).IsRefused);
    }

    [TestMethod]
    public async Task Send_AServerThatDelays_IsNotWaitedForLongerThanItsTime()
    {
        await using var server = await HookServer.StartAsync();
        using var over = new CancellationTokenSource();
        server.Answer = (context, _) => Task.Delay(Timeout.Infinite, over.Token).ContinueWith(_ => { }, TaskScheduler.Default);

        var outcome = await SendAsync(Hook(server, ChannelKind.Json) with { Timeout = TimeSpan.FromMilliseconds(300) }, Notice("a"));

        StringAssert.Contains(outcome.Answer, "no answer within 0.3 s");
        await over.CancelAsync();
    }

    [TestMethod]
    [DataRow(307)]
    [DataRow(308)]
    public async Task Send_RedirectedOnTheSameHost_IsFollowedWithTheMessage(int status)
    {
        await using var server = await HookServer.StartAsync();
        server.Answer = (context, _) => RedirectAsync(context, status, context.Request.Path == "/new" ? null : "/new");

        Assert.IsTrue((await SendAsync(Hook(server, ChannelKind.Json), Notice("a"))).IsDelivered);

        Assert.AreEqual("/new", server.Posts.Last().PathAndQuery);
        CollectionAssert.AreEqual(server.Posts.First().Body, server.Posts.Last().Body);
    }

    [TestMethod]
    [DataRow(301)]
    [DataRow(302)]
    [DataRow(303)]
    [DataRow(307)]
    [DataRow(308)]
    public async Task Send_RedirectedToAnotherHost_IsNotFollowed(int status)
    {
        await using var stranger = await HookServer.StartAsync();
        await using var server = await HookServer.StartAsync();
        server.Answer = (context, _) => RedirectAsync(context, status, stranger.Url + "/steal");

        var outcome = await SendAsync(Hook(server, ChannelKind.Json), Notice("a"));

        Assert.IsFalse(outcome.IsDelivered);
        StringAssert.Contains(outcome.Answer, $"redirects to {stranger.Url}, which is not followed");
        Assert.IsEmpty(stranger.Posts);
    }

    [TestMethod]
    public async Task Send_RedirectedFromTlsToPlain_IsNotFollowed()
    {
        await using var server = await HookServer.StartAsync(_authority);
        server.Answer = (context, _) => RedirectAsync(context, 307, $"http://127.0.0.1:{server.Port}/plain");

        var outcome = await SendAsync(Hook(server, ChannelKind.Json) with { AuthorityFile = _authority.AuthorityFile }, Notice("a"));

        StringAssert.Contains(outcome.Answer, "not followed");
        Assert.HasCount(1, server.Posts);
    }

    [TestMethod]
    public async Task Send_RedirectedInACircle_Ends()
    {
        await using var server = await HookServer.StartAsync();
        server.Answer = (context, _) => RedirectAsync(context, 307, "/again");

        var outcome = await SendAsync(Hook(server, ChannelKind.Json), Notice("a"));

        StringAssert.Contains(outcome.Answer, "more than 3 redirections");
        Assert.HasCount(4, server.Posts);
    }

    [TestMethod]
    public async Task Send_ACertificateThatNobodyVouchesFor_IsRefused()
    {
        await using var server = await HookServer.StartAsync(_authority);
        using var other = new TestAuthority();

        Assert.IsFalse((await SendAsync(Hook(server, ChannelKind.Json), Notice("a"))).IsDelivered);
        Assert.IsFalse((await SendAsync(Hook(server, ChannelKind.Json) with { AuthorityFile = other.AuthorityFile }, Notice("a"))).IsDelivered);
        Assert.IsEmpty(server.Posts);
    }

    [TestMethod]
    public async Task Send_AnAnswerWithoutEnd_IsReadToABound()
    {
        await using var server = await HookServer.StartAsync();
        var written = 0L;
        server.Answer = async (context, _) =>
        {
            var block = Encoding.ASCII.GetBytes(new string('x', 64 * 1024));
            for (var i = 0; i < 2000 && !context.RequestAborted.IsCancellationRequested; i++)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
                Interlocked.Add(ref written, block.Length);
            }
        };

        var outcome = await SendAsync(Hook(server, ChannelKind.Json), Notice("a"));

        Assert.IsTrue(outcome.IsDelivered, outcome.Answer);
        Assert.IsLessThan(600, outcome.Answer.Length);
        Assert.IsLessThan(100L * 1024 * 1024, Interlocked.Read(ref written));
    }

    [TestMethod]
    public async Task Send_ThroughAProxy_AsksThatAndNobodyElse()
    {
        await using var proxy = await HookServer.StartAsync();
        var channel = Hook(proxy, ChannelKind.Json) with { UrlFile = Write("http://chat.example.invalid/hook"), Proxy = proxy.Url };

        Assert.IsTrue((await SendAsync(channel, Notice("a"))).IsDelivered);

        Assert.AreEqual("chat.example.invalid", proxy.Posts.Single().Host);
    }

    [TestMethod]
    public async Task Send_NobodyListens_SaysSoWithoutTheToken()
    {
        var server = await HookServer.StartAsync();
        var channel = Hook(server, ChannelKind.Slack);
        await server.DisposeAsync();

        var outcome = await SendAsync(channel, Notice("a"));

        StringAssert.Contains(outcome.Answer, "refused");
        Assert.DoesNotContain(Token, outcome.Answer);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("\n\n")]
    [DataRow("ftp://example.com/x")]
    [DataRow("not an address T0KEN-that-nobody-may-read")]
    [DataRow("https://user:T0KEN-that-nobody-may-read@example.com/x")]
    public async Task Send_AnAddressFileWithoutAnAddress_IsOneClearErrorWithoutItsContents(string contents)
    {
        var channel = new Channel("chat", ChannelKind.Slack, AlertSeverity.Info, true, TimeSpan.FromSeconds(5)) { UrlFile = Write(contents) };

        var outcome = await SendAsync(channel, Notice("a"));

        Assert.IsFalse(outcome.IsDelivered);
        Assert.DoesNotContain(Token, outcome.Answer);
        Assert.IsTrue(outcome.Answer.Contains("chat", StringComparison.Ordinal) || outcome.Answer.Contains(channel.UrlFile, StringComparison.Ordinal), outcome.Answer);
    }

    private static Task RedirectAsync(HttpContext context, int status, string? to)
    {
        if (to is not null)
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = to;
        }

        return Task.CompletedTask;
    }

    private static Notice Notice(string title, string kind = "raised", string message = "Look at the cable.") => new(
        new AlertRecord
        {
            AlertId = "alert-20260302-001",
            Type = "peer_link_down",
            Severity = AlertSeverity.High,
            Title = title,
            Message = message,
            Key = "x",
            SourceNodeId = "node-a",
            CreateTime = DateTimeOffset.UtcNow,
            UpdateTime = DateTimeOffset.UtcNow,
            ResolveTime = kind == "resolved" ? DateTimeOffset.UtcNow : null,
        },
        $"{title}/{kind}/x", kind);

    private static Task<SendOutcome> SendAsync(Channel channel, params Notice[] notices) =>
        new ChannelSender(TimeProvider.System).SendAsync(BookBench.Plain, channel, notices, CancellationToken.None);

    private Channel Hook(HookServer server, ChannelKind kind) =>
        new("chat", kind, AlertSeverity.Info, true, TimeSpan.FromSeconds(10)) { UrlFile = Write($"{server.Url}/robot/send?access_token={Token}\n") };

    private string Write(string text)
    {
        var path = Path.Combine(_folder.FullName, Guid.NewGuid().ToString("N"));
        File.WriteAllText(path, text);
        return path;
    }
}
