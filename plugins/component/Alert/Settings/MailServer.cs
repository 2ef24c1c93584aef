namespace HAMgm.Component.Alert.Settings;

/// <summary>The mail server. The password is read when it is needed, and kept nowhere.</summary>
/// <param name="Host">Name or address.</param>
/// <param name="Port">TCP port.</param>
/// <param name="Security"><c>starttls</c>, <c>tls</c> or <c>none</c>.</param>
/// <param name="Auth"><c>auto</c>, <c>plain</c>, <c>login</c> or <c>cram-md5</c>.</param>
/// <param name="Username">Empty: no log-in.</param>
/// <param name="From">Sender's address.</param>
/// <param name="AuthorityFile">PEM file of authorities; empty: the system's.</param>
/// <param name="Timeout">Longest time to connect, and to wait for one answer.</param>
/// <param name="ReadPassword">Gives the password.</param>
internal sealed record MailServer(
    string Host, int Port, string Security, string Auth, string Username, string From, string AuthorityFile, TimeSpan Timeout, Func<string> ReadPassword);
