namespace HAMgm.Component.Alert.Settings;

/// <summary>How a channel is spoken to.</summary>
internal enum ChannelKind
{
    Email,
    Json,
    Slack,
    DingTalk,
    WeCom,
    Feishu,
}
