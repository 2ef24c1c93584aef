namespace HAMgm.Tls;

/// <summary>Three PEM files.</summary>
/// <param name="Authority">Certificates of the authorities that are trusted; more than one while one replaces another.</param>
/// <param name="Certificate">The own certificate.</param>
/// <param name="Key">Its private key, unencrypted.</param>
public sealed record TlsFiles(string Authority, string Certificate, string Key);
