namespace HAMgm.Contracts.Alerts;

/// <summary>Where alerts go.</summary>
/// <param name="LeastSeverity">Lower ones are kept, not sent.</param>
/// <param name="EmailRecipients">Addresses; none for no mail.</param>
/// <param name="WebhookUrls">https:// addresses; none for no web hook.</param>
public sealed record AlertConfig(AlertSeverity LeastSeverity, IReadOnlyList<string> EmailRecipients, IReadOnlyList<string> WebhookUrls);
