using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HAMgm.Service.Thrift.Server;
using Thrift;
using Thrift.Transport;
using Thrift.Transport.Client;

namespace HAMgm.Service.Thrift.Tests.Server;

[TestClass]
public sealed class ThriftServerTlsTests
{
    private static X509Certificate2 _server = null!;
    private static X509Certificate2 _admin = null!;
    private static X509Certificate2 _stranger = null!;

    [ClassInitialize]
    public static void MakeCertificates(TestContext context)
    {
        _server = SelfSigned("localhost");
        _admin = SelfSigned("admin");
        _stranger = SelfSigned("stranger");
    }

    [ClassCleanup]
    public static void Clean()
    {
        _server.Dispose();
        _admin.Dispose();
        _stranger.Dispose();
    }

    [TestMethod]
    [DataRow(false, false)]
    [DataRow(true, true)]
    [Timeout(20_000)]
    public async Task Call_WithACertificate_IsAnsweredAndTheHandlerSeesIt(bool compact, bool framed)
    {
        await using var test = await StartAsync();
        using var client = ServerUnderTest.ClientOver(Transport(test, _admin), compact, framed);
        await client.OpenTransportAsync();

        Assert.HasCount(200_000, (await client.CheckNodeHealth("node-001")).HealthDetails);

        var connection = test.Connections.Single();
        Assert.IsTrue(connection.IsEncrypted);
        Assert.AreEqual(_admin.Thumbprint, connection.Certificate!.Thumbprint);
    }

    [TestMethod]
    [Timeout(20_000)]
    public async Task Call_WithAStrangersCertificateOrNone_IsRefused()
    {
        await using var test = await StartAsync();
        foreach (var certificate in new[] { _stranger, null })
        {
            using var client = ServerUnderTest.ClientOver(Transport(test, certificate), compact: true, framed: true);

            // With TLS 1.3 the client learns of it only when it reads.
            await Assert.ThrowsAsync<TTransportException>(async () =>
            {
                await client.OpenTransportAsync();
                await client.GetAutoSwitchStatus();
            });
        }

        Assert.IsEmpty(test.Connections);
    }

    [TestMethod]
    [Timeout(20_000)]
    public async Task Client_WithoutTls_IsRefused()
    {
        await using var test = await StartAsync();
        using var client = test.Client(compact: true, framed: true);
        await client.OpenTransportAsync();

        await Assert.ThrowsAsync<TTransportException>(() => client.GetAutoSwitchStatus());

        Assert.IsEmpty(test.Connections);
    }

    /// <summary>Who says nothing, not even a greeting, is the first to go when there is no room.</summary>
    [TestMethod]
    [Timeout(20_000)]
    public async Task Client_AfterAsManySilentOnesAsMayBeThere_IsServed()
    {
        await using var test = await StartAsync(maxConnections: 5);
        var silent = new List<TcpClient>();
        for (var i = 0; i < 8; i++)
        {
            silent.Add(new TcpClient());
            await silent[^1].ConnectAsync("127.0.0.1", test.Port);
        }

        using var client = ServerUnderTest.ClientOver(Transport(test, _admin), compact: true, framed: true);
        await client.OpenTransportAsync();

        Assert.IsTrue((await client.GetAutoSwitchStatus()).Enabled);
        Assert.IsGreaterThan(0L, test.Server.DisplacedConnections);
        silent.ForEach(one => one.Dispose());
    }

    [TestMethod]
    [Timeout(20_000)]
    public async Task Client_WhoseServerHasAnotherCertificate_Refuses()
    {
        await using var test = await StartAsync();
        using var transport = new TTlsSocketTransport(
            "127.0.0.1", test.Port, new TConfiguration(), 10_000, _admin, (_, seen, _, _) => seen?.GetCertHashString() == _stranger.Thumbprint);

        var refused = await Assert.ThrowsExactlyAsync<TTransportException>(() => transport.OpenAsync(CancellationToken.None));

        Assert.AreEqual(TTransportException.ExceptionType.NotOpen, refused.Type);
        Assert.Contains("TLS", refused.Message);
    }

    private static TTlsSocketTransport Transport(ServerUnderTest test, X509Certificate2? certificate) => new(
        "127.0.0.1", test.Port, new TConfiguration(), 10_000, certificate, (_, seen, _, _) => seen?.GetCertHashString() == _server.Thumbprint);

    private static Task<ServerUnderTest> StartAsync(int maxConnections = 256) => ServerUnderTest.StartAsync(new ThriftServerOptions
    {
        EndPoints = ServerUnderTest.AnyPort,
        LocalSocket = false,
        MaxConnections = maxConnections,
        Tls = new SslServerAuthenticationOptions
        {
            ServerCertificate = _server,
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = (_, seen, _, _) => seen?.GetCertHashString() == _admin.Thumbprint,
        },
    });

    private static X509Certificate2 SelfSigned(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
