using System.Net.Security;

namespace HAMgm.Service.Thrift.Server;

/// <summary>How the TLS handshake of one connection is made, and who is told when it fails.</summary>
/// <param name="Options">With the certificates that count just now.</param>
/// <param name="Refused">Told why the handshake failed, if it did.</param>
public sealed record TlsHandshake(SslServerAuthenticationOptions Options, Action<string> Refused);
