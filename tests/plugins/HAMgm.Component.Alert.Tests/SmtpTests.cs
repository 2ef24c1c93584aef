using HAMgm.Component.Alert.Sending;
using HAMgm.Component.Alert.Settings;
using HAMgm.Component.Alert.Tests.Support;
using HAMgm.Contracts.Alerts;

namespace HAMgm.Component.Alert.Tests;

/// <summary>Mail, to a real server (npm's smtp-server) with TLS and log-in.</summary>
[TestClass]
public sealed class SmtpTests : IDisposable
{
    private const string Password = "s3cret pass";

    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [TestMethod]
    [DataRow("starttls", "PLAIN", "auto")]
    [DataRow("starttls", "LOGIN", "login")]
    [DataRow("starttls", "CRAM-MD5", "cram-md5")]
    [DataRow("tls", "PLAIN", "plain")]
    [DataRow("tls", "CRAM-MD5", "auto")]
    public async Task Send_WithTlsAndLogIn_IsDelivered(string security, string offered, string auth)
    {
        await using var server = await SmtpServer.StartAsync(_authority, $"\"secure\":{(security == "tls" ? "true" : "false")},\"auth\":[\"{offered}\"]");

        var outcome = await SendAsync(Mail(server, security, auth));

        Assert.IsTrue(outcome.IsDelivered, outcome.Answer);
        StringAssert.Contains(outcome.Answer, "queued as test-1");
        var mail = await server.ReceiveAsync();
        Assert.AreEqual(offered, mail.Login);
        Assert.IsTrue(mail.IsSecure);
        Assert.AreEqual("hamgm@example.com", mail.From);
        CollectionAssert.AreEqual(new[] { "ops@example.com", "on-call@example.com" }, mail.To.ToArray());
    }

    [TestMethod]
    public async Task Send_TextsOfTwoLanguages_ArriveAsTheyWere()
    {
        await using var server = await SmtpServer.StartAsync(_authority, "");
        var alert = Alert() with { Title = "node-b 心跳超时：" + new string('长', 60), Message = ".first line with a dot\n..second\n.\nlast 末行\r\nBcc: x@y.z" };

        var outcome = await SendAsync(Mail(server, "starttls", "auto", user: ""), alert);

        Assert.IsTrue(outcome.IsDelivered, outcome.Answer);
        var mail = await server.ReceiveAsync();
        Assert.AreEqual($"[test] HIGH/高: {alert.Title}", mail.Header("Subject"));
        StringAssert.Contains(mail.Body.Replace("\r\n", "\n", StringComparison.Ordinal), ".first line with a dot\n..second\n.\nlast 末行");
        Assert.DoesNotContain("\r\nBcc:", mail.Message[..mail.Message.IndexOf("\r\n\r\n", StringComparison.Ordinal)]);
        Assert.AreEqual("alert-20260302-001/raised/email", mail.Header("X-HAMgm-Delivery"));
        StringAssert.EndsWith(mail.Header("Message-ID"), "@example.com>");
        Assert.IsTrue(mail.Message.Split("\r\n").All(line => line.Length <= 998));
    }

    [TestMethod]
    public async Task Send_WrongPassword_SaysTheServersWordsAndNotThePassword()
    {
        await using var server = await SmtpServer.StartAsync(_authority, "\"auth\":[\"PLAIN\",\"LOGIN\",\"CRAM-MD5\"]");
        foreach (var auth in new[] { "plain", "login", "cram-md5" })
        {
            var outcome = await SendAsync(Mail(server, "starttls", auth) with { ReadPassword = () => "wrong-password" });

            Assert.IsFalse(outcome.IsDelivered);
            Assert.IsFalse(outcome.IsRefused, "it is mended without a new message");
            StringAssert.Contains(outcome.Answer, "no such user, says this server");
            Assert.DoesNotContain("wrong-password", outcome.Answer);
        }
    }

    [TestMethod]
    public async Task Send_WithoutTheTlsThatIsWanted_SendsNothing()
    {
        await using var server = await SmtpServer.StartAsync(_authority, "\"noStartTls\":true,\"auth\":[\"PLAIN\"],\"insecureAuth\":true");

        var outcome = await SendAsync(Mail(server, "starttls", "plain"));

        Assert.IsFalse(outcome.IsDelivered);
        StringAssert.Contains(outcome.Answer, "STARTTLS");
        Assert.IsFalse(server.HasReceived);
    }

    [TestMethod]
    public async Task Send_WithoutTls_LogsInOnlyInAWayThatHidesThePassword()
    {
        await using var server = await SmtpServer.StartAsync(_authority, "\"noStartTls\":true,\"auth\":[\"PLAIN\",\"CRAM-MD5\"],\"insecureAuth\":true");

        Assert.IsFalse((await SendAsync(Mail(server, "none", "plain"))).IsDelivered);
        Assert.IsTrue((await SendAsync(Mail(server, "none", "cram-md5"))).IsDelivered);
        Assert.AreEqual("CRAM-MD5", (await server.ReceiveAsync()).Login);
    }

    [TestMethod]
    [DataRow("starttls")]
    [DataRow("tls")]
    public async Task Send_ToAServerThatNobodyVouchesFor_IsNotDone(string security)
    {
        await using var server = await SmtpServer.StartAsync(_authority, $"\"secure\":{(security == "tls" ? "true" : "false")}");

        var stranger = await SendAsync(Mail(server, security, "auto", user: "") with { AuthorityFile = "" });
        using var other = new TestAuthority();
        var others = await SendAsync(Mail(server, security, "auto", user: "") with { AuthorityFile = other.AuthorityFile });
        var otherName = await SendAsync(Mail(server, security, "auto", user: "") with { Host = "ip6-localhost.invalid" });

        Assert.IsFalse(stranger.IsDelivered, stranger.Answer);
        Assert.IsFalse(others.IsDelivered, others.Answer);
        Assert.IsFalse(otherName.IsDelivered, otherName.Answer);
        StringAssert.Contains(stranger.Answer, "TLS");
        Assert.IsFalse(server.HasReceived);
    }

    [TestMethod]
    public async Task Send_SomeRecipientsRefused_GoesToTheOthersAndSaysSo()
    {
        await using var server = await SmtpServer.StartAsync(_authority, "");
        var outcome = await SendAsync(Mail(server, "starttls", "auto", user: ""), to: ["nobody@example.com", "ops@example.com"]);

        Assert.IsTrue(outcome.IsDelivered);
        StringAssert.Contains(outcome.Answer, "not for 1 of 2 recipients: 550 no mailbox of that name, says this server");
        CollectionAssert.AreEqual(new[] { "ops@example.com" }, (await server.ReceiveAsync()).To.ToArray());

        var none = await SendAsync(Mail(server, "starttls", "auto", user: ""), to: ["nobody@example.com"]);
        Assert.IsTrue(none.IsRefused);
        StringAssert.Contains(none.Answer, "550 no mailbox");
    }

    [TestMethod]
    public async Task Send_MessageRefused_IsNotTriedForEver()
    {
        await using var server = await SmtpServer.StartAsync(_authority, "\"refuseData\":true");

        var outcome = await SendAsync(Mail(server, "starttls", "auto", user: ""));

        Assert.IsTrue(outcome.IsRefused);
        StringAssert.Contains(outcome.Answer, "554 this content is not wanted");
    }

    [TestMethod]
    public async Task Send_NobodyListensOrAnswers_EndsInTime()
    {
        using var deaf = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        deaf.Start();
        var port = ((System.Net.IPEndPoint)deaf.LocalEndpoint).Port;

        var silent = await SendAsync(Server(port, "starttls", "auto", "") with { Timeout = TimeSpan.FromMilliseconds(200) });
        deaf.Stop();
        var refused = await SendAsync(Server(port, "starttls", "auto", ""));

        StringAssert.Contains(silent.Answer, "no answer within 0.2 s");
        StringAssert.Contains(refused.Answer, "connecting to 127.0.0.1");
    }

    [TestMethod]
    public async Task Send_AServerThatTalksWithoutEnd_IsCutOff()
    {
        using var chatty = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        chatty.Start();
        var talking = Task.Run(async () =>
        {
            using var client = await chatty.AcceptTcpClientAsync();
            await using var stream = client.GetStream();
            try
            {
                for (var i = 0; i < 10_000; i++)
                {
                    await stream.WriteAsync(new byte[1024].Select(_ => (byte)'x').ToArray());
                }
            }
            catch (IOException)
            {
                // It hung up, as it should.
            }
        });

        var outcome = await SendAsync(Server(((System.Net.IPEndPoint)chatty.LocalEndpoint).Port, "starttls", "auto", ""));

        StringAssert.Contains(outcome.Answer, "longer than 4096 bytes");
        await talking;
    }

    private static AlertRecord Alert() => new()
    {
        AlertId = "alert-20260302-001",
        Type = "peer_link_down",
        Severity = AlertSeverity.High,
        Title = "a link is silent",
        Message = "Look at the cable.",
        Key = "x",
        SourceNodeId = "node-a",
        CreateTime = DateTimeOffset.UtcNow,
        UpdateTime = DateTimeOffset.UtcNow,
    };

    private static Task<SendOutcome> SendAsync(MailServer mail, AlertRecord? alert = null, IReadOnlyList<string>? to = null)
    {
        var channel = new Channel("email", ChannelKind.Email, AlertSeverity.Info, true, mail.Timeout) { To = to ?? ["ops@example.com", "on-call@example.com"] };
        return new ChannelSender(TimeProvider.System).SendAsync(
            BookBench.Plain with { Mail = mail }, channel, [new Notice(alert ?? Alert(), "alert-20260302-001/raised/email", "raised")], CancellationToken.None);
    }

    private MailServer Mail(SmtpServer server, string security, string auth, string user = "hamgm") => Server(server.Port, security, auth, user);

    private MailServer Server(int port, string security, string auth, string user) =>
        new("127.0.0.1", port, security, auth, user, "hamgm@example.com", _authority.AuthorityFile, TimeSpan.FromSeconds(10), () => Password);
}
