using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using HAMgm.Service.Thrift.Tests.Calls;
using HAMgm.Service.Thrift.Tests.Server;
using HAMgm.TestSupport;
using HAMgm.Thrift;
using HAMgm.Tls;
using Thrift;
using Thrift.Transport;
using Thrift.Transport.Client;

namespace HAMgm.Service.Thrift.Tests.Security;

/// <summary>Who gets in with thrift.tls, what each may do, and that the audit log says so (design.md section 8).</summary>
[TestClass]
public sealed class MutualTlsTests : IDisposable
{
    private readonly TestPki _pki = new();
    private readonly TestPki _stranger = new();

    public TestContext TestContext { get; set; } = null!;

    public void Dispose()
    {
        _pki.Dispose();
        _stranger.Dispose();
    }

    [TestMethod]
    [Timeout(60_000)]
    public async Task ChangingCall_WithAnAdminCertificate_IsDoneAndAudited()
    {
        await using var node = await StartAsync();
        using var client = await ConnectAsync(node, _pki.Issue("urn:hamgm:admin:alice"));

        await client.SetConfig("quorum.on_isolation", "keep");

        Assert.AreEqual("keep", node.Config.GetString("quorum.on_isolation"));
        var line = AuditLines().Single();
        Assert.AreEqual("call SetConfig quorum.on_isolation=keep admin:alice admin ok", Words(line, "event", "operation", "subject", "caller", "role", "result"));
        Assert.StartsWith("127.0.0.1:", line.GetProperty("from").GetString()!);
        Assert.Contains(" cert ", line.GetProperty("from").GetString()!);
    }

    [TestMethod]
    [DataRow("viewer", "viewer")]
    [DataRow("node", "node")]
    [Timeout(60_000)]
    public async Task ChangingCall_WithAViewersOrANodesCertificate_IsRefusedAndAudited(string kind, string role)
    {
        await using var node = await StartAsync();
        using var client = await ConnectAsync(node, _pki.Issue($"urn:hamgm:{kind}:bob"));

        Assert.AreEqual(1, (await client.GetClusterStatus()).ClusterStatus.TotalNodes);
        var refused = await Assert.ThrowsExactlyAsync<AuthenticationException>(() => client.SetAutoSwitch(false));

        Assert.Contains("needs the role admin", refused.Message);
        var line = AuditLines().Single();
        Assert.AreEqual($"call SetConfig {role}:bob {role} refused 403", Words(line, "event", "operation", "caller", "role", "result", "code"));
        Assert.IsTrue((await node.Manager.GetEventsAsync(0, TimeSpan.Zero, CancellationToken.None)).Any(e => e.Kind == "audit" && e.Message.Contains("bob", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow("expired")]
    [DataRow("not-yet-valid")]
    [DataRow("foreign")]
    [DataRow("foreign expired")]
    [DataRow("no-role")]
    [DataRow("missing")]
    [Timeout(60_000)]
    public async Task Handshake_WithABadCertificateOrNone_IsRefusedAndAudited(string what)
    {
        await using var node = await StartAsync();
        var certificate = what switch
        {
            "expired" => _pki.Issue("urn:hamgm:admin:eve", age: TimeSpan.FromDays(9), left: TimeSpan.FromMinutes(-1)),
            "not-yet-valid" => _pki.Issue("urn:hamgm:admin:eve", age: TimeSpan.FromDays(-1)),
            "foreign" => _stranger.Issue("urn:hamgm:admin:eve"),
            "foreign expired" => _stranger.Issue("urn:hamgm:admin:eve", age: TimeSpan.FromDays(9), left: TimeSpan.FromMinutes(-1)),
            "no-role" => _pki.Issue("urn:example:admin:eve"),
            _ => null,
        };

        // With TLS 1.3 the client learns of it only when it reads.
        await Assert.ThrowsAsync<TTransportException>(async () =>
        {
            using var client = await ConnectAsync(node, certificate);
            await client.GetClusterStatus();
        });

        var line = await AuditLineAsync();
        Assert.AreEqual($"access thrift refused {what.Split(' ')[0]}", Words(line, "event", "operation", "result", "reason"));
        Assert.StartsWith("127.0.0.1:", line.GetProperty("from").GetString()!);
        Assert.Contains(what is "missing" ? "none" : what is "no-role" ? "CN=test" : "admin 'eve'", line.GetProperty("caller").GetString()!);
        Assert.Contains("1 handshakes refused", node.Module.GetStatus().Detail);
    }

    [TestMethod]
    [Timeout(60_000)]
    public async Task Client_WithoutTls_IsRefusedAndAudited()
    {
        await using var node = await StartAsync();
        using var client = await node.ClientAsync();

        await Assert.ThrowsAsync<TTransportException>(() => client.GetClusterStatus());

        Assert.AreEqual("handshake", (await AuditLineAsync()).GetProperty("reason").GetString());
    }

    [TestMethod]
    [Timeout(60_000)]
    public async Task ManyRefusals_OfOneSecond_AreOneLine()
    {
        await using var node = await StartAsync();
        var foreign = _stranger.Issue("urn:hamgm:admin:eve");
        var begun = Environment.TickCount64;
        for (var i = 0; i < 8; i++)
        {
            await Assert.ThrowsAsync<TTransportException>(async () =>
            {
                using var client = await ConnectAsync(node, foreign);
                await client.GetClusterStatus();
            });
        }

        Assert.Contains("8 handshakes refused", node.Module.GetStatus().Detail);
        var seconds = (Environment.TickCount64 - begun) / 1000;
        Assert.IsLessThanOrEqualTo(seconds + 1, AuditLines().Length);
    }

    [TestMethod]
    [Timeout(60_000)]
    public async Task Certificates_ExchangedWhileItRuns_CountFromTheNextHandshakeOn()
    {
        await using var node = await StartAsync();
        var admin = _pki.Issue("urn:hamgm:admin:alice");
        using var before = await ConnectAsync(node, admin);
        await before.GetClusterStatus();

        // Another authority, and a certificate of it for the node: whoever trusts the old one is a stranger now.
        var next = _stranger.Issue("urn:hamgm:node:node-a");
        File.Copy(next.Authority, Path.Combine(_pki.Folder, "ca.crt"), overwrite: true);
        File.Copy(next.Certificate, Path.Combine(_pki.Folder, "node.crt"), overwrite: true);
        File.Copy(next.Key, Path.Combine(_pki.Folder, "node.key"), overwrite: true);

        using (var client = await ConnectAsync(node, _stranger.Issue("urn:hamgm:admin:carol")))
        {
            await client.SetConfig("quorum.on_isolation", "keep");
        }

        // The connection that stood is judged anew at its next call.
        await Assert.ThrowsAsync<TTransportException>(() => before.GetClusterStatus());
        Assert.Contains(line => line.StartsWith("info the certificates were loaded again", StringComparison.Ordinal), node.Log.Lines);
    }

    [TestMethod]
    [Timeout(60_000)]
    public async Task Certificates_HalfExchanged_LeaveTheOldOnesInForce()
    {
        await using var node = await StartAsync();
        File.WriteAllText(Path.Combine(_pki.Folder, "node.key"), "-----BEGIN PRIVATE KEY-----\nbroken\n-----END PRIVATE KEY-----\n");

        using var client = await ConnectAsync(node, _pki.Issue("urn:hamgm:viewer:bob"));

        Assert.AreEqual(1, (await client.GetClusterStatus()).ClusterStatus.TotalNodes);
        Assert.Contains("node.key", node.Module.GetStatus().Detail);
    }

    [TestMethod]
    [DataRow("urn:hamgm:node:node-b")]
    [DataRow("urn:hamgm:admin:node-a")]
    public async Task Start_WithAnothersCertificate_IsRefused(string uri)
    {
        var error = await Assert.ThrowsAsync<Contracts.Errors.HamgmException>(() => ServedNode.StartWithTlsAsync(_pki.Issue(uri)));

        Assert.Contains("pki issue node node-a", error.Message);
    }

    [TestMethod]
    public async Task Start_WithoutTheFiles_SaysWhichIsMissing()
    {
        var files = _pki.Issue("urn:hamgm:node:node-a");
        File.Delete(files.Key);

        var error = await Assert.ThrowsAsync<Contracts.Errors.HamgmException>(() => ServedNode.StartWithTlsAsync(files));

        Assert.Contains($"{files.Key}: there is no such file", error.Message);
    }

    private Task<ServedNode> StartAsync() => ServedNode.StartWithTlsAsync(_pki.Issue("urn:hamgm:node:node-a", "node"));

    private static async Task<HamgmService.Client> ConnectAsync(ServedNode node, TlsFiles? files)
    {
        var certificate = files is null ? null : X509Certificate2.CreateFromPemFile(files.Certificate, files.Key);
        var client = ServerUnderTest.ClientOver(
            new TTlsSocketTransport("127.0.0.1", node.Port, new TConfiguration(), 20_000, certificate, (_, seen, _, _) => seen is not null), compact: true, framed: true);
        await client.OpenTransportAsync();
        return client;
    }

    private JsonElement[] AuditLines()
    {
        var path = Path.Combine(_pki.Folder, "audit", "audit.jsonl");
        return File.Exists(path) ? [.. File.ReadAllLines(path).Select(line => JsonDocument.Parse(line).RootElement)] : [];
    }

    // The server writes it after it has turned the client away.
    private async Task<JsonElement> AuditLineAsync()
    {
        JsonElement[] lines;
        while ((lines = AuditLines()).Length == 0)
        {
            await Task.Delay(5, TestContext.CancellationToken);
        }

        return lines.Single();
    }

    private static string Words(JsonElement line, params string[] names) =>
        string.Join(' ', names.Select(name => line.GetProperty(name).ToString()));
}
