using System.Globalization;
using System.Text;
using System.Text.Json;
using HAMgm.Component.Alert.Book;
using HAMgm.Component.Alert.Email;
using HAMgm.Component.Alert.Sending;
using HAMgm.Component.Alert.Settings;
using HAMgm.Component.Alert.Text;
using HAMgm.Contracts.Alerts;

namespace HAMgm.Component.Alert.Webhooks;

/// <summary>
/// Notices in the format that each receiver publishes: Slack's incoming web hooks, the group robots of DingTalk, WeCom and Feishu, and a plain JSON of
/// HAMgm's own (docs/operators-guide.md).
/// </summary>
internal static class WebhookFormats
{
    // The receivers' limits, with room for what surrounds the text.
    private const int SlackBytes = 30_000;
    private const int DingTalkBytes = 15_000;
    private const int WeComBytes = 4_000;
    private const int FeishuBytes = 15_000;

    /// <summary>The request for a message.</summary>
    /// <param name="settings">Language and names.</param>
    /// <param name="kind">Whose format.</param>
    /// <param name="url">Where to.</param>
    /// <param name="secret">To sign with; empty: unsigned.</param>
    /// <param name="notices">At least one.</param>
    /// <param name="now">The signatures' time.</param>
    public static WebhookRequest Write(
        AlertSettings settings, ChannelKind kind, Uri url, string secret, IReadOnlyList<Notice> notices, DateTimeOffset now) => kind switch
        {
            ChannelKind.Slack => new(url, Slack(settings, notices), []),
            ChannelKind.DingTalk => new(secret.Length > 0 ? Signatures.DingTalk(url, secret, now) : url, DingTalk(settings, notices), []),
            ChannelKind.WeCom => new(url, WeCom(settings, notices), []),
            ChannelKind.Feishu => new(url, Feishu(settings, notices, secret, now), []),
            _ => Plain(settings, url, secret, notices, now),
        };

    private static WebhookRequest Plain(AlertSettings settings, Uri url, string secret, IReadOnlyList<Notice> notices, DateTimeOffset now)
    {
        var id = MailMessage.IdOf(notices);
        var body = AlertCodec.Bytes(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("version", 1);
            json.WriteString("id", id);
            json.WriteString("cluster_id", settings.ClusterId);
            json.WriteString("node_id", settings.NodeId);
            AlertCodec.WriteTime(json, "sent_time", now);
            json.WriteString("subject", NoticeText.Subject(settings, notices));
            json.WriteStartArray("alerts");
            foreach (var notice in notices)
            {
                json.WriteStartObject();
                json.WriteString("delivery_id", notice.DeliveryId);
                json.WriteString("kind", notice.Kind);
                AlertCodec.WriteFields(json, notice.Alert);
                json.WriteNumber("occurrences", notice.Alert.Occurrences);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }).ToArray();
        var headers = new List<(string, string)> { ("X-HAMgm-Delivery", id) };
        if (secret.Length > 0)
        {
            var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            headers.Add(("X-HAMgm-Timestamp", timestamp));
            headers.Add(("X-HAMgm-Signature", Signatures.Plain(secret, timestamp, body)));
        }

        return new WebhookRequest(url, body, headers);
    }

    // https://api.slack.com/messaging/webhooks
    private static byte[] Slack(AlertSettings settings, IReadOnlyList<Notice> notices) => Json(json =>
    {
        json.WriteString("text", SlackText(NoticeText.Subject(settings, notices), 3000));
        json.WriteStartArray("attachments");
        foreach (var notice in notices)
        {
            json.WriteStartObject();
            json.WriteString("color", notice.Kind == "resolved" ? "good" : notice.Alert.Severity >= AlertSeverity.High ? "danger" : "warning");
            json.WriteString("fallback", SlackText(NoticeText.Head(settings, notice), 1000));
            json.WriteString("title", SlackText(NoticeText.Head(settings, notice), 1000));
            json.WriteString("text", SlackText(NoticeText.Body(settings, notice), SlackBytes / notices.Count));
            json.WriteStartArray("fields");
            foreach (var (name, value) in NoticeText.Facts(settings, notice))
            {
                json.WriteStartObject();
                json.WriteString("title", SlackText(name, 200));
                json.WriteString("value", SlackText(value, 500));
                json.WriteBoolean("short", true);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNumber("ts", notice.Alert.CreateTime.ToUnixTimeSeconds());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    // https://open.dingtalk.com/document/orgapp/custom-robots-send-group-messages
    private static byte[] DingTalk(AlertSettings settings, IReadOnlyList<Notice> notices) => Json(json =>
    {
        json.WriteString("msgtype", "markdown");
        json.WriteStartObject("markdown");
        json.WriteString("title", NoticeText.CutBytes(NoticeText.Subject(settings, notices), 500));
        json.WriteString("text", NoticeText.CutBytes(Markdown(settings, notices), DingTalkBytes));
        json.WriteEndObject();
    });

    // https://developer.work.weixin.qq.com/document/path/91770
    private static byte[] WeCom(AlertSettings settings, IReadOnlyList<Notice> notices) => Json(json =>
    {
        json.WriteString("msgtype", "markdown");
        json.WriteStartObject("markdown");
        json.WriteString("content", NoticeText.CutBytes(Markdown(settings, notices), WeComBytes));
        json.WriteEndObject();
    });

    // https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
    private static byte[] Feishu(AlertSettings settings, IReadOnlyList<Notice> notices, string secret, DateTimeOffset now) => Json(json =>
    {
        if (secret.Length > 0)
        {
            var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            json.WriteString("timestamp", timestamp);
            json.WriteString("sign", Signatures.Feishu(secret, timestamp));
        }

        json.WriteString("msg_type", "post");
        json.WriteStartObject("content");
        json.WriteStartObject("post");
        json.WriteStartObject(settings.Language == "en" ? "en_us" : "zh_cn");
        json.WriteString("title", NoticeText.CutBytes(NoticeText.Subject(settings, notices), 500));
        json.WriteStartArray("content");
        foreach (var line in NoticeText.CutBytes(NoticeText.Plain(settings, notices), FeishuBytes).Split('\n'))
        {
            json.WriteStartArray();
            json.WriteStartObject();
            json.WriteString("tag", "text");
            json.WriteString("text", line);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static string Markdown(AlertSettings settings, IReadOnlyList<Notice> notices)
    {
        var text = new StringBuilder($"### {MarkdownText(NoticeText.Subject(settings, notices))}\n");
        foreach (var notice in notices)
        {
            text.Append("\n**").Append(MarkdownText(NoticeText.Head(settings, notice))).Append("**\n\n");
            if (NoticeText.Body(settings, notice) is { Length: > 0 } body)
            {
                text.Append(MarkdownText(body)).Append("\n\n");
            }

            text.AppendJoin('\n', NoticeText.Facts(settings, notice).Select(fact => $"> {MarkdownText(fact.Name)}: {MarkdownText(fact.Value)}\n"));
        }

        return text.ToString();
    }

    // Slack reads these three as its own marks.
    private static string SlackText(string text, int maxBytes) => NoticeText.CutBytes(text, maxBytes)
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);

    // What an alert says must not make links, images or mentions.
    private static string MarkdownText(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            safe.Append(c is '<' or '>' or '[' or ']' or '*' or '`' or '#' or '@' or '|' or '\\' or '!' ? ' ' : char.IsControl(c) ? ' ' : c);
        }

        return safe.ToString();
    }

    private static byte[] Json(Action<Utf8JsonWriter> write) => AlertCodec.Bytes(json =>
    {
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
    }).ToArray();
}
