namespace HAMgm.Daemon.Guarding;

/// <summary>How long to wait before the next start: 100 ms after the first death, doubled each time up to 30 s, anew after 60 s of health.</summary>
internal sealed class BackOff
{
    /// <summary>The wait after the first death.</summary>
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>A service that lived this long counts as having been well.</summary>
    public static readonly TimeSpan Healthy = TimeSpan.FromSeconds(60);

    private TimeSpan next = First;

    /// <summary>The wait after a death.</summary>
    /// <param name="lived">How long the service had been ready; zero when it never was.</param>
    public TimeSpan After(TimeSpan lived)
    {
        if (lived >= Healthy)
        {
            next = First;
        }

        TimeSpan wait = next;
        next = next * 2 < Longest ? next * 2 : Longest;
        return wait;
    }
}
