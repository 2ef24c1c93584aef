using HAMgm.Contracts.Alerts;

namespace HAMgm.Component.Alert.Book;

/// <summary>A notice that is to be sent.</summary>
/// <param name="Alert">What it tells of, as it is now.</param>
/// <param name="Delivery">The notice.</param>
/// <param name="CreatedAt">When the alert was raised, by the book's clock.</param>
/// <param name="NotBefore">Until then it waits for others, by the book's clock.</param>
internal sealed record Waiting(AlertRecord Alert, AlertDelivery Delivery, TimeSpan CreatedAt, TimeSpan NotBefore)
{
    public (string AlertId, string DeliveryId) Ids => (Alert.AlertId, Delivery.Id);
}
