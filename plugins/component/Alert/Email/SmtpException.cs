namespace HAMgm.Component.Alert.Email;

/// <summary>The mail server did not do what it was asked for.</summary>
internal sealed class SmtpException(string message, bool isPermanent, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>True: it will not take this message later either.</summary>
    public bool IsPermanent => isPermanent;
}
