using System.Globalization;

namespace HAMgm.Component.Records;

/// <summary>One row; each database's own types are read as ours.</summary>
internal sealed class RecordRow(object?[] values)
{
    /// <summary>How SQLite's rows write a time: UTC, in an order that is also the alphabet's.</summary>
    public const string TimeFormat = "yyyy-MM-dd HH:mm:ss.fff";

    private const int MaxText = 2000;

    public bool IsNull(int column) => values[column] is null or DBNull;

    public long Number(int column) => Convert.ToInt64(values[column], CultureInfo.InvariantCulture);

    public bool Flag(int column) => values[column] is bool flag ? flag : Number(column) != 0;

    /// <summary>"" for NULL.</summary>
    public string Text(int column) => IsNull(column) ? "" : values[column]!.ToString()!;

    public Guid Uuid(int column) => values[column] is Guid uuid ? uuid : Guid.Parse(Text(column));

    /// <summary>Unix time in milliseconds; 0 for NULL.</summary>
    public long UnixMs(int column) => values[column] switch
    {
        null or DBNull => 0,
        DateTime time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)).ToUnixTimeMilliseconds(),
        var text => DateTimeOffset.ParseExact(
            text.ToString()!, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).ToUnixTimeMilliseconds(),
    };

    /// <summary>A time as it is written; 0: none.</summary>
    public static DateTimeOffset? Time(long unixMs) => unixMs == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(unixMs);

    /// <summary>A text of somebody else's as it is written: none if it is empty, and never without end.</summary>
    public static string? Bounded(string text) => text.Length == 0 ? null : text.Length <= MaxText ? text : text[..MaxText];
}
