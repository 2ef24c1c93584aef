using HAMgm.Component.Alert.Sending;
using HAMgm.Component.Alert.Settings;

namespace HAMgm.Component.Alert.Email;

/// <summary>Sends notices as one mail.</summary>
internal static class MailSender
{
    public static async Task<SendOutcome> SendAsync(
        AlertSettings settings, Channel channel, IReadOnlyList<Notice> notices, TimeProvider time, CancellationToken cancellationToken)
    {
        if (settings.Mail is not { } server)
        {
            return SendOutcome.Failed("alert.email.host or alert.email.from is not set");
        }

        try
        {
            var message = MailMessage.Write(settings, server.From, channel.To, notices, time.GetUtcNow());
            return SendOutcome.Delivered(await SmtpClient.SendAsync(server, channel.To, message, cancellationToken));
        }
        catch (SmtpException refused)
        {
            var words = $"{server.Host}:{server.Port}: {refused.Message}";
            return refused.IsPermanent ? SendOutcome.Refused(words) : SendOutcome.Failed(words);
        }
    }
}
