namespace HAMgm.Component.Alert.Webhooks;

/// <summary>What is posted.</summary>
/// <param name="Url">Where to, with what the format adds to sign it.</param>
/// <param name="Body">JSON.</param>
/// <param name="Headers">Beside Content-Type.</param>
internal sealed record WebhookRequest(Uri Url, byte[] Body, IReadOnlyList<(string Name, string Value)> Headers);
