using HAMgm.Component.Alert.Settings;
using HAMgm.Contracts.Alerts;
using HAMgm.Contracts.Errors;

namespace HAMgm.Component.Alert;

/// <summary>Destinations that a program sets in place of the settings' (spec/1 section 2.3.1, ConfigureAlert).</summary>
internal static class AlertOverride
{
    private static readonly TimeSpan WebhookTimeout = TimeSpan.FromSeconds(10);

    /// <exception cref="HamgmException">Configuration/400: mail without a mail server, or an address that is none.</exception>
    public static AlertSettings Apply(AlertSettings settings, AlertConfig config)
    {
        var channels = new List<Channel>();
        if (config.EmailRecipients.Count > 0)
        {
            if (settings.Mail is not { } mail)
            {
                throw Refused("alert.email.host", "Mail needs alert.email.host and alert.email.from.");
            }

            if (config.EmailRecipients.FirstOrDefault(address => !address.Contains('@', StringComparison.Ordinal) || address.Any(c => c is <= ' ' or > '~' or '<' or '>')) is { } wrong)
            {
                throw Refused("EmailRecipients", $"'{wrong}' is no mail address.");
            }

            channels.Add(new Channel(AlertSettings.EmailChannel, ChannelKind.Email, AlertSeverity.Info, SendsResolved: true, mail.Timeout) { To = config.EmailRecipients });
        }

        foreach (var (url, index) in config.WebhookUrls.Select((url, index) => (url, index)))
        {
            if (!url.StartsWith("https://", StringComparison.Ordinal) || !Uri.IsWellFormedUriString(url, UriKind.Absolute))
            {
                throw Refused("WebhookUrls", "A web hook's address begins with https://.");
            }

            channels.Add(new Channel($"webhook-{index + 1}", ChannelKind.Json, AlertSeverity.Info, SendsResolved: true, WebhookTimeout) { Url = url });
        }

        return settings with { LeastSeverity = config.LeastSeverity, Channels = channels, Rules = [] };
    }

    private static HamgmException Refused(string subject, string message) => new(ErrorKind.Configuration, ErrorCodes.BadRequest, subject, message);
}
