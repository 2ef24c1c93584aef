using System.Net.Security;
using System.Text;
using HAMgm.Component.Alert.Settings;
using HAMgm.Component.Alert.Tls;

namespace HAMgm.Component.Alert.Email;

/// <summary>
/// Sends one message (RFC 5321, STARTTLS of RFC 3207, TLS from the first byte of RFC 8314). A client of our own: System.Net.Mail knows no TLS from the
/// first byte, no time-out for its asynchronous calls, keeps connections in statics, and hides the server's words; MailKit is not to be had (ADR 0037).
/// </summary>
internal static class SmtpClient
{
    /// <summary>Sends it.</summary>
    /// <param name="server">Where and how.</param>
    /// <param name="to">Addresses.</param>
    /// <param name="message">The message, lines ended by CR LF.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The server's last words, and who was refused if not all were.</returns>
    /// <exception cref="SmtpException">It was not taken; the server's words.</exception>
    public static async Task<string> SendAsync(MailServer server, IReadOnlyList<string> to, byte[] message, CancellationToken cancellationToken)
    {
        using var trust = server.AuthorityFile.Length > 0 ? Authorities.Read(server.AuthorityFile) : null;
        RemoteCertificateValidationCallback? validate = trust is null ? null : trust.Validate;
        using var connection = await SmtpConnection.OpenAsync(server.Host, server.Port, server.Timeout, cancellationToken);
        if (server.Security == "tls")
        {
            await connection.EncryptAsync(server.Host, validate, cancellationToken);
        }

        Require(await connection.ReadReplyAsync("the greeting", cancellationToken), "the greeting");
        var offers = await GreetAsync(connection, cancellationToken);
        if (server.Security == "starttls")
        {
            offers = await StartTlsAsync(connection, server.Host, offers, validate, cancellationToken);
        }

        if (server.Username.Length > 0)
        {
            var way = SmtpAuth.Choose(server.Auth, Words(offers, "AUTH"), connection.IsEncrypted);
            await SmtpAuth.LogInAsync(connection, way, server.Username, server.ReadPassword(), cancellationToken);
        }

        return await DeliverAsync(connection, server.From, to, message, cancellationToken);
    }

    private static async Task<SmtpReply> GreetAsync(SmtpConnection connection, CancellationToken cancellationToken)
    {
        var offers = await connection.AskAsync($"EHLO {HostName()}", "EHLO", cancellationToken);
        Require(offers, "EHLO");
        return offers;
    }

    private static async Task<SmtpReply> StartTlsAsync(
        SmtpConnection connection, string host, SmtpReply offers, RemoteCertificateValidationCallback? validate, CancellationToken cancellationToken)
    {
        if (!offers.Lines.Any(line => line.Equals("STARTTLS", StringComparison.OrdinalIgnoreCase)))
        {
            throw new SmtpException("the server offers no STARTTLS, and alert.email.security is starttls: nothing is sent in clear", isPermanent: false);
        }

        Require(await connection.AskAsync("STARTTLS", "STARTTLS", cancellationToken), "STARTTLS");
        await connection.EncryptAsync(host, validate, cancellationToken);

        // What was said before TLS counts no more.
        return await GreetAsync(connection, cancellationToken);
    }

    private static async Task<string> DeliverAsync(
        SmtpConnection connection, string from, IReadOnlyList<string> to, byte[] message, CancellationToken cancellationToken)
    {
        Require(await connection.AskAsync($"MAIL FROM:<{from}>", "MAIL FROM", cancellationToken), "the sender");
        var refused = new List<SmtpReply>();
        foreach (var address in to)
        {
            var reply = await connection.AskAsync($"RCPT TO:<{address}>", "RCPT TO", cancellationToken);
            if (!reply.IsPositive)
            {
                refused.Add(reply);
            }
        }

        if (refused.Count == to.Count)
        {
            throw new SmtpException($"every recipient was refused: {string.Join("; ", refused)}", refused.All(reply => reply.IsPermanent));
        }

        Require(await connection.AskAsync("DATA", "DATA", cancellationToken), "DATA");
        await connection.WriteAsync(Stuff(message), "the message", cancellationToken);
        var taken = await connection.ReadReplyAsync("the message", cancellationToken);
        Require(taken, "the message");

        // It is taken: what comes after cannot undo that.
        try
        {
            await connection.AskAsync("QUIT", "QUIT", cancellationToken);
        }
        catch (SmtpException)
        {
        }

        return refused.Count == 0 ? taken.ToString() : $"{taken}; not for {refused.Count} of {to.Count} recipients: {string.Join("; ", refused)}";
    }

    // A line that begins with a dot gets a second one (RFC 5321 section 4.5.2); one dot alone ends the message.
    private static byte[] Stuff(byte[] message)
    {
        using var stuffed = new MemoryStream(message.Length + 64);
        var isLineStart = true;
        foreach (var b in message)
        {
            if (isLineStart && b == (byte)'.')
            {
                stuffed.WriteByte((byte)'.');
            }

            stuffed.WriteByte(b);
            isLineStart = b == (byte)'\n';
        }

        stuffed.Write(isLineStart ? ".\r\n"u8 : "\r\n.\r\n"u8);
        return stuffed.ToArray();
    }

    private static List<string> Words(SmtpReply offers, string name) => [.. offers.Lines
        .Where(line => line.StartsWith(name + " ", StringComparison.OrdinalIgnoreCase) || line.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase))
        .SelectMany(line => line[(name.Length + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries))];

    private static void Require(SmtpReply reply, string what)
    {
        if (!reply.IsPositive)
        {
            throw new SmtpException($"{what} was refused: {reply}", reply.IsPermanent);
        }
    }

    // A name of this host that is one; else an address literal, which every server takes.
    private static string HostName()
    {
        var name = Environment.MachineName;
        return name.Length > 0 && Encoding.ASCII.GetByteCount(name) == name.Length && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.') ? name : "[127.0.0.1]";
    }
}
