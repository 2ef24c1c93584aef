using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HAMgm.Cli.Output;
using HAMgm.Cli.Text;
using HAMgm.Tls;

namespace HAMgm.Cli.Pki;

/// <summary>What there is to show of a certificate file.</summary>
internal static class CertificateFacts
{
    /// <summary>Reads a file and tells what stands in it.</summary>
    /// <exception cref="CliFailure">There is no certificate in it.</exception>
    public static Fields Of(string file, DateTimeOffset now)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(PkiFolder.Read(file));
            return Of(file, certificate, now);
        }
        catch (CryptographicException broken)
        {
            throw new CliFailure(ExitCode.Refused, 400, PkiMessages.NotACertificate, PkiMessages.NotACertificateDetails.With(file, broken.Message), broken);
        }
    }

    private static Fields Of(string file, X509Certificate2 certificate, DateTimeOffset now)
    {
        var identity = TlsIdentity.Read(certificate);
        var isAuthority = certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(basic => basic.CertificateAuthority);
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        var left = certificate.NotAfter.ToUniversalTime() - now.UtcDateTime;
        return new Fields
        {
            { "file", file },
            { "role", isAuthority ? "ca" : identity is null ? "none" : TlsIdentity.RoleName(identity.Role) },
            { "name", identity?.Name ?? certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) },
            { "uri", identity?.ToUri(), identity is not null },
            { "addresses", Addresses(names), names is not null },
            { "serial", certificate.SerialNumber },
            { "notBefore", Time(certificate.NotBefore) },
            { "notAfter", Time(certificate.NotAfter) },
            { "daysLeft", (int)Math.Floor(left.TotalDays) },
            { "issuer", certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: true) },
            { "sha256", certificate.GetCertHashString(HashAlgorithmName.SHA256) },
        };
    }

    private static List<string> Addresses(X509SubjectAlternativeNameExtension? names) => names is null
        ? []
        : [.. names.EnumerateIPAddresses().Select(address => address.ToString()), .. names.EnumerateDnsNames()];

    private static string Time(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
