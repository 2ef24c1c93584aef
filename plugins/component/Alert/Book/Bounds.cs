namespace HAMgm.Component.Alert.Book;

/// <summary>How much is kept. What exceeds it is cut, or the least important goes.</summary>
internal static class Bounds
{
    /// <summary>Alerts in memory and in the store.</summary>
    public const int Alerts = 1000;

    /// <summary>Notices of one alert.</summary>
    public const int Deliveries = 64;

    public const int Silences = 100;

    public const int Details = 32;

    public const int Title = 300;

    public const int Message = 4000;

    public const int Name = 256;

    public const int Value = 1024;

    public const int Answer = 500;

    public static readonly TimeSpan LongestSilence = TimeSpan.FromDays(30);

    public static string Cut(string? text, int length) =>
        text is null ? "" : text.Length <= length ? text : string.Concat(text.AsSpan(0, length - 1), "…");
}
