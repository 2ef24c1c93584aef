namespace HAMgm.Component.Alert.Email;

/// <summary>What the mail server answered.</summary>
/// <param name="Code">Three digits.</param>
/// <param name="Lines">Its words, a line each.</param>
internal sealed record SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    public bool IsPositive => Code is >= 200 and < 400;

    /// <summary>The server will not change its mind (RFC 5321 section 4.2.1).</summary>
    public bool IsPermanent => Code >= 500;

    /// <summary>Its own words, on one line.</summary>
    public override string ToString() => $"{Code} {string.Join(' ', Lines)}";
}
