using HAMgm.Contracts.Alerts;

namespace HAMgm.Component.Alert.Sending;

/// <summary>What one message tells of one alert.</summary>
/// <param name="Alert">The alert as it is when the message is made.</param>
/// <param name="DeliveryId">The same in every attempt, from either node.</param>
/// <param name="Kind">raised, worse, escalated, resolved or test.</param>
internal sealed record Notice(AlertRecord Alert, string DeliveryId, string Kind);
