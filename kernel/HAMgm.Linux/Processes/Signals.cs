namespace HAMgm.Linux.Processes;

/// <summary>Signal numbers of Linux that the guard uses.</summary>
public static class Signals
{
    /// <summary>Stop in good order.</summary>
    public const int Terminate = 15;

    /// <summary>End at once; cannot be caught, ends a stopped process, too.</summary>
    public const int Kill = 9;

    /// <summary>Freeze.</summary>
    public const int Stop = 19;

    /// <summary>Go on after a freeze.</summary>
    public const int Continue = 18;
}
