using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace HAMgm.Tls;

/// <summary>What was found of the other side's certificate.</summary>
/// <param name="Problem">None: it is good.</param>
/// <param name="Identity">Whom it names, also when it is not good; null: nobody.</param>
/// <param name="Certificate">A description of it for logs; "none".</param>
/// <param name="NotAfter">When its time ends; MinValue without one.</param>
public sealed record TlsVerdict(TlsProblem Problem, TlsIdentity? Identity, string Certificate, DateTimeOffset NotAfter)
{
    /// <summary>Judges what the other side showed.</summary>
    /// <param name="shown">Its certificate; null: none.</param>
    /// <param name="chain">As built under <see cref="TlsMaterial"/>'s policy: signed by the own authorities, for this use.</param>
    /// <param name="now">The time that counts for "expired" against "not yet valid".</param>
    public static TlsVerdict Of(X509Certificate? shown, X509Chain? chain, DateTimeOffset now)
    {
        if (shown is not X509Certificate2 certificate || chain is null)
        {
            return new TlsVerdict(TlsProblem.Missing, null, "none", DateTimeOffset.MinValue);
        }

        var identity = TlsIdentity.Read(certificate);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{identity?.ToString() ?? Bound(certificate.Subject)}, serial {certificate.SerialNumber}, until {certificate.NotAfter.ToUniversalTime():yyyy-MM-ddTHH:mm:ssZ}");
        return new TlsVerdict(ProblemOf(certificate, chain, identity, now), identity, text, certificate.NotAfter.ToUniversalTime());
    }

    /// <summary>A sentence for logs and errors.</summary>
    public string Describe() => Problem switch
    {
        TlsProblem.None => $"good ({Certificate})",
        TlsProblem.Missing => "no certificate was shown",
        TlsProblem.Expired => $"the certificate has expired ({Certificate})",
        TlsProblem.NotYetValid => $"the certificate is not valid yet, check the clocks ({Certificate})",
        TlsProblem.Foreign => $"the certificate is not signed by this cluster's authority for this use ({Certificate})",
        TlsProblem.NoRole => $"the certificate names no role of HAMgm ({Certificate})",
        TlsProblem.WrongRole => $"the certificate is another's ({Certificate})",
        _ => $"the certificate cannot be used ({Certificate})",
    };

    private static TlsProblem ProblemOf(X509Certificate2 certificate, X509Chain chain, TlsIdentity? identity, DateTimeOffset now)
    {
        var flags = X509ChainStatusFlags.NoError;
        foreach (var status in chain.ChainStatus)
        {
            flags |= status.Status;
        }

        // A stranger's certificate is a stranger's, whatever its dates: its own words are worth nothing.
        if ((flags & ~X509ChainStatusFlags.NotTimeValid) != 0)
        {
            return TlsProblem.Foreign;
        }

        if (flags != 0)
        {
            return certificate.NotBefore.ToUniversalTime() > now.UtcDateTime ? TlsProblem.NotYetValid : TlsProblem.Expired;
        }

        return identity is null ? TlsProblem.NoRole : TlsProblem.None;
    }

    private static string Bound(string subject) => subject.Length <= 128 ? subject : subject[..128] + "…";
}
