using System.Globalization;
using System.Text;
using System.Text.Json;
using HAMgm.Component.Alert.Sending;
using HAMgm.Component.Alert.Settings;

namespace HAMgm.Component.Alert.Webhooks;

/// <summary>What a receiver's answer means. DingTalk, WeCom and Feishu say no with the status 200.</summary>
internal static class WebhookAnswer
{
    /// <summary>Judges it.</summary>
    /// <param name="kind">Whose it is.</param>
    /// <param name="status">HTTP's.</param>
    /// <param name="body">Its first bytes.</param>
    /// <param name="retryAfter">What it asked for.</param>
    public static SendOutcome Judge(ChannelKind kind, int status, ReadOnlySpan<byte> body, TimeSpan? retryAfter)
    {
        var words = Words(status, body);
        if (status is < 200 or > 299)
        {
            // 4xx: this message is not wanted, unless it is about who asks, where, how fast, or when.
            var isRefused = status is >= 400 and < 500 and not (401 or 403 or 404 or 407 or 408 or 425 or 429);
            return new SendOutcome(false, words, isRefused, retryAfter);
        }

        return kind switch
        {
            ChannelKind.DingTalk or ChannelKind.WeCom => ByCode(body, words, "errcode"),
            ChannelKind.Feishu => ByCode(body, words, "code", "StatusCode"),
            _ => SendOutcome.Delivered(words),
        };
    }

    private static SendOutcome ByCode(ReadOnlySpan<byte> body, string words, params ReadOnlySpan<string> names)
    {
        try
        {
            using var document = JsonDocument.Parse(body.ToArray(), new JsonDocumentOptions { MaxDepth = 16 });
            foreach (var name in names)
            {
                if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out var code) && code.TryGetInt64(out var number))
                {
                    return number == 0 ? SendOutcome.Delivered(words) : SendOutcome.Failed(words);
                }
            }
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // Said below.
        }

        return SendOutcome.Failed($"{words} (no answer of this kind of receiver: is the address right?)");
    }

    private static string Words(int status, ReadOnlySpan<byte> body)
    {
        var text = string.Concat(Encoding.UTF8.GetString(body[..Math.Min(body.Length, 400)]).Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return string.Create(CultureInfo.InvariantCulture, $"HTTP {status}{(text.Length > 0 ? ": " : "")}{text}");
    }
}
