using HAMgm.Component.Alert.Settings;

namespace HAMgm.Component.Alert.Sending;

/// <summary>Makes one attempt.</summary>
internal interface INoticeSender
{
    /// <summary>Sends notices as one message, and waits for the server's word.</summary>
    /// <param name="settings">The mail server, and how to write.</param>
    /// <param name="channel">Where to.</param>
    /// <param name="notices">At least one.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    Task<SendOutcome> SendAsync(AlertSettings settings, Channel channel, IReadOnlyList<Notice> notices, CancellationToken cancellationToken);
}
