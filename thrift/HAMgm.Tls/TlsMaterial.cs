using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HAMgm.Tls;

/// <summary>
/// A certificate with its key and the authorities that are trusted, as loaded from <see cref="TlsFiles"/> at one time.
/// TLS 1.2 and 1.3; only the own authorities count, the system's do not; nothing is ever fetched from the network to
/// judge a certificate.
/// </summary>
public sealed class TlsMaterial
{
    /// <summary>Largest of the files, in bytes: a few dozen authorities.</summary>
    public const int MaxFileBytes = 256 * 1024;

    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2Collection _authorities;
    private readonly SslStreamCertificateContext _context;

    private TlsMaterial(X509Certificate2 certificate, X509Certificate2Collection authorities)
    {
        Certificate = certificate;
        _authorities = authorities;
        _context = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
        Identity = TlsIdentity.Read(certificate);
        NotAfter = certificate.NotAfter.ToUniversalTime();
        foreach (var authority in authorities)
        {
            var end = new DateTimeOffset(authority.NotAfter.ToUniversalTime());
            AuthorityNotAfter = end > AuthorityNotAfter ? end : AuthorityNotAfter;
        }
    }

    /// <summary>The own certificate, with its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Whom it names; null: nobody of HAMgm.</summary>
    public TlsIdentity? Identity { get; }

    /// <summary>When its time ends.</summary>
    public DateTimeOffset NotAfter { get; }

    /// <summary>When the last authority's time ends.</summary>
    public DateTimeOffset AuthorityNotAfter { get; } = DateTimeOffset.MinValue;

    /// <summary>Loads the files.</summary>
    /// <exception cref="TlsException">One cannot be read, or does not hold what it should, or the key is another certificate's.</exception>
    public static TlsMaterial Load(TlsFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var authorities = Parse(files.Authority, "the authority's certificate (PEM)", static text =>
        {
            var read = new X509Certificate2Collection();
            read.ImportFromPem(text);
            return read.Count > 0 ? read : throw new CryptographicException("there is no certificate in it");
        });
        using var bare = Parse(files.Certificate, "a certificate (PEM)", static text => X509Certificate2.CreateFromPem(text));

        // Fails when the key is not that of the certificate.
        var certificate = Parse(files.Key, $"the private key (PEM, unencrypted) of {files.Certificate}", text => Join(bare, text));
        return new TlsMaterial(certificate, authorities);
    }

    /// <summary>Judges the own certificate, as the other side will.</summary>
    public TlsVerdict JudgeOwn(DateTimeOffset now, bool asServer)
    {
        using var chain = new X509Chain { ChainPolicy = Policy(asServer ? ServerUse : ClientUse) };
        chain.ChainPolicy.VerificationTime = now.LocalDateTime;
        chain.Build(Certificate);
        return TlsVerdict.Of(Certificate, chain, now);
    }

    /// <summary>Judges a certificate that a client showed earlier, by what is trusted now.</summary>
    public TlsVerdict JudgeClient(X509Certificate2 shown, DateTimeOffset now)
    {
        using var chain = new X509Chain { ChainPolicy = Policy(ClientUse) };
        chain.ChainPolicy.VerificationTime = now.LocalDateTime;
        chain.Build(shown);
        return TlsVerdict.Of(shown, chain, now);
    }

    /// <summary>For one connection's server side; a client certificate is required.</summary>
    /// <param name="judge">Told what was found of the client's certificate; answers whether it may come in.</param>
    /// <param name="time">The clock.</param>
    public SslServerAuthenticationOptions ForServer(Func<TlsVerdict, bool> judge, TimeProvider time) => new()
    {
        ServerCertificateContext = _context,
        ClientCertificateRequired = true,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        CertificateChainPolicy = Policy(ClientUse),
        RemoteCertificateValidationCallback = (_, shown, chain, _) => judge(TlsVerdict.Of(shown, chain, time.GetUtcNow())),
        AllowRenegotiation = false,

        // A resumed session would let in what has been judged once: after an exchange of the authority that is wrong.
        AllowTlsResume = false,
    };

    /// <summary>For one connection's client side.</summary>
    /// <param name="host">The server's name or address, for SNI.</param>
    /// <param name="judge">Told what was found of the server's certificate; answers whether to go on.</param>
    /// <param name="time">The clock.</param>
    public SslClientAuthenticationOptions ForClient(string host, Func<TlsVerdict, bool> judge, TimeProvider time) => new()
    {
        TargetHost = host,
        ClientCertificateContext = _context,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        CertificateChainPolicy = Policy(ServerUse),
        RemoteCertificateValidationCallback = (_, shown, chain, _) => judge(TlsVerdict.Of(shown, chain, time.GetUtcNow())),
        AllowRenegotiation = false,
        AllowTlsResume = false,
    };

    private X509ChainPolicy Policy(string use)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(_authorities);
        policy.ApplicationPolicy.Add(new Oid(use));
        return policy;
    }

    private static X509Certificate2 Join(X509Certificate2 certificate, string keyText)
    {
        if (certificate.GetECDsaPublicKey() is { } elliptic)
        {
            elliptic.Dispose();
            using var key = ECDsa.Create();
            key.ImportFromPem(keyText);
            return certificate.CopyWithPrivateKey(key);
        }

        using var rsa = RSA.Create();
        rsa.ImportFromPem(keyText);
        return certificate.CopyWithPrivateKey(rsa);
    }

    private static T Parse<T>(string path, string what, Func<string, T> parse)
    {
        try
        {
            return parse(ReadBounded(path));
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            var why = refused is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : refused.Message;
            throw new TlsException(TlsProblem.Unreadable, $"{path}: {why}. It must hold {what}.", refused);
        }
        catch (Exception refused) when (refused is CryptographicException or ArgumentException)
        {
            throw new TlsException(TlsProblem.Unreadable, $"{path}: it does not hold {what}: {refused.Message}", refused);
        }
    }

    private static string ReadBounded(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[MaxFileBytes + 1];
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length <= MaxFileBytes
            ? System.Text.Encoding.UTF8.GetString(bytes, 0, length)
            : throw new IOException(string.Create(CultureInfo.InvariantCulture, $"it is larger than {MaxFileBytes} bytes"));
    }
}
