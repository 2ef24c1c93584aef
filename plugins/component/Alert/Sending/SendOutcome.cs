namespace HAMgm.Component.Alert.Sending;

/// <summary>How an attempt ended.</summary>
/// <param name="IsDelivered">The server has taken the message.</param>
/// <param name="Answer">Its words, or why there are none; no secrets.</param>
/// <param name="IsRefused">True: the server will not take this message whenever it is asked; another one it may.</param>
/// <param name="RetryAfter">What the server asked for; null: nothing.</param>
internal sealed record SendOutcome(bool IsDelivered, string Answer, bool IsRefused = false, TimeSpan? RetryAfter = null)
{
    public static SendOutcome Delivered(string answer) => new(true, answer);

    public static SendOutcome Failed(string why) => new(false, why);

    public static SendOutcome Refused(string why) => new(false, why, IsRefused: true);
}
