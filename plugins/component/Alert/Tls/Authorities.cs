using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HAMgm.Contracts.Errors;

namespace HAMgm.Component.Alert.Tls;

/// <summary>Whom to trust in place of the system's authorities: a PEM file. Names and dates are judged all the same.</summary>
internal sealed class Authorities : IDisposable
{
    private readonly X509Certificate2Collection _certificates;

    private Authorities(X509Certificate2Collection certificates) => _certificates = certificates;

    /// <exception cref="HamgmException">Configuration/400: the file cannot be used; names it.</exception>
    public static Authorities Read(string path)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPemFile(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw Unusable(path, unreadable.Message);
        }

        return certificates.Count > 0 ? new Authorities(certificates) : throw Unusable(path, "it holds no certificate");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var certificate in _certificates)
        {
            certificate.Dispose();
        }
    }

    /// <summary>Judges a server's certificate.</summary>
    public bool Validate(object sender, X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors)
    {
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_certificates);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (presented is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(presented.ChainElements.Skip(1).Select(element => element.Certificate).ToArray());
        }

        return chain.Build((X509Certificate2)certificate);
    }

    private static HamgmException Unusable(string path, string why) => new(
        ErrorKind.Configuration, ErrorCodes.BadRequest, path, $"{path} is no file of certificates (PEM): {why}");
}
