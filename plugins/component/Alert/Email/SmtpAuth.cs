using System.Security.Cryptography;
using System.Text;

namespace HAMgm.Component.Alert.Email;

/// <summary>The ways to log in: PLAIN (RFC 4616), LOGIN, CRAM-MD5 (RFC 2195).</summary>
internal static class SmtpAuth
{
    /// <summary>Which way to take.</summary>
    /// <param name="wanted"><c>auto</c>, <c>plain</c>, <c>login</c> or <c>cram-md5</c>.</param>
    /// <param name="offered">The words behind AUTH in the server's greeting.</param>
    /// <param name="isEncrypted">Without TLS the password itself is not sent.</param>
    /// <exception cref="SmtpException">None can be taken.</exception>
    public static string Choose(string wanted, IReadOnlyCollection<string> offered, bool isEncrypted)
    {
        var usable = wanted == "auto" ? ["PLAIN", "LOGIN", "CRAM-MD5"] : (string[])[wanted.ToUpperInvariant()];
        return usable.FirstOrDefault(way => (isEncrypted || way == "CRAM-MD5") && offered.Contains(way, StringComparer.OrdinalIgnoreCase))
            ?? throw new SmtpException(
                offered.Count == 0
                    ? "the server offers no log-in; take alert.email.username out, or set alert.email.security"
                    : $"the server offers the log-ins {string.Join(", ", offered)}, and alert.email.auth is {wanted}",
                isPermanent: false);
    }

    /// <summary>Logs in. What is sent never stands in an error.</summary>
    /// <exception cref="SmtpException">Refused; the server's words.</exception>
    public static async Task LogInAsync(SmtpConnection connection, string way, string username, string password, CancellationToken cancellationToken)
    {
        const string What = "the log-in";
        var reply = way switch
        {
            "PLAIN" => await connection.AskAsync($"AUTH PLAIN {Base64($"\0{username}\0{password}")}", What, cancellationToken),
            "LOGIN" => await LoginAsync(connection, username, password, What, cancellationToken),
            _ => await CramAsync(connection, username, password, What, cancellationToken),
        };
        Require(reply, 235, What);
    }

    private static async Task<SmtpReply> LoginAsync(SmtpConnection connection, string username, string password, string what, CancellationToken cancellationToken)
    {
        Require(await connection.AskAsync("AUTH LOGIN", what, cancellationToken), 334, what);
        Require(await connection.AskAsync(Base64(username), what, cancellationToken), 334, what);
        return await connection.AskAsync(Base64(password), what, cancellationToken);
    }

#pragma warning disable CA5351 // MD5 is what the mechanism is made of; it is taken where the server offers nothing else, or TLS is off.
    private static async Task<SmtpReply> CramAsync(SmtpConnection connection, string username, string password, string what, CancellationToken cancellationToken)
    {
        var challenge = await connection.AskAsync("AUTH CRAM-MD5", what, cancellationToken);
        Require(challenge, 334, what);
        byte[] text;
        try
        {
            text = Convert.FromBase64String(challenge.Lines[0]);
        }
        catch (FormatException broken)
        {
            throw new SmtpException($"{what}: the server's challenge cannot be read", isPermanent: false, broken);
        }

        var digest = Convert.ToHexStringLower(HMACMD5.HashData(Encoding.UTF8.GetBytes(password), text));
        return await connection.AskAsync(Base64($"{username} {digest}"), what, cancellationToken);
    }
#pragma warning restore CA5351

    private static void Require(SmtpReply reply, int code, string what)
    {
        if (reply.Code != code)
        {
            // A wrong password is mended at the server or in the file; the message is not to blame.
            throw new SmtpException($"{what} was refused: {reply}", isPermanent: false);
        }
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
