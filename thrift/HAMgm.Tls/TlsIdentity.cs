using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace HAMgm.Tls;

/// <summary>
/// Who a certificate says that its owner is: one URI among its subject alternative names,
/// <c>urn:hamgm:admin:NAME</c>, <c>urn:hamgm:viewer:NAME</c> or <c>urn:hamgm:node:NODE-ID</c>, the name percent-encoded
/// (RFC 3986). A certificate without exactly one such URI has no role here, whoever signed it.
/// </summary>
/// <param name="Role">What it lets its owner do.</param>
/// <param name="Name">The person's or program's name; for a node its node.id.</param>
public sealed record TlsIdentity(TlsRole Role, string Name)
{
    /// <summary>Longest name in characters; what names a node is shorter still.</summary>
    public const int MaxNameLength = 64;

    private const string Prefix = "urn:hamgm:";
    private const string AlternativeNames = "2.5.29.17";
    private static readonly Asn1Tag UriTag = new(TagClass.ContextSpecific, 6);

    /// <summary>The URI that stands for it in a certificate.</summary>
    public string ToUri() => $"{Prefix}{RoleName(Role)}:{Uri.EscapeDataString(Name)}";

    /// <summary>The role as it is written in URIs, on the command line and in logs.</summary>
    public static string RoleName(TlsRole role) => role switch
    {
        TlsRole.Admin => "admin",
        TlsRole.Node => "node",
        _ => "viewer",
    };

    /// <summary>Reads it from a certificate; null when it has none, or more than one.</summary>
    public static TlsIdentity? Read(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        TlsIdentity? found = null;
        foreach (var uri in Uris(certificate))
        {
            if (!uri.StartsWith(Prefix, StringComparison.Ordinal))
            {
                continue;
            }

            if (found is not null || (found = Parse(uri)) is null)
            {
                return null;
            }
        }

        return found;
    }

    /// <summary>Reads a URI; null when it is none of ours.</summary>
    public static TlsIdentity? Parse(string uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        var parts = uri.Split(':');
        if (parts.Length != 4 || !uri.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        TlsRole? role = parts[2] switch
        {
            "admin" => TlsRole.Admin,
            "viewer" => TlsRole.Viewer,
            "node" => TlsRole.Node,
            _ => null,
        };
        var name = Uri.UnescapeDataString(parts[3]);
        return role is { } known && name.Length is > 0 and <= MaxNameLength ? new TlsIdentity(known, name) : null;
    }

    /// <summary>For logs: admin 'alice'.</summary>
    public override string ToString() => $"{RoleName(Role)} '{Name}'";

    // The framework reads DNS names and addresses of this extension, but no URIs.
    private static List<string> Uris(X509Certificate2 certificate)
    {
        var uris = new List<string>();
        foreach (var extension in certificate.Extensions)
        {
            if (extension.Oid?.Value != AlternativeNames)
            {
                continue;
            }

            try
            {
                var names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
                while (names.HasData)
                {
                    if (names.PeekTag().HasSameClassAndValue(UriTag))
                    {
                        uris.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, UriTag));
                    }
                    else
                    {
                        names.ReadEncodedValue();
                    }
                }
            }
            catch (AsnContentException)
            {
                // Not what the standard says: it gives no role.
                return [];
            }
        }

        return uris;
    }
}
