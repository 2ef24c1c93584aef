using System.Text;
using System.Text.Json;

namespace HAMgm.Component.Data;

/// <summary>What a key and a value may be. A breach is the calling plugin's mistake, so it is an argument error.</summary>
internal static class Limits
{
    private const int MaxKeyLength = 512;
    private const int MaxValueBytes = 1 << 20;
    private static readonly TimeSpan MaxLife = TimeSpan.FromDays(3650);

    public static void CheckKey(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Length is 0 or > MaxKeyLength || key.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException($"a key has 1 to {MaxKeyLength} characters, this one has {key.Length}", nameof(key));
        }
    }

    /// <summary>Returns the value's size in bytes.</summary>
    public static int CheckValue(string key, string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var bytes = json.Length > MaxValueBytes ? int.MaxValue : Encoding.UTF8.GetByteCount(json);
        if (bytes > MaxValueBytes)
        {
            throw new ArgumentException($"the value of '{key}' has more than {MaxValueBytes} bytes", nameof(json));
        }

        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
            while (reader.Read())
            {
            }
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"the value of '{key}' is not JSON: {e.Message}", nameof(json), e);
        }

        return bytes;
    }

    public static void CheckLife(TimeSpan? timeToLive)
    {
        if (timeToLive is { } life && (life < TimeSpan.FromMilliseconds(1) || life > MaxLife))
        {
            throw new ArgumentOutOfRangeException(nameof(timeToLive), life, "a time to live is 1 ms to 3650 days");
        }
    }
}
