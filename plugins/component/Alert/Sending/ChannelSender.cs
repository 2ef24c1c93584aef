using HAMgm.Component.Alert.Email;
using HAMgm.Component.Alert.Settings;
using HAMgm.Component.Alert.Webhooks;
using HAMgm.Contracts.Errors;

namespace HAMgm.Component.Alert.Sending;

/// <summary>
/// Sends by mail or web hook. What those need (TLS, HTTP) is loaded with the first message that is sent: each has a method and a class of its
/// own, which the runtime compiles when they are called.
/// </summary>
internal sealed class ChannelSender(TimeProvider time) : INoticeSender
{
    /// <inheritdoc/>
    public async Task<SendOutcome> SendAsync(AlertSettings settings, Channel channel, IReadOnlyList<Notice> notices, CancellationToken cancellationToken)
    {
        try
        {
            return channel.Kind == ChannelKind.Email
                ? await MailSender.SendAsync(settings, channel, notices, time, cancellationToken)
                : await WebhookSender.SendAsync(settings, channel, notices, time, cancellationToken);
        }
        catch (HamgmException unusable)
        {
            // A secret's file is missing, say: mended without a restart.
            return SendOutcome.Failed(unusable.Message);
        }
    }
}
