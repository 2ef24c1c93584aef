namespace HAMgm.Kernel.Supervision;

/// <summary>What <see cref="CrashJournal"/> keeps in its file.</summary>
internal sealed class CrashRecord
{
    /// <summary>How many crashes in a row.</summary>
    public int Crashes { get; set; }

    /// <summary>When the last one was noticed.</summary>
    public DateTimeOffset LastCrash { get; set; }

    /// <summary>Plugins that ran, by id.</summary>
    public Dictionary<string, SeenPlugin> Plugins { get; init; } = [];

    /// <summary>Plugins that are set aside, with the stamp of their folder then.</summary>
    public Dictionary<string, long> Quarantined { get; init; } = [];
}
