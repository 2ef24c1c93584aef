using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HAMgm.Cli.Text;
using HAMgm.Tls;

namespace HAMgm.Cli.Pki;

/// <summary>
/// The cluster's own certificate authority (design section 8): ECDSA P-256, signs certificates of nodes, admins and viewers
/// only, none of other authorities. Whoever has its key is admin of the cluster: keep it off the nodes if you can.
/// </summary>
internal sealed class Authority : IDisposable
{
    /// <summary>How long an authority lasts, in days.</summary>
    public const int AuthorityDays = 3650;

    /// <summary>How long a node's certificate lasts, in days.</summary>
    public const int NodeDays = 825;

    /// <summary>How long a person's or program's certificate lasts, in days.</summary>
    public const int PersonDays = 365;

    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    // The other node's clock may be behind.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromHours(1);

    private readonly X509Certificate2 _certificate;

    private Authority(X509Certificate2 certificate) => _certificate = certificate;

    /// <summary>When its time ends.</summary>
    public DateTimeOffset NotAfter => _certificate.NotAfter.ToUniversalTime();

    /// <summary>Makes a new one; its certificate and key as PEM.</summary>
    public static (string Certificate, string Key) Create(string name, DateTimeOffset now, int days)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Subject(name), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(
            certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var generator = X509SignatureGenerator.CreateForECDsa(key);
        using var made = request.Create(request.SubjectName, generator, now - ClockSkew, now.AddDays(days), Serial());
        return (made.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Loads the one of a folder.</summary>
    /// <exception cref="CliFailure">There is none, or it is none.</exception>
    public static Authority Load(PkiFolder folder)
    {
        if (!File.Exists(folder.KeyOf(PkiFolder.AuthorityName)))
        {
            throw new CliFailure(ExitCode.Refused, 404, PkiMessages.NoAuthority, PkiMessages.NoAuthorityDetails.With(folder.Path));
        }

        try
        {
            return new Authority(X509Certificate2.CreateFromPem(
                PkiFolder.Read(folder.CertificateOf(PkiFolder.AuthorityName)), PkiFolder.Read(folder.KeyOf(PkiFolder.AuthorityName))));
        }
        catch (Exception broken) when (broken is CryptographicException or ArgumentException)
        {
            throw new CliFailure(ExitCode.Refused, 500, PkiMessages.NoAuthority, PkiMessages.BrokenAuthority.With(folder.Path, broken.Message), broken);
        }
    }

    /// <summary>Signs a new certificate; it and its key as PEM. It ends with the authority at the latest.</summary>
    public (string Certificate, string Key) Issue(
        TlsIdentity identity, IReadOnlyCollection<IPAddress> addresses, IReadOnlyCollection<string> hosts, DateTimeOffset now, int days)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Subject(identity.Name), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(Names(identity, addresses, hosts));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));

        // A node is a client, too: of its peer.
        OidCollection uses = identity.Role == TlsRole.Node ? [new Oid(ServerUse), new Oid(ClientUse)] : [new Oid(ClientUse)];
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(uses, critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var from = now - ClockSkew > _certificate.NotBefore.ToUniversalTime() ? now - ClockSkew : _certificate.NotBefore.ToUniversalTime();
        var until = now.AddDays(days) < NotAfter ? now.AddDays(days) : NotAfter;
        using var made = request.Create(_certificate, from, until, Serial());
        return (made.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <inheritdoc/>
    public void Dispose() => _certificate.Dispose();

    private static X509Extension Names(TlsIdentity identity, IReadOnlyCollection<IPAddress> addresses, IReadOnlyCollection<string> hosts)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri(identity.ToUri()));
        foreach (var address in addresses)
        {
            names.AddIpAddress(address);
        }

        foreach (var host in hosts)
        {
            names.AddDnsName(host);
        }

        return names.Build();
    }

    private static X500DistinguishedName Subject(string name)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddOrganizationName("HAMgm");
        subject.AddCommonName(name);
        return subject.Build();
    }

    // 127 random bits, positive (RFC 5280 section 4.1.2.2).
    private static byte[] Serial()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return serial;
    }
}
