using System.Globalization;
using System.Net;
using HAMgm.Cli.Tests.Harness;
using HAMgm.Service.Thrift.Server;
using HAMgm.TestSupport;
using HAMgm.Thrift;
using HAMgm.Tls;

namespace HAMgm.Cli.Tests;

/// <summary>TLS to a node: where the certificates come from, and what is said when they are no good.</summary>
[TestClass]
public sealed class TlsTests : IDisposable
{
    private readonly TestPki _pki = new();
    private readonly TestPki _stranger = new();
    private TlsProblem _seen = TlsProblem.Unreadable;
    private string _caller = "";

    public void Dispose()
    {
        _pki.Dispose();
        _stranger.Dispose();
    }

    [TestMethod]
    public async Task Options_NameTheCertificates()
    {
        await using var server = await StartAsync();

        var result = await RunAsync(server, [], Options(_pki.Issue("urn:hamgm:admin:alice")), "--verbose");

        Assert.AreEqual(0, result.ExitCode, result.Out);
        Assert.AreEqual("admin 'alice'", _caller);
        Assert.Contains("node 'node-001'", result.Error);
    }

    [TestMethod]
    public async Task SettingsFile_NamesTheCertificates_RelativeToItself()
    {
        await using var server = await StartAsync();
        _pki.Issue("urn:hamgm:viewer:bob", "bob");
        var home = Directory.CreateDirectory(Path.Combine(_pki.Folder, ".hamgm"));
        File.WriteAllText(Path.Combine(home.FullName, "config.yaml"), "host: 127.0.0.1\ntls:\n  ca: ../ca.crt\n  cert: ~/bob.crt\n  key: ../bob.key\n");

        var result = await RunAsync(server, new() { ["HOME"] = _pki.Folder });

        Assert.AreEqual(0, result.ExitCode, result.Out);
        Assert.AreEqual("viewer 'bob'", _caller);
    }

    [TestMethod]
    public async Task UsualFolder_IsTheLastResort()
    {
        await using var server = await StartAsync();
        _pki.Issue("urn:hamgm:admin:admin", "admin");

        var result = await RunAsync(server, new() { ["HAMGM_PKI"] = _pki.Folder });

        Assert.AreEqual(0, result.ExitCode, result.Out);
        Assert.AreEqual("admin 'admin'", _caller);
    }

    [TestMethod]
    public async Task UsualFolder_WithANodeOfThisHostWithoutTls_IsNotInTheWay()
    {
        await using var plain = await ClusterUnderTest.StartAsync();
        _pki.Issue("urn:hamgm:admin:admin", "admin");

        var result = await CliUnderTest.RunAsync(
            new() { ["HAMGM_PKI"] = _pki.Folder }, ["--host", "127.0.0.1", "--port", plain.Port, "cluster", "vip", "--verbose"]);

        Assert.AreEqual(0, result.ExitCode, result.Out);
        Assert.Contains("does not speak TLS", result.Error);
    }

    [TestMethod]
    public async Task AskedForTls_ANodeWithout_IsNeverSpokenToInPlain()
    {
        await using var plain = await ClusterUnderTest.StartAsync();

        var result = await CliUnderTest.RunAsync(
            ["--host", "127.0.0.1", "--port", plain.Port, "cluster", "vip", .. Options(_pki.Issue("urn:hamgm:admin:alice"))]);

        Assert.AreEqual((ExitCode.Unreachable, 503), (result.ExitCode, result.Code));
        Assert.Contains("Does the node have thrift.tls?", result.Details);
        Assert.IsEmpty(plain.Cluster.Calls);
    }

    [TestMethod]
    [DataRow("expired", ExitCode.NotAuthorised, "has expired")]
    [DataRow("foreign authority", ExitCode.NotAuthorised, "did not prove that it is a node")]
    [DataRow("foreign certificate", ExitCode.NotAuthorised, "not signed by this cluster's authority")]
    [DataRow("missing file", ExitCode.Usage, "there is no such file")]
    [DataRow("another's key", ExitCode.Usage, "does not hold the private key")]
    [DataRow("two of three", ExitCode.Usage, "--tls-key is not given")]
    [DataRow("none", ExitCode.Unreachable, "it serves certificates only")]
    public async Task BadCertificate_SaysWhatIsWrong(string what, int exitCode, string expected)
    {
        await using var server = await StartAsync();
        var good = _pki.Issue("urn:hamgm:admin:alice");
        var foreign = _stranger.Issue("urn:hamgm:admin:eve");
        string[] options = what switch
        {
            "expired" => Options(_pki.Issue("urn:hamgm:admin:alice", age: TimeSpan.FromDays(9), left: TimeSpan.FromMinutes(-1))),
            "foreign authority" => Options(foreign),
            "foreign certificate" => Options(foreign with { Authority = good.Authority }),
            "missing file" => Options(good with { Certificate = good.Certificate + "x" }),
            "another's key" => Options(good with { Key = foreign.Key }),
            "two of three" => Options(good)[..4],
            _ => [],
        };

        var result = await RunAsync(server, [], options);

        Assert.AreEqual(exitCode, result.ExitCode, result.Out);
        Assert.Contains(expected, result.Details);
        Assert.AreEqual("", _caller);
    }

    [TestMethod]
    public async Task AServerThatIsNoNode_IsRefused()
    {
        await using var server = await StartAsync(_pki.Issue("urn:hamgm:admin:mallory"));

        var result = await RunAsync(server, [], Options(_pki.Issue("urn:hamgm:admin:alice")));

        Assert.AreEqual(ExitCode.NotAuthorised, result.ExitCode, result.Out);
        Assert.AreEqual("", _caller);
    }

    [TestMethod]
    public async Task ANodeThatRefusesTheCertificate_IsHintedAt()
    {
        await using var server = await StartAsync(accept: false);

        var result = await RunAsync(server, [], Options(_pki.Issue("urn:hamgm:admin:alice")));

        Assert.AreEqual(ExitCode.Unreachable, result.ExitCode, result.Out);
        Assert.Contains("audit log", result.Details);
    }

    [TestMethod]
    [DataRow("tls: x\n")]
    [DataRow("tls: { ca: a, cert: b, key: c }\ntls: { ca: a }\n")]
    [DataRow("tls: { ca: a, ca: b }\n")]
    [DataRow("tls: { host: a }\n")]
    [DataRow("tls: { ca: { ca: a } }\n")]
    [DataRow("tls: { ca: a }\n")]
    public async Task SettingsFile_WithOddTls_IsRefused(string text)
    {
        var file = Path.Combine(_pki.Folder, "config.yaml");
        File.WriteAllText(file, text);

        Assert.AreEqual(ExitCode.Usage, (await CliUnderTest.RunAsync("cluster", "vip", "--config", file)).ExitCode);
    }

    private static string[] Options(TlsFiles files) => ["--tls-ca", files.Authority, "--tls-cert", files.Certificate, "--tls-key", files.Key];

    private static Task<CliResult> RunAsync(ThriftServer server, Dictionary<string, string> environment, params string[] more) => CliUnderTest.RunAsync(
        environment, ["--host", "127.0.0.1", "--port", server.EndPoints[0].Port.ToString(CultureInfo.InvariantCulture), "cluster", "vip", .. more]);

    private static Task<CliResult> RunAsync(ThriftServer server, Dictionary<string, string> environment, string[] options, string last) =>
        RunAsync(server, environment, [.. options, last]);

    private async Task<ThriftServer> StartAsync(TlsFiles? certificate = null, bool accept = true)
    {
        var material = TlsMaterial.Load(certificate ?? _pki.Issue("urn:hamgm:node:node-001"));
        var server = new ThriftServer(
            new ThriftServerOptions
            {
                EndPoints = [new IPEndPoint(IPAddress.Loopback, 0)],
                LocalSocket = false,
                DrainTimeout = TimeSpan.Zero,
                TlsFor = _ => new TlsHandshake(material.ForServer(seen => accept && (_seen = seen.Problem) == TlsProblem.None, TimeProvider.System), _ => { }),
            },
            connection =>
            {
                _caller = TlsIdentity.Read(connection.Certificate!)!.ToString();
                return new HamgmService.AsyncProcessor(new FakeCluster());
            });
        await server.StartAsync(CancellationToken.None);
        return server;
    }
}
