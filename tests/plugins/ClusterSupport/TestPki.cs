using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HAMgm.Tls;

namespace HAMgm.TestSupport;

/// <summary>A certificate authority in a folder of its own, for certificates that hamgm-cli would never make, too.</summary>
internal sealed class TestPki : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _authority;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hamgm-pki-");

    public TestPki()
    {
        var request = new CertificateRequest("CN=test authority", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-1), DateTimeOffset.UtcNow.AddYears(2));
        File.WriteAllText(AuthorityFile, _authority.ExportCertificatePem());
    }

    public string Folder => _folder.FullName;

    public string AuthorityFile => Path.Combine(Folder, "ca.crt");

    /// <summary>Makes a certificate and a key as files; their paths and the authority's.</summary>
    public TlsFiles Issue(string uri, string? file = null, TimeSpan? age = null, TimeSpan? left = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (uri.Length > 0)
        {
            names.AddUri(new Uri(uri));
        }

        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            uri.StartsWith("urn:hamgm:node:", StringComparison.Ordinal)
                ? [new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")]
                : [new Oid("1.3.6.1.5.5.7.3.2")],
            false));
        var now = DateTimeOffset.UtcNow;
        var serial = RandomNumberGenerator.GetBytes(12);
        serial[0] &= 0x7F;
        using var signed = request.Create(_authority, now - (age ?? TimeSpan.FromHours(1)), now + (left ?? TimeSpan.FromDays(300)), serial);
        var path = Path.Combine(Folder, file ?? Guid.NewGuid().ToString("N"));
        File.WriteAllText(path + ".key", key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(path + ".crt", signed.ExportCertificatePem());
        return new TlsFiles(AuthorityFile, path + ".crt", path + ".key");
    }

    public void Dispose()
    {
        _authority.Dispose();
        _key.Dispose();
        _folder.Delete(recursive: true);
    }
}
