using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Thrift.Transport.Client;

/// <summary>A TCP connection with TLS.</summary>
public class TTlsSocketTransport : TSocketTransport
{
    private readonly X509Certificate2? _certificate;
    private readonly RemoteCertificateValidationCallback? _validator;
    private readonly LocalCertificateSelectionCallback? _selector;
    private readonly SslProtocols _protocols;

    /// <summary>
    /// To a host. timeout in milliseconds bounds connecting and each read and write; certificate
    /// is the client's own; certValidator judges the server's (null: the system's trust and the
    /// host's name); sslProtocols None leaves the choice to the system.
    /// </summary>
    public TTlsSocketTransport(
        string host,
        int port,
        TConfiguration? config,
        int timeout = 0,
        X509Certificate2? certificate = null,
        RemoteCertificateValidationCallback? certValidator = null,
        LocalCertificateSelectionCallback? localCertificateSelectionCallback = null,
        SslProtocols sslProtocols = SslProtocols.None)
        : base(host, port, config, timeout)
    {
        _certificate = certificate;
        _validator = certValidator;
        _selector = localCertificateSelectionCallback;
        _protocols = sslProtocols;
    }

    /// <summary>To an address; see the other constructor.</summary>
    public TTlsSocketTransport(
        IPAddress host,
        int port,
        TConfiguration? config,
        int timeout = 0,
        X509Certificate2? certificate = null,
        RemoteCertificateValidationCallback? certValidator = null,
        LocalCertificateSelectionCallback? localCertificateSelectionCallback = null,
        SslProtocols sslProtocols = SslProtocols.None)
        : this(
            host?.ToString() ?? throw new ArgumentNullException(nameof(host)),
            port,
            config,
            timeout,
            certificate,
            certValidator,
            localCertificateSelectionCallback,
            sslProtocols)
    {
    }

    private protected override async Task<Stream> SecureAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        // If this fails, the caller closes the connection below, and nothing else is held here.
        var tls = new SslStream(stream, leaveInnerStreamOpen: false);
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = Host,
                    ClientCertificates = _certificate is null ? null : [_certificate],
                    RemoteCertificateValidationCallback = _validator,
                    LocalCertificateSelectionCallback = _selector,
                    EnabledSslProtocols = _protocols,
                    CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                },
                cancellationToken);
            return tls;
        }
        catch (AuthenticationException refused)
        {
            throw new TTransportException(
                TTransportException.ExceptionType.NotOpen,
                $"TLS with {Host}:{Port} failed: {refused.Message}",
                refused);
        }
    }
}
