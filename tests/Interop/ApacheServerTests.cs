using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using HAMgm.Service.Thrift.Tests.Server;
using HAMgm.TestSupport;
using HAMgm.Thrift;
using HAMgm.Tls;
using Thrift;
using Thrift.Transport;
using Thrift.Transport.Client;

namespace HAMgm.Interop.Tests;

/// <summary>Our generated client, and hamgm-cli, against a server made with Apache's Python library.</summary>
[TestClass]
public sealed class ApacheServerTests
{
    private static readonly string Generated = Directory.CreateTempSubdirectory("hamgm-interop-").FullName;
    private static string? _missing;

    public TestContext TestContext { get; set; } = null!;

    [ClassInitialize]
    public static async Task GenerateAsync(TestContext context)
    {
        _missing = await Tools.GenerateAsync("py", Generated, context.CancellationToken);
        var (imported, complaint) = await Tools.RunAsync(Tools.Python, ["-c", "import thrift.transport.TSSLSocket"], context.CancellationToken);
        _missing ??= imported == 0 ? null : $"no python3-thrift: {complaint}";
    }

    [ClassCleanup]
    public static void Clean() => Directory.Delete(Generated, recursive: true);

    [TestMethod]
    [DataRow("binary", "unframed", "plain")]
    [DataRow("binary", "framed", "plain")]
    [DataRow("compact", "unframed", "plain")]
    [DataRow("compact", "framed", "plain")]
    [DataRow("binary", "unframed", "tls")]
    [DataRow("binary", "framed", "tls")]
    [DataRow("compact", "unframed", "tls")]
    [DataRow("compact", "framed", "tls")]
    [Timeout(60_000)]
    public async Task GeneratedClient_AgainstPython_IsServed(string protocol, string framing, string security)
    {
        using var pki = new TestPki();
        using var server = await StartAsync(protocol, framing, security == "tls" ? pki.Issue("urn:hamgm:node:python-1") : null);
        var files = pki.Issue("urn:hamgm:admin:interop");
        using var certificate = X509Certificate2.CreateFromPemFile(files.Certificate, files.Key);
        TTransport transport = security == "tls"
            ? new TTlsSocketTransport("127.0.0.1", server.Port, new TConfiguration(), 20_000, certificate, (_, seen, _, _) => seen is X509Certificate2 node && TlsIdentity.Read(node)?.Role == TlsRole.Node)
            : new TSocketTransport("127.0.0.1", server.Port, new TConfiguration(), 20_000);
        using var client = ServerUnderTest.ClientOver(transport, protocol == "compact", framing == "framed");
        await client.OpenTransportAsync(TestContext.CancellationToken);

        var status = (await client.GetClusterStatus(TestContext.CancellationToken)).ClusterStatus;
        Assert.AreEqual(("python-1", 15.5, NodeState.PRIMARY), (status.PrimaryNodeId, status.Nodes[0].CpuUsage, status.Nodes[0].State));
        var missing = await Assert.ThrowsExactlyAsync<NodeNotFoundException>(() => client.GetNodeInfo("nobody", TestContext.CancellationToken));
        Assert.AreEqual("nobody", missing.NodeId);
        var text = new string('值', 30_000);
        Assert.AreEqual(text, (await client.SetConfig("k", text, TestContext.CancellationToken)).ConfigValue);
        TestContext.WriteLine($"interop: our generated client, python3-thrift server, {protocol} {framing} {security}: ok");
    }

    [TestMethod]
    [DataRow("plain")]
    [DataRow("tls")]
    [Timeout(60_000)]
    public async Task Cli_AgainstPython_ShowsTheCluster(string security)
    {
        using var pki = new TestPki();
        using var server = await StartAsync("binary", "unframed", security == "tls" ? pki.Issue("urn:hamgm:node:python-1") : null);
        var files = pki.Issue("urn:hamgm:admin:interop");
        string[] tls = security == "tls" ? ["--tls-ca", files.Authority, "--tls-cert", files.Certificate, "--tls-key", files.Key] : [];
        using var output = new StringWriter();

        var exit = await Cli.Program.RunAsync(
            ["--host", "127.0.0.1", "--port", server.Port.ToString(CultureInfo.InvariantCulture), "cluster", "status", .. tls],
            new Cli.CliConsole { Out = output, Error = output },
            TestContext.CancellationToken);

        Assert.AreEqual(0, exit, output.ToString());
        Assert.Contains("\"primaryNodeId\": \"python-1\"", output.ToString());
        TestContext.WriteLine($"interop: hamgm-cli, python3-thrift server, binary unframed {security}: ok");
    }

    private async Task<PythonServer> StartAsync(string protocol, string framing, TlsFiles? tls)
    {
        if (_missing is not null)
        {
            Assert.Inconclusive(_missing);
        }

        string[] arguments = [Tools.Source("server.py"), Generated, protocol, framing, .. tls is null ? (string[])[] : [tls.Authority, tls.Certificate, tls.Key]];
        return await PythonServer.StartAsync(arguments, TestContext.CancellationToken);
    }

    private sealed class PythonServer : IDisposable
    {
        private readonly Process _process;

        private PythonServer(Process process, int port) => (_process, Port) = (process, port);

        public int Port { get; }

        public static async Task<PythonServer> StartAsync(string[] arguments, CancellationToken cancellationToken)
        {
            var process = Process.Start(new ProcessStartInfo(Tools.Python, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })
                ?? throw new Win32Exception();
            var line = await process.StandardOutput.ReadLineAsync(cancellationToken);
            return new PythonServer(process, int.Parse(line ?? throw new InvalidOperationException("the server ended"), CultureInfo.InvariantCulture));
        }

        public void Dispose()
        {
            _process.Kill();
            _process.WaitForExit();
            _process.Dispose();
        }
    }
}
