namespace HAMgm.Component.Alert.Sending;

/// <summary>How long to wait after a failure.</summary>
internal static class BackOff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestAskedFor = TimeSpan.FromHours(1);

    /// <summary>5 s, doubling to 5 minutes, a quarter more or less; or what the server asked for, at most an hour.</summary>
    /// <param name="failures">In a row, at least 1.</param>
    /// <param name="retryAfter">What the server asked for.</param>
    /// <param name="jitter">0 to 1.</param>
    public static TimeSpan After(int failures, TimeSpan? retryAfter, double jitter)
    {
        if (retryAfter is { } asked && asked > TimeSpan.Zero)
        {
            return asked < LongestAskedFor ? asked : LongestAskedFor;
        }

        var plain = First * Math.Pow(2, Math.Min(failures - 1, 10));
        return (plain < Longest ? plain : Longest) * (0.75 + (jitter / 2));
    }
}
