using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace HAMgm.Component.Alert.Webhooks;

/// <summary>How each receiver wants a message signed; all of them with HMAC-SHA-256.</summary>
internal static class Signatures
{
    /// <summary>HAMgm's own: <c>sha256=</c> and, in hexadecimal, over the time in seconds, a dot, and the body.</summary>
    public static string Plain(string secret, string timestamp, byte[] body) =>
        "sha256=" + Convert.ToHexStringLower(Hmac(secret, [.. Encoding.ASCII.GetBytes(timestamp + "."), .. body]));

    /// <summary>DingTalk's: over the time in milliseconds and the secret, with the secret as the key; both go into the address.</summary>
    public static Uri DingTalk(Uri url, string secret, DateTimeOffset now)
    {
        var timestamp = now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var sign = Uri.EscapeDataString(Convert.ToBase64String(Hmac(secret, Encoding.UTF8.GetBytes($"{timestamp}\n{secret}"))));
        return new Uri($"{url.AbsoluteUri}{(url.Query.Length > 0 ? '&' : '?')}timestamp={timestamp}&sign={sign}");
    }

    /// <summary>Feishu's: over nothing, with the time in seconds and the secret as the key.</summary>
    public static string Feishu(string secret, string timestamp) => Convert.ToBase64String(Hmac($"{timestamp}\n{secret}", []));

    private static byte[] Hmac(string key, byte[] data) => HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), data);
}
