namespace HAMgm.Kernel.Supervision;

/// <summary>A plugin as <see cref="CrashJournal"/> remembers it.</summary>
internal sealed class SeenPlugin
{
    /// <summary>What its folder looked like.</summary>
    public long Stamp { get; init; }

    /// <summary>Since when it runs like that.</summary>
    public DateTimeOffset Since { get; init; }
}
